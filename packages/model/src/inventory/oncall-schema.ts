import { z } from 'zod'
import { severities } from './alert-schema.ts'
import { channelSchema } from './channel-schema.ts'
import { escalationSchema, stormSchema } from './escalation-schema.ts'
import { id, mailbox } from './scalars.ts'

/** Who is told, and how. */
export const oncallSchema = z.strictObject({
  people: z
    .array(
      z.strictObject({
        id: id.describe('A short name.'),
        name: z.string().min(1).describe('As people call each other.'),
        email: mailbox.optional().describe('Where mail reaches them.'),
        phone: z.string().optional().describe('In quotes, with its zero or plus.'),
        telegram: z.string().min(1).optional().describe('Telegram chat id, in quotes.'),
        zalo: z.string().min(1).optional().describe('User id at the Official Account of Zalo, in quotes.'),
      }),
    )
    .default([])
    .describe('Who may be on call.'),
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
