/**
 * What is usual at an hour of the week, learned from the weeks before: per hour the means of the last `MAX_WEEKS` weeks. Judged by
 * median and median absolute deviation of that hour and its two neighbours, so that one bad week, or the hour that summer time
 * moves, changes nothing. Plain JSON; at most 168 × `MAX_WEEKS` numbers.
 */
export interface Baseline {
  /** By hour of the week (UTC), the newest last. */
  readonly hours: Record<number, number[]>
  /** The hour that is going on: its number since 1970, the sum of its values and how many they are. */
  hour: number
  sum: number
  count: number
}

const HOUR_MS = 3_600_000
const HOURS_A_WEEK = 168
/** Enough for a median that two odd weeks do not move. */
const MAX_WEEKS = 6
/** MAD × 1.4826 is the standard deviation of what is normally distributed. */
const MAD_TO_SIGMA = 1.4826
/** A spread smaller than this share of the usual value is taken for this: what never varied would make any change enormous. */
const LEAST_SPREAD = 0.01

export const newBaseline = (): Baseline => ({ hours: {}, hour: 0, sum: 0, count: 0 })

/** Takes a value of `at` (Unix ms) in. Values must come in order of time. */
export function learn(baseline: Baseline, value: number, at: number): void {
  const hour = Math.floor(at / HOUR_MS)
  if (hour !== baseline.hour) {
    if (baseline.count > 0) {
      const slot = baseline.hour % HOURS_A_WEEK
      const mean = Number((baseline.sum / baseline.count).toPrecision(5))
      baseline.hours[slot] = [...(baseline.hours[slot] ?? []), mean].slice(-MAX_WEEKS)
    }
    baseline.hour = hour
    baseline.sum = 0
    baseline.count = 0
  }
  baseline.sum += value
  baseline.count++
}

/** What is usual at a moment, and how much it varies. */
export interface Usual {
  readonly value: number
  readonly spread: number
}

/** `undefined` while the hour is not known from `weeks` weeks. */
export function usualAt({ hours }: Baseline, at: number, weeks: number): Usual | undefined {
  const slot = Math.floor(at / HOUR_MS) % HOURS_A_WEEK
  if ((hours[slot]?.length ?? 0) < weeks) return undefined
  const near = [slot - 1, slot, slot + 1].flatMap((one) => hours[(one + HOURS_A_WEEK) % HOURS_A_WEEK] ?? [])
  const value = median(hours[slot]!)
  const spread = median(near.map((one) => Math.abs(one - value))) * MAD_TO_SIGMA
  return { value, spread: Math.max(spread, Math.abs(value) * LEAST_SPREAD) }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
