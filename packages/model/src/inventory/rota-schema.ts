import { z } from 'zod'
import { parseWallTime } from '../zoned-time.ts'
import { id, timezone } from './scalars.ts'
import { scheduleSchema } from './schedule-schema.ts'

const EXPECTED_MOMENT = "expected a day and a time, such as '2026-11-02 08:00'"
const EXPECTED_TURN = 'expected days or weeks, such as 1d, 1w or 2w'
/** Nobody is on call for longer in one go; a slip of a digit is longer, days. */
const MAX_TURN_DAYS = 366

const moment = (what: string) =>
  z
    .string({ error: EXPECTED_MOMENT })
    .refine((text) => parseWallTime(text) !== undefined, EXPECTED_MOMENT)
    .describe(what)

/** Digits compare as moments do: both are of one zone. */
const isAfter = (to: string, from: string): boolean => to.replace(' ', 'T') > from.replace(' ', 'T')

/** Days of `1d`, `2w`: by the calendar and not by the hour, so that a hand-over stays at its time of the day. */
const turn = z.string({ error: EXPECTED_TURN }).transform((text, context) => {
  const [, count, unit] = /^(\d{1,4})\s*([dw])$/.exec(text.trim()) ?? []
  const days = Number(count) * (unit === 'w' ? 7 : 1)
  if (count !== undefined && days >= 1 && days <= MAX_TURN_DAYS) return days
  context.addIssue({ code: 'custom', message: EXPECTED_TURN })
  return z.NEVER
})

const window = scheduleSchema.shape

const layerSchema = z
  .strictObject({
    people: z
      .array(id)
      .min(1, 'expected at least one person')
      .describe('Ids under `oncall.people`, one turn after the other, then from the first again.'),
    every: turn.default(7).describe('How long a turn is, in days or weeks: 1d, 1w, 2w; a week unless said.'),
    from: moment(
      'When the first turn of the first person begins; later ones at the same time of the day. Any time ago. Not needed for one person.',
    ).optional(),
    to: moment('When the layer ends.').optional(),
    days: window.days.removeDefault().optional().describe('Only on these days of the week.'),
    hours: window.hours.describe(
      'Only in these hours: "17:00-08:00"; an end before its beginning is on the day after.',
    ),
    schedule: id.optional().describe('Only while this schedule is open: an id under `schedules`.'),
    holidays: z
      .literal(true, { error: 'expected `true`: this layer takes the days off' })
      .optional()
      .describe("On the days off of the rota's `holidays`; with `days`: on those as well."),
  })
  .refine(({ from, people }) => from !== undefined || people.length < 2, {
    error: `${EXPECTED_MOMENT}, for turns of several people`,
    path: ['from'],
  })
  .refine(({ from, to }) => from === undefined || to === undefined || isAfter(to, from), {
    error: 'expected a moment after `from`',
    path: ['to'],
  })

const overrideSchema = z
  .strictObject({
    person: id.describe('Who takes it.'),
    from: moment('When it begins.'),
    to: moment('When it ends.'),
  })
  .refine(({ from, to }) => isAfter(to, from), {
    error: 'expected a moment after `from`: nobody is on call in no time',
    path: ['to'],
  })

/** Who is on call when: layers of turns, the last that covers a moment wins, and overrides above all of them. */
export const rotaSchema = z.strictObject({
  id: id.describe('Escalations name it: `rota:ID`.'),
  timezone: timezone
    .optional()
    .describe("Whose clocks count for everything in it, hand-overs as well; the organisation's unless said."),
  holidays: id
    .optional()
    .describe('Which days are off: an id under `holidays`, or a calendar that comes with us: `vn`.'),
  layers: z.array(layerSchema).min(1, 'expected at least one layer').describe('The last that covers a moment wins.'),
  overrides: z.array(overrideSchema).default([]).describe('Who takes over for a time, whatever the layers say.'),
})

export type RotaConfig = z.output<typeof rotaSchema>
