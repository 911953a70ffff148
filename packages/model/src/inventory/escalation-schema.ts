import { z } from 'zod'
import { severities } from './alert-schema.ts'
import { duration, id, period } from './scalars.ts'

const EXPECTED_RECEIVER = 'expected the id of a person, or `rota:` and the id of a rota'

const levelSchema = z.strictObject({
  after: duration
    .optional()
    .describe(
      'How long after the beginning, if nobody has acknowledged. Default: at once, then 10m after the level before.',
    ),
  notify: z
    .array(z.string({ error: EXPECTED_RECEIVER }).regex(/^(rota:)?[a-z0-9]+(-[a-z0-9]+)*$/, EXPECTED_RECEIVER))
    .min(1, 'expected at least one person or rota')
    .describe('Who is told: ids of people, or `rota:ID` for whoever is on call in it then.'),
  channels: z
    .array(id)
    .min(1, 'expected at least one channel')
    .describe('How, the best first: the next one is used when one has not delivered within `fallback`.'),
})

/** Who is told one after the other, until somebody acknowledges. */
export const escalationSchema = z.strictObject({
  id: id.describe('The name that timelines use.'),
  match: z
    .array(z.string().min(1))
    .min(1, 'expected at least one glob')
    .default(['**'])
    .describe(
      'Globs over what incidents are about: `**`, `*/vnpt`, `ttdl/**`. The first escalation that matches applies.',
    ),
  severity: z.enum(severities).optional().describe('Only incidents of this severity; none: all.'),
  levels: z.array(levelSchema).min(1, 'expected at least one level').describe('One after the other.'),
  fallback: period.default(30_000).describe('How long a channel has to deliver before the next one is used as well.'),
  repeat: z.int().min(0).max(100).default(0).describe('How often all levels are told again while nobody acknowledges.'),
  repeatAfter: period.default(600_000).describe('How long after the last level that begins.'),
})

/** When many messages become one. */
export const stormSchema = z
  .strictObject({
    above: z
      .int()
      .min(1)
      .default(10)
      .describe('So many incidents are told one by one; what comes beyond them is told together.'),
    within: period.default(120_000).describe('How long they are counted.'),
  })
  .describe('When incidents open faster than anybody can read.')
