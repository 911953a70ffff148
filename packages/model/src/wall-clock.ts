import { wallTimeAt } from './zoned-time.ts'

/** Wall-clock time of a time zone, with its days and minutes, through daylight saving and whatever else a zone has done. */

/** A calendar day and the minute within it, as the clocks of a zone show them. */
export interface LocalTime {
  /** `2026-11-26`. */
  readonly date: string
  /** 0 Sunday … 6 Saturday. */
  readonly weekday: number
  /** Minutes since midnight by the clock on the wall, whole. */
  readonly minute: number
}

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

/** What the clocks of the zone show, written as if it were UTC; ms are kept. Throws a `RangeError` for a zone that there is not. */
export function wallClock(zone: string, at: number): number {
  const { year, month, day, hour, minute, second } = wallTimeAt(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000)
}

/** The day and minute that it is in the zone. */
export function localTime(zone: string, at: number): LocalTime {
  const wall = wallClock(zone, at)
  return { date: dateOf(wall), weekday: weekdayOf(wall), minute: Math.floor((wall - midnightOf(wall)) / MINUTE_MS) }
}

/** `2026-11-26` of a wall-clock time. */
export const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

/** 0 Sunday … 6 Saturday. */
export const weekdayOf = (wall: number): number => new Date(wall).getUTCDay()

/** The beginning of the day of a wall-clock time, as wall-clock time. */
export const midnightOf = (wall: number): number => Math.floor(wall / DAY_MS) * DAY_MS

/**
 * The moments at which the clocks of the zone show a wall-clock time: two where they were set back over it. Where they were
 * set forward over it, the moment at which they were.
 */
export function momentsOf(zone: string, wall: number): number[] {
  const before = offset(zone, wall - DAY_MS)
  const after = offset(zone, wall + DAY_MS)
  const moments = [...new Set([wall - before, wall - after])].filter((at) => wallClock(zone, at) === wall)
  return moments.length > 0
    ? moments.sort((a, b) => a - b)
    : [changeBetween(zone, wall - Math.max(before, after), wall - Math.min(before, after))]
}

/** When the clocks of the zone are set between two moments: the first after it, to the ms; the later one where they are not. */
export function changeBetween(zone: string, from: number, to: number): number {
  const first = offset(zone, from)
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offset(zone, middle) === first) low = middle
    else high = middle
  }
  return high
}

const offset = (zone: string, at: number): number => wallClock(zone, at) - at
