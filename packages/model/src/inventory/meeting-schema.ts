import { z } from 'zod'
import { stampProfileNames } from '../stamp-stream.ts'
import { parseWallTime } from '../zoned-time.ts'
import { calendarSource } from './calendar-source.ts'
import { bandwidth, id, name, period, timezone } from './scalars.ts'

const EXPECTED_START = "expected a day and a time, such as '2026-12-01T08:00'"

const ALL = 'all'

/** Sites of a meeting: ids, or `all`. */
const participants = z
  .union([z.literal(ALL), z.array(id).min(1, 'expected at least one site')], {
    error: 'expected a list of site ids, or `all`',
  })
  .describe('Who takes part: ids under `sites`, or `all`: every site with a conferencing endpoint.')

const RRULE = /^(RRULE:)?FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[\w,+:-]+)*$/

/** A conference that is known in advance. */
export const meetingSchema = z.strictObject({
  id: id.describe('Names it in the console and in `vonggac preflight`.'),
  title: name,
  start: z
    .string({ error: EXPECTED_START })
    .refine((text) => parseWallTime(text) !== undefined, EXPECTED_START)
    .describe('When it begins, as clocks in `timezone` show it: 2026-12-01T08:00.'),
  duration: period.default(7_200_000).describe('How long it lasts.'),
  timezone: timezone.optional().describe("Of `start`; the organisation's unless given."),
  sites: participants,
  repeat: z
    .string()
    .max(300)
    .regex(RRULE, 'expected a rule of RFC 5545 by days or longer, such as FREQ=WEEKLY;BYDAY=MO')
    .optional()
    .describe('Further occurrences, as a rule of RFC 5545: FREQ=WEEKLY;BYDAY=MO;UNTIL=20261231.'),
})

/** Where meetings are read from. */
export const meetingCalendarSchema = calendarSource({
  sites: participants.optional().describe('Who takes part where an event does not say.'),
}).describe('An iCalendar file or address that meetings are read from.')

/** Two limits of one figure: beyond the first a site is at risk, beyond the second it is not ready. */
const limits = (risk: number, fail: number, what: string) =>
  z
    .strictObject({
      risk: z.number().positive().default(risk).describe('Beyond this: at risk.'),
      fail: z.number().positive().default(fail).describe('Beyond this: not ready.'),
    })
    .refine(({ risk, fail }) => risk <= fail, {
      error: 'expected no more than `fail`: first a site is at risk, then it is not ready',
      path: ['risk'],
    })
    .prefault({})
    .describe(what)

/** What a site must offer for a conference, and when that is tested. */
export const readinessSchema = z
  .strictObject({
    before: z
      .array(period)
      .max(10)
      .default([3_600_000, 900_000, 300_000])
      .describe('How long before a meeting its sites are tested.'),
    mcu: id.optional().describe('The device, of role `mcu`, that sites call; without it, every one is tested.'),
    calendars: z.array(meetingCalendarSchema).default([]).describe('Where more meetings are read from.'),
    bandwidth: bandwidth.default(2_000_000).describe('What the link of a site must have to spare: 2Mbps.'),
    stream: z
      .strictObject({
        profile: z.enum(stampProfileNames).default('video').describe('What the packets are like.'),
        duration: period.default(10_000).describe('How long they are sent, to all sites at the same time.'),
      })
      .prefault({})
      .describe('The stream of test packets to the reflector of each site.'),
    loss: limits(0.5, 2, 'Packets lost either way, per cent.'),
    jitter: limits(30, 60, 'Jitter either way, ms.'),
    latency: limits(300, 800, 'Round trip, ms.'),
    watch: z
      .strictObject({
        interval: period.default(15_000).describe('How often checks of participating sites run.'),
      })
      .prefault({})
      .describe('While a meeting is held.'),
  })
  .describe('Readiness of the sites before a video conference.')

/** The sites that `participants` means: those that are named, or all that have a conferencing endpoint. */
export function participantsOf(
  wanted: readonly string[] | typeof ALL,
  sites: readonly { readonly id: string; readonly devices: readonly { readonly role: string }[] }[],
): string[] {
  if (wanted !== ALL) return sites.flatMap(({ id }) => (wanted.includes(id) ? [id] : []))
  return sites.flatMap(({ id, devices }) => (devices.some(({ role }) => role === 'conference-endpoint') ? [id] : []))
}
