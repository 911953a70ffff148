import { changeBetween, DAY_MS, dateOf, MINUTE_MS, midnightOf, momentsOf, wallClock, weekdayOf } from './wall-clock.ts'

/**
 * When a check is run: at the hours, or at the times, of some days, by the clocks of a time zone. Plain JSON.
 * Where clocks are set forward over the beginning of an hour, it begins when they are; hours that come twice are open twice.
 */
export interface Schedule {
  readonly id: string
  /** An IANA name. */
  readonly zone: string
  /** 0 Sunday … 6 Saturday. */
  readonly days: readonly number[]
  /** From and to, in minutes since the midnight that the day begins with: beyond 1,440 it is the night after. */
  readonly hours?: readonly (readonly [number, number])[]
  /** Run once at each of these, minutes since midnight, instead of all the time. */
  readonly at?: readonly number[]
  /** Dates that are no such day, whatever their weekday … */
  readonly closed?: readonly string[]
  /** … and dates that are one, such as the Saturday that makes up for a bridging day. */
  readonly working?: readonly string[]
  /** The other way round: open when it would be closed. */
  readonly invert?: true
}

/** A run that is due at a time is begun within so many minutes after, so that not all of them begin at once. */
const RUN_WINDOW_MINUTES = 2
/** The same in ms: whoever has begun a run waits so long before he looks for the next. */
export const RUN_WINDOW_MS = RUN_WINDOW_MINUTES * MINUTE_MS
/** A schedule that does not change for so long never does: a year and a leap day. */
const HORIZON_DAYS = 367
const DAY_MINUTES = 1_440

/** Whether a check of this schedule is run at `now`, Unix ms. */
export function isOpen(schedule: Schedule, now: number): boolean {
  const wall = wallClock(schedule.zone, now)
  const midnight = midnightOf(wall)
  const minute = Math.floor((wall - midnight) / MINUTE_MS)
  const inside = within(schedule, midnight, minute) || within(schedule, midnight - DAY_MS, minute + DAY_MINUTES)
  return inside !== (schedule.invert === true)
}

/** When it is next open, Unix ms; `now` where it is; `undefined` when it is not within a year. */
export const nextOpening = (schedule: Schedule, now: number): number | undefined =>
  isOpen(schedule, now) ? now : nextChange(schedule, now)

/** When it next opens or closes; `undefined` when it does not within a year. */
export function nextChange(schedule: Schedule, now: number): number | undefined {
  const open = isOpen(schedule, now)
  const today = midnightOf(wallClock(schedule.zone, now))
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    // What happens on a day is its own or the night's before; what reaches beyond it comes in order with the next.
    const end = momentsOf(schedule.zone, today + (day + 1) * DAY_MS)[0]!
    const moments = [-1, 0]
      .flatMap((more) => boundaries(schedule, today + (day + more) * DAY_MS))
      .filter((at) => at > now && at < end)
    const found = moments.sort((a, b) => a - b).find((at) => isOpen(schedule, at) !== open)
    if (found !== undefined) return found
  }
  return undefined
}

const rangesOf = ({ hours, at }: Schedule): readonly (readonly [number, number])[] =>
  at?.map((minute) => [minute, minute + RUN_WINDOW_MINUTES] as const) ?? hours ?? [[0, DAY_MINUTES]]

function within(schedule: Schedule, midnight: number, minute: number): boolean {
  if (!rangesOf(schedule).some(([from, to]) => minute >= from && minute < to)) return false
  const date = dateOf(midnight)
  if (schedule.working?.includes(date)) return true
  return !schedule.closed?.includes(date) && schedule.days.includes(weekdayOf(midnight))
}

/** The moments of a day, and of the night that belongs to it, at which the schedule may change. */
function boundaries(schedule: Schedule, midnight: number): number[] {
  const { zone } = schedule
  const minutes = new Set([0, ...rangesOf(schedule).flat()])
  const moments = [...minutes].flatMap((minute) => momentsOf(zone, midnight + minute * MINUTE_MS))
  const [from, to] = [Math.min(...moments), Math.max(...moments, momentsOf(zone, midnight + DAY_MS)[0]!)]
  const isSet = wallClock(zone, to) - to !== wallClock(zone, from) - from
  return [...moments, ...(isSet ? [changeBetween(zone, from, to)] : [])]
}
