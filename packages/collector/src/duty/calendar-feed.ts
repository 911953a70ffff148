import type { Shift } from '@vonggac/model'

/** What stands in the feed of one rota. */
export interface CalendarFeed {
  readonly rota: string
  /** What the calendar is called. */
  readonly title: string
  readonly shifts: readonly Shift[]
  /** How people call each other, by their ids. */
  readonly nameOf: (person: string) => string
  /** When it was made, Unix ms. */
  readonly at: number
}

/** How often a calendar program asks again, at most. RFC 7986 §5.7. */
const REFRESH = 'PT1H'

/** A rota as an iCalendar object (RFC 5545): one event a shift, whose UID stays the same while it begins at the same time. */
export function calendarFeed({ rota, title, shifts, nameOf, at }: CalendarFeed): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Vong Gac//On call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(title)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    ...shifts.flatMap((shift) => [
      'BEGIN:VEVENT',
      `UID:${rota}-${stamp(shift.from)}@oncall.vonggac`,
      `DTSTAMP:${stamp(at)}`,
      `DTSTART:${stamp(shift.from)}`,
      `DTEND:${stamp(shift.to)}`,
      `SUMMARY:${escaped(`${nameOf(shift.person)} – ${rota}`)}`,
      // Who is on call is not busy: meetings may be held.
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** `20261126T010000Z`: in UTC no reader needs to know our time zones. Whole seconds are all that there is. */
const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** RFC 5545 §3.3.11. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** Longest line, octets without its end. RFC 5545 §3.1. */
const MAX_OCTETS = 75

/** Breaks a line between characters, never within one. */
function folded(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MAX_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}
