import { z } from 'zod'
import { id, period, secret, url } from './scalars.ts'

/** Who else is told that the collector works: an outside service that raises the alarm when it no longer hears of us. */
export const heartbeatSchema = z
  .strictObject({
    url: z
      .union([url, secret], {
        error: 'expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}',
      })
      .describe('What to ask for. Whoever knows it can keep the alarm quiet: {env: NAME}.'),
    every: period.default(60_000).describe('How often; the outside service must allow for two that are missed.'),
    method: z.enum(['GET', 'HEAD', 'POST']).default('GET').describe('How.'),
    timeout: period.default(10_000).describe('How long one attempt may take.'),
  })
  .describe('Asked for while the collector really works, so that somebody outside notices when it does not.')

/** Another collector, which this one watches. */
export const peerSchema = z
  .strictObject({
    id: id.describe('A short name: incidents are about `@peer/ID`.'),
    url: url.describe('Where it answers: http://10.34.0.10:8480.'),
    every: period.default(10_000).describe('How often it is asked.'),
    timeout: period.default(5_000).describe('How long an answer may take.'),
  })
  .refine(({ every, timeout }) => timeout <= every, {
    error: 'expected no more than `every`: answers are waited for one at a time',
    path: ['timeout'],
  })
  .describe('Another collector, which this one watches. Each watches the other.')
