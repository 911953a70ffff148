import { momentOf, parseDuration, parseWallTime, systemClock, wallDigitsAt } from '@vonggac/model'
import { UsageError } from './command.ts'

/** The time zone of this machine. */
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const WITH_ZONE = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/

/** A moment as somebody types it: `2026-11-28T22:00` by the clocks of this machine, or with a zone (`…Z`, `…+07:00`). Unix ms. */
export function momentFrom(option: string, text: string): number {
  const wall = parseWallTime(text)
  if (wall) return momentOf(wall, ownZone())
  const at = WITH_ZONE.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new UsageError(`--${option} ${text}: expected a moment such as 2026-11-28T22:00 or 2026-11-28T22:00+07:00`)
  return at
}

/** So long after a moment, as somebody types it: `2h`. Unix ms. */
export function momentAfter(option: string, text: string, from: number = systemClock.now()): number {
  const ms = parseDuration(text)
  if (!ms) throw new UsageError(`--${option} ${text}: expected a duration such as 30m, 2h or 7d`)
  return from + ms
}

/** `2026-11-28 22:00`, by the clocks of this machine unless another zone is given. */
export function momentText(at: number, zone: string = ownZone()): string {
  const { year, month, day, hour, minute } = wallDigitsAt(at, zone)
  return `${year}-${month}-${day} ${hour}:${minute}`
}
