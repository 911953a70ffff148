import { momentOf, parseWallTime } from '@vonggac/model'
import type { Span } from './span.ts'

/** What a report is over: a month by the clocks of a time zone, or any time. */
export interface Period extends Span {
  /** `2026-10`; `null` when it is no whole month. */
  readonly month: string | null
}

/** Longest time that one report may be over, ms: a year and what its last day needs. */
export const MAX_PERIOD_MS = 367 * 86_400_000

/** A month `2026-10` in a zone; `undefined` for what is no month. */
export function monthPeriod(month: string, timezone: string): Period | undefined {
  const [, year = '', number = ''] = /^(\d{4})-(\d{2})$/.exec(month) ?? []
  const index = Number(number)
  if (year === '' || index < 1 || index > 12) return undefined
  const firstOf = (y: number, m: number) =>
    momentOf({ year: y, month: m, day: 1, hour: 0, minute: 0, second: 0 }, timezone)
  const from = firstOf(Number(year), index)
  const to = index === 12 ? firstOf(Number(year) + 1, 1) : firstOf(Number(year), index + 1)
  return { from, to, month }
}

/** A moment as people type it: `2026-10-05`, `2026-10-05T08:30` by the clocks of the zone, or Unix ms. */
export function momentIn(text: string, timezone: string): number | undefined {
  if (/^\d{12,14}$/.test(text)) return Number(text)
  const wall = parseWallTime(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text)
  return wall && momentOf(wall, timezone)
}

/** The days of a period by the clocks of a zone, as spans: the first and the last may be parts of a day. */
export function daysOf(
  { from, to }: Span,
  timezone: string,
  dateAt: (at: number) => string,
): (Span & { date: string })[] {
  const days: (Span & { date: string })[] = []
  for (let at = from; at < to; ) {
    const date = dateAt(at)
    const next = Math.min(nextMidnight(date, timezone, at), to)
    days.push({ from: at, to: next, date })
    at = next
  }
  return days
}

function nextMidnight(date: string, timezone: string, after: number): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const tomorrow = new Date(Date.UTC(year, month - 1, day + 1))
  const at = momentOf(
    {
      year: tomorrow.getUTCFullYear(),
      month: tomorrow.getUTCMonth() + 1,
      day: tomorrow.getUTCDate(),
      hour: 0,
      minute: 0,
      second: 0,
    },
    timezone,
  )
  // A zone that skipped a day has no midnight of it.
  return at > after ? at : after + 86_400_000
}
