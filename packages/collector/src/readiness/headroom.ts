import { type Point, Unsigned } from '@vonggac/model'
import type { SitePlan } from '@vonggac/model/inventory'
import { type Evidence, numberOf } from './evidence.ts'

/** How busy a link is. */
export interface Headroom {
  readonly link: string
  /** What the busier direction carries, bit/s. */
  readonly usedBps: number
  /** What is left of what was sold, or else of what the interface can, bit/s. */
  readonly freeBps: number
}

/** Counters wrap at one of these. */
const WRAPS = { ifHCInOctets: 2n ** 64n, ifHCOutOctets: 2n ** 64n, ifInOctets: 2n ** 32n, ifOutOctets: 2n ** 32n }
type Counter = keyof typeof WRAPS

/** Read from the counters of the interfaces that end the site's links, twice. Links whose load cannot be told are left out. */
export function headroomOf({ links, routers }: SitePlan, evidence: Evidence): Headroom[] {
  return links.flatMap(({ link }) => {
    const router = routers.find(({ device }) => device === link.device)
    if (!router || link.interface === undefined) return []
    const [before, after] = [0, 1].map((round) =>
      evidence
        .points(router.check, round)
        .find(({ measurement, tags }) => measurement === 'interface' && tags.ifName === link.interface),
    )
    if (!before || !after || after.timestamp <= before.timestamp) return []
    const rates = [rate('In', before, after), rate('Out', before, after)].filter((bps) => bps !== undefined)
    const capacity = link.bandwidth ?? speedOf(after)
    if (rates.length === 0 || capacity === undefined) return []
    const usedBps = Math.max(...rates)
    return [{ link: link.id, usedBps, freeBps: Math.max(0, capacity - usedBps) }]
  })
}

function rate(way: 'In' | 'Out', before: Point, after: Point): number | undefined {
  for (const key of [`ifHC${way}Octets`, `if${way}Octets`] as Counter[]) {
    const [from, to] = [octets(before, key), octets(after, key)]
    if (from === undefined || to === undefined) continue
    const grown = to >= from ? to - from : to + WRAPS[key] - from
    // A device that began anew meanwhile would seem to have carried the whole counter.
    if (grown > WRAPS[key] / 2n) return undefined
    return (Number(grown) * 8_000) / (after.timestamp - before.timestamp)
  }
  return undefined
}

function octets({ fields }: Point, key: Counter): bigint | undefined {
  const value = fields[key]
  if (value instanceof Unsigned) return value.value
  return typeof value === 'bigint' ? value : undefined
}

/** `ifHighSpeed` is in Mbit/s, `ifSpeed` in bit/s (RFC 2863); 0 says nothing. */
const speedOf = (point: Point): number | undefined =>
  (numberOf(point, 'ifHighSpeed') ?? 0) * 1e6 || numberOf(point, 'ifSpeed') || undefined
