import { z } from '@hono/zod-openapi'
import { errorCodes, statuses } from '@vonggac/model'
import type * as own from './api-check-types.ts'
import { checkSchema } from './api-schemas.ts'

/** The documents of single checks, each checked against its type as those of `api-schemas.ts` are. */

const time = z.int().describe('Unix epoch milliseconds')
const codes = Object.keys(errorCodes) as (keyof typeof errorCodes)[]
const texts = z.array(z.string()).readonly()
const tags = z.record(z.string(), z.string())

export const originSchema = z
  .object({
    from: z.enum(['link', 'device', 'written', 'agent', 'reflector']),
    key: z.string().describe('The key that makes it: sites.tam-ky.devices.rt1.snmp'),
    tuned: z
      .array(z.object({ match: z.string(), sets: texts }))
      .readonly()
      .describe('Entries under `checks` that match it; the later wins'),
  })
  .openapi('CheckOrigin') satisfies z.ZodType<own.CheckDetail['origin']>

const figure = z.object({
  measurement: z.string(),
  field: z.string(),
  tags,
  group: texts,
  unit: z.enum(['ms', 's', 'days', 'seconds_left', 'percent', 'count', 'score']),
}) satisfies z.ZodType<own.CheckFigure>

export const checkDetailSchema = z
  .object({
    ...checkSchema.shape,
    timeout_ms: z.number(),
    context: z.boolean().describe('It opens no incident'),
    schedule: z.string().nullable(),
    tags,
    options: z
      .array(z.object({ key: z.string(), value: z.string() }))
      .readonly()
      .describe('Secrets by their names alone'),
    origin: originSchema,
    figures: z.array(figure).readonly().describe('What /api/v1/series can be asked for'),
    incident: z.string().nullable(),
    results_since: time,
  })
  .openapi('CheckDetail') satisfies z.ZodType<own.CheckDetail>

const resultShape = {
  at: time,
  status: z.enum(statuses),
  error: z.enum([...codes, '']),
  detail: z.string(),
  duration_ms: z.number().nullable(),
}

export const checkResultsSchema = z
  .object({
    results: z.array(z.object(resultShape)).readonly().describe('Newest first'),
    next: time.nullable().describe('Ask with `before` of this for older ones'),
  })
  .openapi('CheckResults') satisfies z.ZodType<own.CheckResults>

const point = z.object({
  measurement: z.string(),
  tags,
  fields: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  timestamp: z.number(),
})

export const checkRunSchema = z
  .object({ ...resultShape, check: z.string(), agent: z.string(), points: z.array(point).readonly() })
  .openapi('CheckRun') satisfies z.ZodType<own.CheckRun>
