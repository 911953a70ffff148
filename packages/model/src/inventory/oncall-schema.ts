import { z } from 'zod'
import { severities } from './alert-schema.ts'
import { channelSchema } from './channel-schema.ts'
import { escalationSchema, stormSchema } from './escalation-schema.ts'
import { rotaSchema } from './rota-schema.ts'
import { id, mailbox, timezone } from './scalars.ts'
import { scheduleSchema } from './schedule-schema.ts'

/** When a person is not called for what can wait. */
const quietSchema = z
  .strictObject({
    hours: scheduleSchema.shape.hours.unwrap().describe('"22:00-06:00": what can wait waits until the end of them.'),
    days: scheduleSchema.shape.days.describe('The days on which these hours begin; all unless said.'),
    below: z
      .literal('critical', { error: 'expected `critical`: that always comes through' })
      .default('critical')
      .describe('What is less severe than this waits.'),
    timezone: timezone.optional().describe("Whose clocks count; the organisation's unless said."),
  })
  .refine(({ hours, days }) => days.length < 7 || !isAllDay(hours), {
    error: 'expected hours that leave time in which something can be told',
    path: ['hours'],
  })

const personSchema = z.strictObject({
  id: id.describe('A short name.'),
  name: z.string().min(1).describe('As people call each other.'),
  email: mailbox.optional().describe('Where mail reaches them.'),
  phone: z.string().optional().describe('In quotes, with its zero or plus.'),
  telegram: z.string().min(1).optional().describe('Telegram chat id, in quotes.'),
  zalo: z.string().min(1).optional().describe('User id at the Official Account of Zalo, in quotes.'),
  quiet: quietSchema.optional().describe('Hours in which what can wait waits.'),
})

/** Who is told, and how. */
export const oncallSchema = z.strictObject({
  people: z.array(personSchema).default([]).describe('Who may be on call.'),
  rotas: z.array(rotaSchema).default([]).describe('Who is on call when.'),
  channels: z.array(channelSchema).default([]).describe('Ways to reach people, and programs.'),
  notify: z
    .array(
      z.strictObject({
        severity: z.enum(severities).optional().describe('Only incidents of this severity; none: all.'),
        channels: z.array(id).min(1, 'expected at least one channel').describe('Ids under `oncall.channels`.'),
      }),
    )
    .default([])
    .describe('Which incidents go where.'),
  escalations: z
    .array(escalationSchema)
    .default([])
    .describe(
      'Who is told one after the other until somebody acknowledges. The first that matches an incident applies.',
    ),
  storm: stormSchema.prefault({}),
})

const DAY_MINUTES = 1_440

/** Whether hours cover every minute of a day, with what they reach into the next. */
function isAllDay(hours: readonly (readonly [number, number])[]): boolean {
  const ranges = hours.flatMap(([from, to]) => [[from, to] as const, [from - DAY_MINUTES, to - DAY_MINUTES] as const])
  let reached = 0
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (from > reached) return false
    reached = Math.max(reached, to)
  }
  return reached >= DAY_MINUTES
}
