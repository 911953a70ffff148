import { z } from 'zod'
import { moment, signedSpan, span } from './moment.ts'
import { outcomeSchema } from './outcome-schema.ts'

const EXPECTED_GLOBS = 'expected a glob such as `tam-ky/**`, or a list of them'

/** One glob, or several: any of them. */
export const globs = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: EXPECTED_GLOBS })
  .transform((value) => (typeof value === 'string' ? [value] : value))

const at = moment.describe('When it happens: after the start, or a time of day.')

const lasting = {
  at,
  for: span.optional().describe('How long; neither this nor `until`: to the end.'),
  until: moment.optional().describe('Until when, in place of `for`.'),
}

const EXPECTED_SHARE = 'expected a share from 0 to 100 per cent, such as 2 or 2%'

const share = z.union([z.number(), z.string()], { error: EXPECTED_SHARE }).transform((value, context) => {
  const found = typeof value === 'number' ? value : Number(/^([\d.]+) ?%?$/.exec(value)?.[1])
  if (!(found >= 0 && found <= 100)) context.addIssue({ code: 'custom', message: EXPECTED_SHARE })
  return found
})

/** What agents report from then on, or that they report nothing. */
export const scriptSchema = z
  .strictObject({
    ...lasting,
    every: span.optional().describe('It happens again after this time …'),
    times: z.int().min(1).max(10_000).optional().describe('… so often altogether; without it, to the end.'),
    checks: globs.optional().describe('Globs over the ids of checks, or of the things that they watch.'),
    agent: globs.optional().describe('Only what these agents run.'),
    result: outcomeSchema.optional().describe('What the checks report: a status, or {status, error, detail, …}.'),
    share: share.optional().describe('Only this share of results (pings: of packets) is so, in per cent.'),
    silent: z.boolean().optional().describe('Nothing arrives.'),
    backfill: z.boolean().optional().describe('What was silent arrives later, late.'),
    clock: signedSpan.optional().describe("How far the agent's clock is off: +90s is ahead."),
  })
  .refine(({ checks, agent }) => checks ?? agent, {
    error: 'expected `checks`, `agent` or `do`: whom it happens to',
    path: ['checks'],
  })
  .refine(({ result, silent, clock }) => result ?? silent ?? clock !== undefined, {
    error: 'expected `result`, `silent: true` or `clock`: what happens',
    path: ['result'],
  })
  .refine(({ for: length, until }) => length === undefined || until === undefined, {
    error: 'expected `for` or `until`, not both',
    path: ['until'],
  })

const incident = globs.default(['**']).describe('Globs over the node of open incidents.')
const by = z.string().min(1).default('operator').describe('Who does it.')
const targets = globs.describe('Globs over nodes or checks.')

/** What people and circumstances do, by the word after `do`. */
export const deedSchemas = {
  ack: z.strictObject({ do: z.literal('ack'), at, incident, by }),
  resolve: z.strictObject({ do: z.literal('resolve'), at, incident, by }),
  snooze: z.strictObject({
    do: z.literal('snooze'),
    at,
    for: span.default(3_600_000).describe('How long nobody is called.'),
    incident,
    by,
  }),
  restart: z.strictObject({
    do: z.literal('restart'),
    at,
    for: span.default(0).describe('How long the collector does not run. What agents measure meanwhile arrives later.'),
  }),
  kill: z.strictObject({
    do: z.literal('kill'),
    at,
    for: span.default(0).describe('The same, without the chance to save anything first.'),
  }),
  maintenance: z.strictObject({ do: z.literal('maintenance'), ...lasting, targets, by, name: z.string().optional() }),
  silence: z.strictObject({ do: z.literal('silence'), ...lasting, targets, by, name: z.string().optional() }),
  'channel-down': z.strictObject({
    do: z.literal('channel-down'),
    ...lasting,
    channel: globs.describe('Ids under `oncall.channels`.'),
    mode: z
      .enum(['refuse', 'hang', 'reject', 'drop'])
      .default('refuse')
      .describe(
        'It refuses, keeps silent until its timeout, says that it never will, or takes messages and loses them.',
      ),
  }),
  'clock-jump': z.strictObject({
    do: z.literal('clock-jump'),
    ...lasting,
    by: signedSpan.describe("How far the collector's clock is set: +1h is ahead."),
  }),
} as const

/** Other words for the same. */
export const deedAliases: Readonly<Record<string, keyof typeof deedSchemas>> = {
  acknowledge: 'ack',
  crash: 'kill',
}

export type Script = z.output<typeof scriptSchema>
export type Deed = { [K in keyof typeof deedSchemas]: z.output<(typeof deedSchemas)[K]> }[keyof typeof deedSchemas]
