import { z } from 'zod'
import { moment, span, startMoment } from './moment.ts'
import { outcomeSchema } from './outcome-schema.ts'

const EXPECTED_CONFIG = 'expected a directory relative to this file, such as ../../config, or a configuration itself'

const restartsSchema = z.strictObject({
  from: moment.describe('The first restart.'),
  to: moment.describe('Not after this.'),
  every: span.default(1_000).describe('The scenario is run again with a restart at each of these.'),
  kill: z.boolean().default(false).describe('Without the chance to save anything first.'),
})

/** A scenario without what happens and what is expected, which have forms of their own. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).optional().describe('What it shows; none: the name of the file.'),
    description: z.string().optional().describe('Why it must be so.'),
    config: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())], { error: EXPECTED_CONFIG })
      .optional()
      .describe('The configuration under test: a directory relative to this file, or the configuration itself.'),
    files: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Single files of a configuration, relative to this one, in place of `config`.'),
    start: startMoment.optional().describe('When it begins; none: Monday 23 November 2026, 09:00 in Việt Nam.'),
    baseline: outcomeSchema.prefault('ok').describe('What everything reports that no event speaks of.'),
    duration: span.optional().describe('How long it lasts; none: until ten minutes after the last thing written here.'),
    restarts: restartsSchema.optional().describe('Restarts that must change nothing.'),
    events: z.array(z.unknown()).default([]).describe('What happens.'),
    expect: z.array(z.unknown()).default([]).describe('Every message that must arrive; no other may.'),
  })
  .refine(({ config, files }) => config === undefined || files === undefined, {
    error: 'expected `config` or `files`, not both',
    path: ['files'],
  })

export type ScenarioShape = z.output<typeof scenarioSchema>
