import { z } from '@hono/zod-openapi'
import { errorCodes, statuses } from '@vonggac/model'
import { incidentSchema } from './api-incident-schemas.ts'
import type * as api from './api-types.ts'

/**
 * The JSON API's documents as zod schemas, each checked against its type in `api-types.ts`: `/openapi.json` is made from
 * these, and route handlers must answer what they say.
 */

const time = z.int().describe('Unix epoch milliseconds')
const maybe = z.number().nullable()
const codes = Object.keys(errorCodes) as (keyof typeof errorCodes)[]

/** A tuple as OpenAPI 3.1 says it; the generator knows only the way of JSON Schema's older drafts. */
const pair = (first: object, second: object, type: 'array' | ['array', 'null']) => ({
  type,
  prefixItems: [first, second],
  minItems: 2,
  maxItems: 2,
})

const name = z.object({ vi: z.string(), en: z.string() })
const status = z.enum(statuses)
const siteState = z.enum(['ok', 'degraded', 'down', 'unknown'])
const byStatus = z.object({ ok: z.int(), warn: z.int(), fail: z.int(), unknown: z.int() })
const bySiteState = z.object({ ok: z.int(), degraded: z.int(), down: z.int(), unknown: z.int() })

const link = z
  .object({
    id: z.string(),
    provider: z.string(),
    role: z.enum(['primary', 'backup']),
    gateway: z.string(),
    bandwidth_bps: maybe,
    status,
    since: time.nullable(),
    at: time.nullable(),
    latency_ms: maybe,
    loss_pct: maybe,
    jitter_ms: maybe,
  })
  .openapi('Link') satisfies z.ZodType<api.LinkStatus>

const siteShape = {
  id: z.string(),
  name,
  kind: z.string(),
  timezone: z.string().describe('Whose clocks count there'),
  location: z
    .tuple([z.number(), z.number()])
    .readonly()
    .nullable()
    .openapi(pair({ type: 'number' }, { type: 'number' }, ['array', 'null'])),
  state: siteState,
  since: time.nullable(),
  latency_ms: maybe,
  loss_pct: maybe,
  links: z.array(link).readonly(),
  devices: byStatus,
  incident: z.string().nullable(),
}

export const siteSchema = z.object(siteShape).openapi('Site') satisfies z.ZodType<api.SiteStatus>

export const checkSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    target: z.string(),
    agent: z.string(),
    site: z.string(),
    node: z.string(),
    interval_ms: z.number(),
    status,
    error: z.enum([...codes, '']),
    detail: z.string(),
    since: time.nullable(),
    at: time.nullable(),
    duration_ms: maybe,
    outside_hours: z.boolean().describe('It is not run now, by its schedule'),
  })
  .openapi('Check') satisfies z.ZodType<api.CheckStatus>

const device = z
  .object({ id: z.string(), role: z.string(), address: z.string(), status })
  .openapi('Device') satisfies z.ZodType<api.DeviceStatus>

export const siteDetailSchema = z
  .object({ ...siteShape, device_list: z.array(device).readonly(), checks: z.array(checkSchema).readonly() })
  .openapi('SiteDetail') satisfies z.ZodType<api.SiteDetail>

export const statusSchema = z
  .object({
    at: time,
    organisation: name,
    timezone: z.string().describe('Whose clocks count where no site is meant'),
    sites: z.array(siteSchema).readonly(),
    counts: z.object({ sites: bySiteState, checks: byStatus }),
    incidents: z.array(incidentSchema).readonly(),
    self: z
      .array(z.object({ id: z.string(), severity: z.enum(['critical', 'warning']), title: name, since: time }))
      .readonly()
      .describe('What is wrong with the collector itself'),
  })
  .openapi('Status') satisfies z.ZodType<api.StatusDocument>

export const agentSchema = z
  .object({
    id: z.string(),
    site: z.string().nullable(),
    version: z.string().nullable(),
    enrolled_at: time.nullable(),
    last_seen: time.nullable(),
    state: z.enum(['online', 'silent', 'never-seen', 'revoked']),
    clock_skew_ms: maybe,
    spool_records: maybe,
    spool_bytes: maybe,
    spool_oldest_s: maybe.describe('Age of the oldest record that it could not send yet'),
    cpu_pct: maybe,
    rss_bytes: maybe,
    checks: maybe,
  })
  .openapi('Agent') satisfies z.ZodType<api.AgentStatus>

export const trapSchema = z
  .object({
    at: time,
    site: z.string().nullable(),
    device: z.string().nullable(),
    sender: z.string().describe('The address that sent it'),
    name: z.string().describe('`linkDown`; `other` where nobody has named it'),
    oid: z.string(),
    version: z.string().describe('1, 2c or 3'),
    inform: z.boolean(),
    effect: z
      .string()
      .nullable()
      .describe('What it means to us: link-down, link-up, restart, auth, ups-on-battery, ups-back'),
    summary: z.string().describe('One line for people'),
    uptime_s: maybe.describe('How long the sender said that it was up'),
    agent: z.string(),
  })
  .openapi('Trap') satisfies z.ZodType<api.TrapSeen>

const end = z.object({ node: z.string(), port: z.string() })

const ends = z
  .tuple([end, end])
  .readonly()
  .openapi(pair({ type: 'object' }, { type: 'object' }, 'array'))

const texts = z.array(z.string()).readonly()

export const topologySchema = z
  .object({
    at: time,
    nodes: z
      .array(
        z.object({
          id: z.string(),
          kind: z.enum(['hub', 'link', 'device', 'service', 'agent', 'external']),
          name,
          site: z.string().nullable(),
          state: status,
          parents: texts,
          proposed_parent: z.string().nullable(),
          neighbours_at: time.nullable(),
        }),
      )
      .readonly(),
    edges: z
      .array(z.object({ kind: z.enum(['declared', 'seen']), ends, protocols: texts, both_ends: z.boolean() }))
      .readonly(),
    contradictions: z
      .array(z.object({ device: z.string(), declared: texts, proposed: z.string(), evidence: texts }))
      .readonly(),
  })
  .openapi('Topology') satisfies z.ZodType<api.TopologyDocument>

export const seriesSchema = z
  .object({
    measurement: z.string(),
    field: z.string(),
    step_ms: z.number(),
    series: z
      .array(
        z.object({
          tags: z.record(z.string(), z.string()),
          points: z
            .array(
              z
                .tuple([z.number(), z.number().nullable()])
                .readonly()
                .openapi(pair({ type: 'number' }, { type: ['number', 'null'] }, 'array')),
            )
            .readonly(),
        }),
      )
      .readonly(),
  })
  .openapi('Series') satisfies z.ZodType<api.SeriesDocument>

export const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
  .openapi('Problem') satisfies z.ZodType<api.Problem>
