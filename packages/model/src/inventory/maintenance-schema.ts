import { z } from 'zod'
import { parseWallTime } from '../zoned-time.ts'
import { calendarSource } from './calendar-source.ts'
import { id, name, period, timezone } from './scalars.ts'
import { scheduleSchema } from './schedule-schema.ts'

const EXPECTED_MOMENT = "expected a day and a time, such as '2026-12-01T22:00'"
const EXPECTED_WHEN = 'expected when: `start` with `end` or `duration`, or `hours` or `days` of a window that recurs'

const moment = (what: string) =>
  z
    .string({ error: EXPECTED_MOMENT })
    .refine((text) => parseWallTime(text) !== undefined, EXPECTED_MOMENT)
    .optional()
    .describe(what)

const match = z
  .array(z.string().min(1))
  .min(1, 'expected at least one glob')
  .describe('What is worked on: globs over sites, links, devices, services and checks: `tam-ky/**`, `*/vnpt`.')

const recurring = scheduleSchema.shape

/** A time in which somebody works on something: once, or by days and hours. */
export const maintenanceSchema = z
  .strictObject({
    id: id.describe('Names it in messages and in the console.'),
    title: name.optional(),
    match,
    start: moment(
      'When it begins, as clocks in `timezone` show it: 2026-12-01T22:00. Of one that recurs: the first time.',
    ),
    end: moment('When it ends. Of one that recurs: the last time.'),
    duration: period.optional().describe('Instead of `end`: how long it lasts.'),
    days: recurring.days.removeDefault().optional().describe('Recurring: on these days of the week.'),
    hours: recurring.hours.describe('Recurring: "01:00-03:00"; an end before its beginning is on the day after.'),
    holidays: recurring.holidays.describe('Recurring: not on the days off of this calendar.'),
    timezone: timezone.optional().describe("Whose clocks count; the organisation's unless given."),
  })
  .superRefine(({ start, end, duration, days, hours }, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (end !== undefined && duration !== undefined) say('duration', 'expected only one of `end` and `duration`')
    if (days === undefined && hours === undefined) {
      if (start === undefined || (end === undefined && duration === undefined))
        context.addIssue({ code: 'custom', path: [], message: EXPECTED_WHEN })
    } else if (duration !== undefined) {
      say('duration', 'expected no `duration` of a window that recurs: its `hours` say how long it is')
    }
    // Digits compare as moments do: both are of one zone.
    if (start !== undefined && end !== undefined && end <= start) say('end', 'expected a moment after `start`')
  })

/** Where more windows are read from: every event is one. */
export const maintenanceCalendarSchema = calendarSource({ match }).describe(
  'An iCalendar file or address whose events are maintenance windows.',
)
