import { z } from '@hono/zod-openapi'
import type * as api from './api-types.ts'

/** The report on service levels, checked against its type as those of `api-schemas.ts` are. */

const time = z.int().describe('Unix epoch milliseconds')
const ms = z.number().describe('Milliseconds')
const name = z.object({ vi: z.string(), en: z.string() })
const scope = z.enum(['provider', 'link', 'site', 'service'])
const kind = z.enum(['maintenance', 'power'])
const reason = z.enum(['unknown_result', 'agent_silent', 'collector_down', 'no_result', 'not_watched', 'expired'])
const maybe = z.number().nullable()
const verdict = z.boolean().nullable().describe('null: nothing was promised, or nothing is known')

const distribution = z
  .object({ count: z.int(), mean: z.number(), p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })
  .nullable()

const row = z
  .object({
    scope,
    id: z.string(),
    name,
    site: z.string().nullable(),
    provider: z.string().nullable(),
    period_ms: ms,
    up_ms: ms,
    down_ms: ms,
    blind_ms: ms.describe('Nothing is known'),
    excluded_ms: ms,
    closed_ms: ms.describe('Outside the hours in which it is asked'),
    summarised_ms: ms.describe(
      'What of up and down is from summaries of 5 minutes: outages in it are exact to 5 minutes',
    ),
    availability: maybe.describe('100 · up / (up + down), rounded down to four decimals'),
    outages: z.int(),
    longest_ms: ms,
    mttr_ms: maybe,
    mtbf_ms: maybe,
    latency_ms: distribution,
    loss_pct: distribution,
    target: z.object({ availability: maybe, latency_ms: maybe, loss_pct: maybe }),
    kept: z.object({ availability: verdict, latency: verdict, loss: verdict }),
  })
  .openapi('SlaRow')

const outage = z
  .object({
    scope,
    id: z.string(),
    from: time,
    to: time,
    counted_ms: ms,
    before: z.boolean(),
    after: z.boolean(),
    results: z.int().nullable(),
    first_failed: time,
    last_failed: time,
    last_good: time.nullable(),
    first_good: time.nullable(),
    error: z.string(),
  })
  .openapi('SlaOutage')

const exclusion = z
  .object({
    kind,
    from: time,
    to: time,
    match: z.array(z.string()).readonly(),
    reason: z.string(),
    applied: z.array(z.object({ id: z.string(), ms, down_ms: ms })).readonly(),
  })
  .openapi('SlaExclusion')

export const slaReportSchema = z
  .object({
    organisation: name,
    period: z.object({
      from: time,
      to: time,
      month: z.string().nullable(),
      timezone: z.string(),
      complete: z.boolean(),
    }),
    generated_at: time,
    excluded: z.array(kind).readonly(),
    rows: z.array(row).readonly(),
    outages: z.array(outage).readonly(),
    blind: z.array(z.object({ scope, id: z.string(), from: time, to: time, reason })).readonly(),
    exclusions: z.array(exclusion).readonly(),
    left_out: z.object({ outages: z.int(), blind: z.int() }),
    notes: z.array(name).readonly(),
  })
  .openapi('SlaReport') satisfies z.ZodType<api.SlaReport>
