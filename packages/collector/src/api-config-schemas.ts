import { z } from '@hono/zod-openapi'
import type * as own from './api-config-types.ts'

/** The document of the configuration, checked against its type as those of `api-schemas.ts` are. */

const time = z.int().describe('Unix epoch milliseconds')
const name = z.object({ vi: z.string(), en: z.string() })
const count = z.int()

export const configDocumentSchema = z
  .object({
    at: time,
    version: z.string().nullable(),
    started_at: time,
    organisation: name,
    timezone: z.string(),
    files: z
      .array(
        z.object({
          name: z.string(),
          bytes: z.int(),
          now: z.enum(['same', 'changed', 'gone']).describe('Against the disk: a restart makes a change count'),
        }),
      )
      .readonly(),
    counts: z.object({
      sites: count,
      links: count,
      devices: count,
      services: count,
      checks: count,
      agents: count,
      people: count,
      channels: count,
      rotas: count,
      rules: count,
      maintenance: count,
    }),
    kinds: z.record(z.string(), count).describe('Derived checks by kind'),
    notes: z
      .array(z.object({ id: z.string(), text: name, places: z.array(z.string()).readonly(), count }))
      .readonly()
      .describe('What is right, and perhaps not meant so'),
    agents: z
      .array(
        z.object({ id: z.string(), site: z.string(), hub: z.boolean(), device: z.string().nullable(), checks: count }),
      )
      .readonly(),
    channels: z.array(z.object({ id: z.string(), kind: z.string() })).readonly(),
    store: z.object({
      kind: z.string(),
      ok: z.boolean(),
      detail: z.string(),
      retention_ms: z.object({ raw: z.number(), five_minutes: z.number(), one_hour: z.number() }),
    }),
  })
  .openapi('Configuration') satisfies z.ZodType<own.ConfigDocument>
