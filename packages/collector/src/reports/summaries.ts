import { tierMs } from '../store/tier.ts'

/** What is left of the results of five minutes: the least, the greatest, the mean and the last status. */
export interface Summary {
  /** Beginning, Unix ms. */
  readonly at: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly last: number
}

/** Results that would have left such summaries behind. */
interface Guessed {
  readonly at: number
  readonly status: number
  readonly error: string
}

/** Length of a summary, ms: how far off the beginning or the end of an outage may be. */
export const SUMMARY_MS = tierMs.fiveMinutes
/** Summaries of the longest period that a report may be over, and some more. */
export const MAX_SUMMARIES = 120_000
const UP = 0
const DOWN = 2
const UNKNOWN = 3

/**
 * Results as they may have been, from what is left of them. Where all results of five minutes said the same, that is exact. Where some
 * failed, how many is known (the mean), and where they were follows from the last ones before and in it. Where some said nothing, nothing
 * can be told of the whole. In order of time.
 */
export function guessedResults(summaries: readonly Summary[]): Guessed[] {
  let before = UP
  return summaries.flatMap((summary) => {
    const { at, last } = summary
    const was = before === DOWN ? DOWN : UP
    before = last
    return shape(summary, was).map(([offset, status]) => ({
      at: at + Math.round(offset * SUMMARY_MS),
      status,
      error: '',
    }))
  })
}

/** Where in a summary, as a part of it, which status begins. */
function shape({ min, max, last, mean }: Summary, was: number): (readonly [offset: number, status: number])[] {
  if (max >= UNKNOWN) return [[0, UNKNOWN]]
  if (max < DOWN) return [[0, UP]]
  if (min >= DOWN) return [[0, DOWN]]
  // Of two kinds of results: ok (0) or warn (1), and fail (2).
  const failed = Math.min(1, Math.max(0, (mean - min) / (DOWN - min)))
  if (was === UP && last === DOWN)
    return [
      [0, UP],
      [1 - failed, DOWN],
    ]
  if (was === DOWN && last !== DOWN)
    return [
      [0, DOWN],
      [failed, UP],
    ]
  if (was === UP)
    return [
      [0, UP],
      [(1 - failed) / 2, DOWN],
      [(1 + failed) / 2, UP],
    ]
  return [
    [0, DOWN],
    [failed / 2, UP],
    [1 - failed / 2, DOWN],
  ]
}
