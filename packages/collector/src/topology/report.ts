import { type Point, Unsigned } from '@vonggac/model'

/** One neighbour as a device told it; texts are empty where it said nothing. */
export interface SeenNeighbour {
  readonly protocol: string
  readonly localPort: string
  readonly chassis: string
  readonly name: string
  readonly port: string
  readonly portDescription: string
  readonly addresses: readonly string[]
  readonly platform: string
}

/** What a device told last of itself and its neighbours. */
export interface NeighbourReport {
  /** Node of the inventory: `tam-ky/rt1`. */
  readonly device: string
  /** Unix epoch ms. */
  readonly at: number
  readonly chassis: string
  readonly name: string
  readonly neighbours: readonly SeenNeighbour[]
}

/** Neighbours kept of one device; agents tell no more. */
const MAX_NEIGHBOURS = 256
/** Longest text kept, characters: points come from whoever has a key. */
const MAX_TEXT = 255
const MAX_ADDRESSES = 8

/** The device that a point is about, or nothing. */
const deviceOf = ({ tags }: Point) => (tags.site && tags.device ? `${tags.site}/${tags.device}` : undefined)

/**
 * Takes a point `neighbours` or `neighbour` into what is known of its device. A later run replaces the one before as a
 * whole; points of one run may come in any order. Gives `undefined` for a point that changes nothing.
 */
export function withPoint(known: NeighbourReport | undefined, point: Point): NeighbourReport | undefined {
  const device = deviceOf(point)
  const at = point.timestamp
  if (!device || (known && at < known.at)) return undefined
  const base = known?.at === at ? known : { device, at, chassis: '', name: '', neighbours: [] }
  if (point.measurement === 'neighbours')
    return { ...base, chassis: text(point.fields.local_chassis_id), name: text(point.fields.local_name) }
  if (base.neighbours.length >= MAX_NEIGHBOURS) return undefined
  const neighbour = neighbourOf(point)
  const isKnown = base.neighbours.some((one) => JSON.stringify(one) === JSON.stringify(neighbour))
  return isKnown ? base : { ...base, neighbours: [...base.neighbours, neighbour] }
}

const neighbourOf = ({ tags, fields }: Point): SeenNeighbour => ({
  protocol: text(tags.protocol),
  localPort: text(tags.local_port),
  chassis: text(fields.chassis_id),
  name: text(fields.name),
  port: text(fields.port),
  portDescription: text(fields.port_description),
  addresses: text(fields.addresses).split(' ').filter(Boolean).slice(0, MAX_ADDRESSES),
  platform: text(fields.platform),
})

const text = (value: unknown): string =>
  value === undefined || value instanceof Unsigned
    ? ''
    : String(value)
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .slice(0, MAX_TEXT)

/** What points tell of each device. */
export function neighbourReports(points: readonly Point[]): NeighbourReport[] {
  const reports = new Map<string, NeighbourReport>()
  for (const point of points) {
    const device = deviceOf(point)
    if (!device || !['neighbours', 'neighbour'].includes(point.measurement)) continue
    const report = withPoint(reports.get(device), point)
    if (report) reports.set(device, report)
  }
  return [...reports.values()]
}
