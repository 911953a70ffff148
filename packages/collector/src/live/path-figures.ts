import { type Check, type FieldValue, type Point, Unsigned } from '@vonggac/model'

/** How the way to a node is: from the last `ping` point about it. */
export interface PathFigures {
  readonly at: number
  readonly latency_ms: number | null
  readonly loss_pct: number | null
  readonly jitter_ms: number | null
}

/** The last figures of every link and device that is pinged. */
export interface PathTable {
  put(point: Point): void
  get(node: string): PathFigures | undefined
  save(): Record<string, PathFigures>
}

/** A `ping` point names what it is about by its tags; the checks say which node of the topology that is. */
export function createPathTable(
  checks: readonly Check[],
  saved: Readonly<Record<string, PathFigures>> = {},
): PathTable {
  const key = ({ site = '', link = '', device = '', service = '' }: Readonly<Record<string, string>>) =>
    `${site}\n${link}\n${device}\n${service}`
  const nodes = new Map<string, string>()
  for (const check of checks) if (check.kind === 'icmp') nodes.set(key(check.tags), check.node)
  const known = new Set(nodes.values())
  const figures = new Map(Object.entries(saved).filter(([node]) => known.has(node)))
  return {
    put({ tags, fields, timestamp }) {
      const node = nodes.get(key(tags))
      if (node === undefined || (figures.get(node)?.at ?? Number.NEGATIVE_INFINITY) >= timestamp) return
      figures.set(node, {
        at: timestamp,
        latency_ms: numeric(fields.average_response_ms),
        loss_pct: numeric(fields.percent_packet_loss),
        jitter_ms: numeric(fields.jitter_ms),
      })
    },
    get: (node) => figures.get(node),
    save: () => Object.fromEntries(figures),
  }
}

/** A field as a number, `null` when it is none. */
export function numeric(value: FieldValue | undefined): number | null {
  const plain = value instanceof Unsigned ? Number(value.value) : typeof value === 'bigint' ? Number(value) : value
  return typeof plain === 'number' && Number.isFinite(plain) ? plain : null
}
