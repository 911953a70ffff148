import type { Distribution } from '../api-report-types.ts'

/**
 * How often each value came, rounded to a tenth: latencies to 0.1 ms, losses to 0.1 %. A month of a link has a few hundred different
 * ones, so that months and provinces add up in little memory. The mean is that of the values as they were.
 */
export interface Tally {
  readonly counts: Map<number, number>
  sum: number
}

/** Larger values count as this: no probe waits longer, ms. It bounds how many different ones there can be. */
const MOST = 60_000
/** Tenths. */
const SCALE = 10

export const emptyTally = (): Tally => ({ counts: new Map(), sum: 0 })

/** Counts a value. */
export function count(tally: Tally, value: number): void {
  const key = Math.round(Math.min(value, MOST) * SCALE)
  tally.counts.set(key, (tally.counts.get(key) ?? 0) + 1)
  tally.sum += value
}

/** Both together, in a new one. */
export function added(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const tally of tallies) {
    for (const [key, times] of tally.counts) sum.counts.set(key, (sum.counts.get(key) ?? 0) + times)
    sum.sum += tally.sum
  }
  return sum
}

/** What a tally says: percentiles by nearest rank. `null` when nothing was counted. */
export function distributionOf({ counts, sum }: Tally): Distribution | null {
  const keys = [...counts.keys()].sort((a, b) => a - b)
  const total = keys.reduce((all, key) => all + counts.get(key)!, 0)
  if (total === 0) return null
  const percentile = (p: number) => {
    let rank = Math.ceil((p / 100) * total)
    for (const key of keys) {
      rank -= counts.get(key)!
      if (rank <= 0) return key / SCALE
    }
    return keys.at(-1)! / SCALE
  }
  return {
    count: total,
    mean: Math.round((sum / total) * 1_000) / 1_000,
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    max: keys.at(-1)! / SCALE,
  }
}
