import { z } from '@hono/zod-openapi'
import type * as api from '../api-types.ts'

/** The JSON documents of meetings and their tests, each checked against its type in `api-types.ts`. */

const time = z.int().describe('Unix epoch milliseconds')
const name = z.object({ vi: z.string(), en: z.string() })
const verdict = z.enum(['ready', 'at-risk', 'not-ready'])

const reason = z
  .object({
    code: z.string(),
    verdict: z.enum(['at-risk', 'not-ready']),
    text: name,
    advice: name.describe('What to do about it'),
    check: z.string().nullable(),
  })
  .openapi('ReadinessReason') satisfies z.ZodType<api.ReadinessReason>

const figures = z.record(z.string(), z.number()).openapi('ReadinessFigures')

const site = z
  .object({
    site: z.string(),
    name,
    verdict,
    reasons: z.array(reason).readonly().describe('The one that matters first stands first'),
    notes: z.array(name).readonly(),
    figures,
  })
  .openapi('SiteReadiness') satisfies z.ZodType<api.SiteReadiness>

export const preflightSchema = z
  .object({
    id: z.string(),
    meeting: z.string().nullable(),
    title: name.nullable(),
    asked: z.array(z.string()).readonly().describe('The sites that are tested'),
    lead_ms: z.number().nullable(),
    by: z.string().nullable(),
    started_at: time,
    finished_at: time.nullable(),
    state: z.enum(['running', 'done', 'failed']),
    error: z.string().nullable(),
    verdict: verdict.nullable(),
    common: z.array(reason).readonly(),
    sites: z.array(site).readonly().describe('Empty until it is done'),
  })
  .openapi('Preflight') satisfies z.ZodType<api.Preflight>

const meetingShape = {
  id: z.string(),
  title: name,
  start: time,
  end: time,
  sites: z.array(z.string()).readonly(),
  source: z.enum(['config', 'calendar', 'api']),
  problem: z.string().nullable(),
  state: z.enum(['planned', 'held', 'over']),
  preflight: z.object({ id: z.string(), verdict: verdict.nullable(), at: time }).nullable(),
}

export const meetingSchema = z.object(meetingShape).openapi('Meeting') satisfies z.ZodType<api.Meeting>

export const meetingsSchema = z
  .object({
    at: time,
    meetings: z.array(meetingSchema).readonly(),
    problems: z.array(z.object({ calendar: z.string(), text: z.string() })).readonly(),
  })
  .openapi('Meetings') satisfies z.ZodType<api.MeetingsDocument>

const figure = z.number().nullable()

export const summarySchema = z
  .object({
    meeting: meetingSchema,
    verdicts: z
      .array(z.object({ at: time, lead_ms: z.number().nullable(), verdict: verdict.nullable(), preflight: z.string() }))
      .readonly(),
    sites: z
      .array(
        z.object({
          site: z.string(),
          name,
          verdict: verdict.nullable().describe('Of the last test before the meeting'),
          reason: name.nullable(),
          loss_mean_pct: figure,
          loss_max_pct: figure,
          latency_mean_ms: figure,
          incidents: z.array(z.object({ id: z.string(), title: name, from: time, to: time })).readonly(),
          lost_s: z.number().describe('How much of the meeting incidents of this site covered, s'),
        }),
      )
      .readonly(),
  })
  .openapi('MeetingSummary') satisfies z.ZodType<api.MeetingSummary>
