import type { Topology, TopologyNode } from '@vonggac/model'

/** How many things cannot be reached while a node is down. */
export interface Affected {
  readonly sites: number
  readonly links: number
  readonly devices: number
  readonly services: number
}

/** Counts what has no other way than through this node; the node itself is not counted. */
export function affectedBy({ nodes }: Topology, id: string): Affected {
  const lost = new Set([id])
  const found: TopologyNode[] = []
  // Parents may stand behind their children in the list: go over it until nothing is added.
  for (let before = -1; before !== lost.size; ) {
    before = lost.size
    for (const node of nodes) {
      if (lost.has(node.id) || node.parents.length === 0 || !node.parents.every((parent) => lost.has(parent))) continue
      lost.add(node.id)
      found.push(node)
    }
  }
  const count = (kind: TopologyNode['kind']) => found.filter((node) => node.kind === kind).length
  return {
    sites: new Set(found.filter(({ kind }) => kind === 'link').map(({ site }) => site)).size,
    links: count('link'),
    devices: count('device'),
    services: count('service'),
  }
}
