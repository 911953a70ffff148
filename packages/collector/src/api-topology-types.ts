import type { Name, Status } from '@vonggac/model'

/** What the HTTP API says of who is connected to whom; see `api-types.ts`. */

export interface TopologyEnd {
  readonly node: string
  /** Empty: nobody said. */
  readonly port: string
}

export interface TopologyEdge {
  /** `declared`: the first end is the second's parent in the inventory. `seen`: told by devices. */
  readonly kind: 'declared' | 'seen'
  readonly ends: readonly [TopologyEnd, TopologyEnd]
  readonly protocols: readonly string[]
  /** Whether both ends told of it. */
  readonly both_ends: boolean
}

export interface TopologyNodeStatus {
  readonly id: string
  /** `external`: seen, but not in the inventory. */
  readonly kind: 'hub' | 'link' | 'device' | 'service' | 'agent' | 'external'
  readonly name: Name
  readonly site: string | null
  readonly state: Status
  /** What the inventory says it is reached through. */
  readonly parents: readonly string[]
  /** The next device toward the hub along what was seen. */
  readonly proposed_parent: string | null
  /** When it last told its neighbours. */
  readonly neighbours_at: number | null
}

/** A device that is not connected as the inventory says. */
export interface TopologyContradiction {
  readonly device: string
  readonly declared: readonly string[]
  readonly proposed: string
  /** The connections that say so, for people. */
  readonly evidence: readonly string[]
}

export interface TopologyDocument {
  readonly at: number
  readonly nodes: readonly TopologyNodeStatus[]
  readonly edges: readonly TopologyEdge[]
  readonly contradictions: readonly TopologyContradiction[]
}
