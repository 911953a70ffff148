import { z } from 'zod'
import { addedCheck } from './added-check.ts'
import { id, name, percent, period } from './scalars.ts'

const EXPECTED_RULE =
  'expected all, any, {atLeast: NUMBER} or {weights: {CHECK: NUMBER}, down: PER CENT, degraded: PER CENT}'
const EXPECTED_WEIGHT = 'expected a weight from 0.001 to 1000'
const EXPECTED_COUNT = 'expected how many must work: a whole number from 1'

const which = z.string().min(1, 'expected the name of a check of this service, or a glob over check ids')

/** What it takes to be up. */
export const serviceRule = z
  .union(
    [
      z.enum(['all', 'any']),
      z.strictObject({
        atLeast: z
          .int({ error: EXPECTED_COUNT })
          .min(1, EXPECTED_COUNT)
          .describe('So many must work; with fewer it is down.'),
      }),
      z.strictObject({
        weights: z
          .record(which, z.number({ error: EXPECTED_WEIGHT }).min(0.001, EXPECTED_WEIGHT).max(1_000, EXPECTED_WEIGHT))
          .describe(
            'Weight by the name of a check or group, or by a glob over check ids; the last that matches counts; others weigh 1.',
          ),
        down: percent.default(50).describe('Down when less than this per cent of the weight works.'),
        degraded: percent.default(100).describe('Degraded when less than this per cent works without a warning.'),
      }),
    ],
    { error: EXPECTED_RULE },
  )
  .describe('What it takes to be up: all, any, {atLeast: 2} or {weights: {…}, down: 50, degraded: 80}.')

const groupSchema = z.strictObject({
  id: id.optional().describe('For `weights`.'),
  rule: serviceRule.default('all'),
  of: z
    .array(which)
    .min(1, 'expected at least one check')
    .describe('Names of own checks, or globs over check ids. A glob takes no check that another group names.'),
})

/** What people use, spanning sites. */
export const serviceSchema = z.strictObject({
  id: id.describe('Not the id of a link or device of the same site: all three share their site’s names.'),
  name,
  kind: z.enum(['mail', 'conferencing', 'web', 'document-exchange', 'other']).default('other'),
  site: id.describe('Where it is hosted: an id under `sites`.'),
  people: z.int().min(0).optional().describe('How many use it: the size of an outage.'),
  checks: z
    .array(addedCheck)
    .default([])
    .describe('What must work, as seen from the hub or from the `agent` that a check names.'),
  uses: z
    .array(which)
    .default([])
    .describe('Checks of other things that it is also made of, by glob over check ids: `*/vc1/sip@hub`.'),
  rule: serviceRule.default('all'),
  slo: z
    .strictObject({
      availability: percent.optional().describe('Per cent of a month.'),
      latency: period.optional().describe('How long its checks may take on average.'),
    })
    .optional()
    .describe('What is promised to those who use it; reports say whether it was kept.'),
  groups: z.array(groupSchema).default([]).describe('Checks that count as one: {rule: any, of: [server1, server2]}.'),
})

export type RuleConfig = z.output<typeof serviceRule>
export type GroupConfig = z.output<typeof groupSchema>
