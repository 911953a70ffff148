import { z } from 'zod'
import { severities } from '../inventory/alert-schema.ts'
import { globs } from './event-schema.ts'
import { moment, span } from './moment.ts'

/** What a notification may be about. */
export const notificationKinds = [
  'opened',
  'escalated',
  'resolved',
  'flapping',
  'storm',
  'notice',
  'repeated',
  'reopened',
] as const

const causes = ['link', 'device', 'hub', 'agent', 'service', 'check', 'provider', 'power', 'lan', 'self'] as const
const states = [
  'ok',
  'pending',
  'warning',
  'critical',
  'unreachable',
  'missing',
  'flapping',
  'unknown',
  'maintenance',
] as const

const oneOrMore = <T extends z.ZodType>(one: T, error: string) =>
  z
    .union([one, z.array(one).min(1)], { error })
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value]) as z.output<T>[])

const count = z.int().min(0).max(100_000)

const window = {
  at: moment.optional().describe('Not before this; none: at any time.'),
  within: span.optional().describe('At most so long after `at`.'),
  until: moment.optional().describe('Until when, in place of `within`.'),
}

/** A message that must arrive, or must not. */
export const notificationSchema = z.strictObject({
  ...window,
  notify: globs.optional().describe('A channel, a person, a rota or an escalation, by id; several: each of them.'),
  channel: globs.optional().describe('The channel alone.'),
  person: globs.optional().describe('Whom it is for.'),
  kind: oneOrMore(z.enum(notificationKinds), `expected one of: ${notificationKinds.join(', ')}`).optional(),
  target: globs.optional().describe("Globs over the incident's node."),
  cause: oneOrMore(z.enum(causes), `expected one of: ${causes.join(', ')}`).optional(),
  severity: z.enum(severities).optional(),
  subject: z.string().min(1).optional().describe('Stands in the first line.'),
  text: z.string().min(1).optional().describe('Stands anywhere in the message.'),
  count: count.optional().describe('So many; without it one.'),
  min: count.optional().describe('At least so many …'),
  max: count.optional().describe('… and at most.'),
  none: z.boolean().optional().describe('`true`: no such message comes.'),
  not: z.boolean().optional().describe('The same as `none`.'),
})

/** How something stands at a moment. */
export const stateSchema = z.strictObject({
  at: moment,
  checks: globs.optional().describe('All checks that match …'),
  state: oneOrMore(z.enum(states), `expected one of: ${states.join(', ')}`)
    .optional()
    .describe('… are so.'),
  incidents: z
    .union([z.string().min(1), z.array(z.string().min(1))], { error: 'expected a list of globs over nodes' })
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .optional()
    .describe('Exactly these incidents are open: globs over their nodes, one for each.'),
})

/** What is known of why something happened, at a moment. */
export const causeSchema = z.strictObject({
  at: moment,
  of: globs.describe('Globs over the nodes of incidents, open or over: the last one that opened is meant.'),
  cause: oneOrMore(z.enum(causes), `expected one of: ${causes.join(', ')}`).describe('What it is thought to be.'),
  confirmed: z.boolean().optional().describe('Whether that is said for good.'),
  evidence: z.string().min(1).optional().describe('Stands in what speaks for it, in Vietnamese or English.'),
})

export type CauseExpectation = z.output<typeof causeSchema>
export type NotificationExpectation = z.output<typeof notificationSchema>
export type StateExpectation = z.output<typeof stateSchema>
