import { z } from '@hono/zod-openapi'
import { DAY_MS } from '@vonggac/model'
import { HttpProblem } from '../problem.ts'

/** The end of the last year of four digits, Unix ms: what lies beyond no clock on a page can show. */
const LAST_MOMENT = 253_402_300_799_999

/** A moment as people enter it. */
export const moment = z.int().min(0).max(LAST_MOMENT).describe('Unix epoch milliseconds')

/** A time as people enter it, Unix ms. */
interface EnteredTime {
  readonly from: number
  readonly to: number
}

/** Refuses, with 400, a time that ends before it begins, is over by `now`, or is longer than `mostDays`. */
export function checkTime({ from, to }: EnteredTime, { now, mostDays }: { now: number; mostDays: number }): void {
  if (to <= Math.max(from, now))
    throw new HttpProblem(400, 'to: expected a moment that is after `from` and not over yet')
  if (to - from > mostDays * DAY_MS) throw new HttpProblem(400, `to: expected at most ${mostDays} days after \`from\``)
}
