import { z } from 'zod'
import { id, name, timezone } from './scalars.ts'

/** When checks are run: schedules, and calendars of holidays. */

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const DAY_MINUTES = 1_440
const EXPECTED_TIME = 'expected a time such as "02:00", in quotes'
const EXPECTED_HOURS = 'expected hours such as "07:30-11:30,13:30-17:00", in quotes'
const EXPECTED_DATE = 'expected a date such as 2026-09-02, or the first and last of several: 2026-02-14..2026-02-22'

/** Minutes since midnight of `07:30`; up to `24:00`. */
function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? []
  const value = Number(hour) * 60 + Number(minute)
  return hour !== undefined && Number(minute) < 60 && value <= DAY_MINUTES ? value : undefined
}

/** `07:30-11:30,13:30-17:00` as minutes; an end before its beginning is on the day after. */
function hoursOf(text: string): [number, number][] | undefined {
  const ranges = text.split(',').map((range) => {
    const [from, to, more] = range.split('-').map(minuteOf)
    if (from === undefined || to === undefined || more !== undefined || from === to || from === DAY_MINUTES)
      return undefined
    return [from, to > from ? to : to + DAY_MINUTES] as [number, number]
  })
  return ranges.every((range) => range !== undefined) ? (ranges as [number, number][]) : undefined
}

/** More days than any holiday has are a slip. */
const MAX_RANGE_DAYS = 31
const DAY_MS = 86_400_000

/** The dates of `2026-09-02` or `2026-02-14..2026-02-22`. */
function datesOf(text: string): string[] | undefined {
  const [first, last = first, more] = text.split('..').map(dayOf)
  if (first === undefined || last === undefined || more !== undefined || Number.isNaN(last)) return undefined
  const days = (last - first) / DAY_MS + 1
  if (!(days >= 1 && days <= MAX_RANGE_DAYS)) return undefined
  return Array.from({ length: days }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10))
}

/** A date as UTC midnight; NaN: it is none. */
function dayOf(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? Number.NaN : at
}

const read = <T>(parse: (text: string) => T | undefined, expected: string) =>
  z.string({ error: expected }).transform((text, context) => {
    const value = parse(text)
    if (value === undefined) context.addIssue({ code: 'custom', message: expected })
    return value ?? z.NEVER
  })

const dates = z.array(read(datesOf, EXPECTED_DATE)).transform((lists) => lists.flat())

export const calendarSchema = z.strictObject({
  id: id.describe('The id that schedules name.'),
  name: name.optional(),
  dates: dates.describe('Days off: 2026-09-02, or the first and last of several: 2026-02-14..2026-02-22.'),
  working: dates.prefault([]).describe('Days at a weekend that are worked, to make up for others.'),
})

const EXPECTED_DAY = `expected days of the week: ${weekdays.join(', ')}`

export const scheduleSchema = z
  .strictObject({
    id: id.describe('The id that checks name in `schedule`.'),
    days: z
      .array(z.enum(weekdays, { error: EXPECTED_DAY }), { error: EXPECTED_DAY })
      .min(1, EXPECTED_DAY)
      .default([...weekdays])
      .describe('Days of the week; all unless said.'),
    hours: read(hoursOf, EXPECTED_HOURS).optional().describe('"07:30-11:30,13:30-17:00"; the whole day unless said.'),
    at: z
      .union(
        [read(minuteOf, EXPECTED_TIME).transform((minute) => [minute]), z.array(read(minuteOf, EXPECTED_TIME)).min(1)],
        {
          error: EXPECTED_TIME,
        },
      )
      .optional()
      .describe('Instead of hours: run once at this time, or at each of these, "02:00".'),
    timezone: timezone.optional().describe('Whose clocks count; that of the check’s site unless said.'),
    holidays: id
      .optional()
      .describe('Days off: an id under `holidays`, or a calendar that comes with the program, such as `vn`.'),
    invert: z.boolean().default(false).describe('`true`: outside these hours.'),
  })
  .refine(({ hours, at }) => !hours || !at, { error: 'expected only one of `hours` and `at`', path: ['at'] })
  .refine(({ at, invert }) => !at || !invert, {
    error: 'expected no `invert` with `at`: what runs at a time has no outside',
    path: ['invert'],
  })

export type ScheduleConfig = z.output<typeof scheduleSchema>
export type Calendar = z.output<typeof calendarSchema>
