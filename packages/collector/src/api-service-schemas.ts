import { z } from '@hono/zod-openapi'
import { serviceStates } from '@vonggac/model'
import { checkSchema } from './api-schemas.ts'
import type * as api from './api-types.ts'

/** The documents of services, each checked against its type as those of `api-schemas.ts` are. */

const time = z.int().describe('Unix epoch milliseconds')
const name = z.object({ vi: z.string(), en: z.string() })
const state = z.enum(serviceStates)
const percent = z.number().nullable().describe('Per cent of the time that is known and within its hours')
const ids = z.array(z.string()).readonly()
const incident = z
  .string()
  .nullable()
  .describe('What explains it: the service’s own incident, or that of what it hangs on')

const check = checkSchema.safeExtend({
  state: z
    .enum(['working', 'impaired', 'failed', 'unknown', 'closed'])
    .describe('How it counts: by what alerting believes of it, not by its last result'),
})

const shape = {
  id: z.string().describe('`site/service`'),
  site: z.string(),
  name,
  kind: z.string(),
  state,
  since: time.nullable(),
  incident,
  cause: name.nullable().describe('Why it is not up'),
  deciding: ids.describe('The checks that decide its state, the worst first'),
  checks: z.array(check.openapi('ServiceCheck')).readonly(),
  availability: z.object({ today: percent, days_7: percent, days_30: percent, month: percent }),
}

export const serviceSchema = z.object(shape).openapi('Service') satisfies z.ZodType<api.ServiceStatus>

export const serviceDetailSchema = z
  .object({
    ...shape,
    changes: z
      .array(z.object({ at: time, state, cause: name, incident, checks: ids }))
      .readonly()
      .describe('Newest first'),
    outages: z
      .array(z.object({ from: time, to: time.nullable(), duration_s: z.number(), cause: name, incident, checks: ids }))
      .readonly()
      .describe('Times in which it was down, newest first'),
  })
  .openapi('ServiceDetail') satisfies z.ZodType<api.ServiceDetail>
