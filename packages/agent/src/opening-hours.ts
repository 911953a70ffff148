import { fnv1a, isOpen, nextOpening, RUN_WINDOW_MS, type Schedule } from '@vonggac/model'

/** Look again at least so often: somebody may set the clock, ms. */
const LOOK_AGAIN_MS = 60_000
/** What opens at the same moment begins within this, ms: of runs at a time, which are heavy, and of all others. */
const SPREAD_AT_MS = 60_000
const SPREAD_MS = 10_000

/** How long a job has to wait before it may run, or be looked at again, ms; 0: it is to run now. `now`: wall clock. */
export function waitForHours(schedule: Schedule | undefined, id: string, now: number): number {
  if (!schedule || isOpen(schedule, now)) return 0
  const opening = nextOpening(schedule, now)
  if (opening === undefined) return LOOK_AGAIN_MS
  return Math.min(LOOK_AGAIN_MS, opening - now + (fnv1a(id) % (schedule.at ? SPREAD_AT_MS : SPREAD_MS)))
}

/** After a run at a time, when to look for the next time, by the monotonic clock; `undefined`: it has an interval like others. */
export const afterRunAtTime = (schedule: Schedule | undefined, now: number): number | undefined =>
  schedule?.at && now + RUN_WINDOW_MS
