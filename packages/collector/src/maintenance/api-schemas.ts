import { z } from '@hono/zod-openapi'
import type * as api from '../api-types.ts'

/** The documents of maintenance and silences, each checked against its type as those of `api-schemas.ts` are. */

const named = z.object({ vi: z.string(), en: z.string() })
const time = z.int().describe('Unix epoch milliseconds')

const windowSchema = z
  .object({
    id: z.string(),
    title: named,
    match: z.array(z.string()).readonly(),
    from: time,
    to: time,
    state: z.enum(['planned', 'active', 'over']),
    source: z.enum(['config', 'calendar', 'api']),
    by: z.string().nullable(),
    comment: z.string(),
    checks: z.int().describe('How many checks it means'),
  })
  .openapi('MaintenanceWindow') satisfies z.ZodType<api.MaintenanceWindowStatus>

const silenceSchema = z
  .object({
    id: z.string(),
    match: z.array(z.string()).readonly(),
    from: time,
    to: time,
    state: z.enum(['active', 'over']),
    by: z.string(),
    comment: z.string(),
  })
  .openapi('Silence') satisfies z.ZodType<api.SilenceStatus>

export const maintenanceSchema = z.object({
  windows: z.array(windowSchema).readonly(),
  problems: z.array(z.object({ calendar: z.string(), text: z.string() })).readonly(),
}) satisfies z.ZodType<api.MaintenanceDocument>

export const silencesSchema = z.object({
  silences: z.array(silenceSchema).readonly(),
}) satisfies z.ZodType<api.SilenceDocument>
