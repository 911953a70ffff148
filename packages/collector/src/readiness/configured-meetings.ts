import type { Meeting } from '@vonggac/model/inventory'

/** Configured meetings as a calendar, so that recurrence is followed in one place. The UID is the id of the meeting. */
export function calendarOf(meetings: readonly Meeting[], timezone: string): string {
  const events = meetings.flatMap(({ id, start, duration, repeat, timezone: own }) => [
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTART;TZID=${own ?? timezone}:${basic(start)}`,
    `DURATION:PT${Math.max(1, Math.round(duration / 1_000))}S`,
    ...(repeat === undefined ? [] : [`RRULE:${repeat.replace(/^RRULE:/, '')}`]),
    'END:VEVENT',
  ])
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
}

/** `2026-12-01T08:00` as RFC 5545 writes it: `20261201T080000`. */
const basic = (text: string) => `${text.replace(/[-:]/g, '').replace(' ', 'T')}00`.slice(0, 15)
