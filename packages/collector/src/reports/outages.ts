import type { Failure, Run } from './runs.ts'
import { lengthOf, type Span, without } from './span.ts'

/** A time in which a thing was down. */
export interface Outage extends Span {
  /** What of it counts: without what nothing is known of, and without what is excluded. ms. */
  readonly counted: number
  readonly failure: Failure
  /** The first good result after it; `null`: there was none until the end. */
  readonly firstGood: number | null
  /** It had begun before the period, or was not over at its end. */
  readonly before: boolean
  readonly after: boolean
}

/**
 * The outages in a thing's history. What nothing is known of does not end one: when the next that is known is down again, it is still
 * the same. Such time does not count, and neither does what is excluded.
 */
export function outagesOf(runs: readonly Run[], excluded: readonly Span[]): Outage[] {
  const outages: Outage[] = []
  let open: Run[] = []
  const start = runs[0]?.from
  const close = (firstGood: number | null) => {
    const [first] = open
    const last = open.at(-1)
    if (first?.failure && last?.failure) {
      outages.push({
        from: first.from,
        to: last.to,
        counted: lengthOf(without(open, excluded)),
        failure: {
          ...first.failure,
          results: first.failure.results === 0 ? 0 : open.reduce((sum, run) => sum + (run.failure?.results ?? 0), 0),
          last: last.failure.last,
        },
        firstGood,
        before: first.from === start && first.failure.first < first.from,
        after: firstGood === null && last.to === runs.at(-1)?.to,
      })
    }
    open = []
  }
  for (const run of runs) {
    if (run.state === 'down') open.push(run)
    else if (run.state === 'up') close(run.from)
  }
  close(null)
  return outages
}
