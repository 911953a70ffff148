import type { Check, Point } from '@vonggac/model'
import { type NeighbourReport, withPoint } from '../topology/report.ts'

/** A device that has not told its neighbours for this many intervals is taken to have none. */
const STALE_INTERVALS = 3

/** Who every device of the configuration last told as its neighbours. */
export interface NeighbourTable {
  put(point: Point): void
  /** Those that are fresh at `now`. */
  reports(now: number): readonly NeighbourReport[]
  save(): Record<string, NeighbourReport>
}

/** Begins with what was saved, so far as the configuration still asks those devices. Bounded by the configuration. */
export function createNeighbourTable(
  checks: readonly Check[],
  saved: Readonly<Record<string, NeighbourReport>> = {},
): NeighbourTable {
  const intervals = new Map(checks.flatMap((one) => (one.kind === 'neighbours' ? [[one.node, one.intervalMs]] : [])))
  const known = new Map(Object.entries(saved).filter(([device]) => intervals.has(device)))
  return {
    put(point) {
      const device = `${point.tags.site}/${point.tags.device}`
      const report = intervals.has(device) ? withPoint(known.get(device), point) : undefined
      if (report) known.set(device, report)
    },
    reports: (now) =>
      [...known.values()].filter(({ device, at }) => now - at <= STALE_INTERVALS * intervals.get(device)!),
    save: () => Object.fromEntries(known),
  }
}
