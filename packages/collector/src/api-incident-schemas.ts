import { z } from '@hono/zod-openapi'
import type * as api from './api-types.ts'

/** Incidents as zod schemas, each checked against its type in `api-incident-types.ts`. */

const time = z.int().describe('Unix epoch milliseconds')
const name = z.object({ vi: z.string(), en: z.string() })
const people = z.int().nullable().describe('As the inventory tells; null: not told')

export const incidentState = z.enum(['open', 'acknowledged', 'resolved'])
export const incidentSeverity = z.enum(['critical', 'warning'])
export const incidentCause = z.enum([
  'link',
  'device',
  'hub',
  'agent',
  'service',
  'check',
  'provider',
  'power',
  'lan',
  'self',
])

const incidentShape = {
  id: z.string(),
  run: z.string().describe('The id of its present or last run; the same as `id` until it has opened again'),
  node: z.string(),
  site: z.string(),
  cause: incidentCause,
  severity: incidentSeverity.describe('The worst of its own and of those merged into it'),
  state: incidentState,
  title: name,
  opened_at: time,
  resolved_at: time.nullable(),
  acked_by: z.string().nullable(),
  checks: z.int().describe('How many checks it explains'),
  people: z.int().describe('How many people feel it, as far as the inventory tells'),
  reopened: z.int().describe('How often it has opened again'),
  assigned_to: z.string().nullable().describe('An id under `oncall.people`'),
  snoozed_until: time.nullable(),
  merged_into: z.string().nullable().describe('The incident that speaks for it'),
}

export const incidentSchema = z.object(incidentShape).openapi('Incident') satisfies z.ZodType<api.IncidentSummary>

export const incidentPageSchema = z
  .object({
    incidents: z.array(incidentSchema).readonly(),
    next: z.string().nullable().describe('To be given as `after` for the next page; null: that was all'),
  })
  .openapi('IncidentPage') satisfies z.ZodType<api.IncidentPage>

const timelineEntry = z
  .object({
    at: time,
    kind: z.enum([
      'opened',
      'reopened',
      'check',
      'attributed',
      'notification',
      'acknowledged',
      'assigned',
      'snoozed',
      'note',
      'merged',
      'separated',
      'attachment',
      'resolved',
    ]),
    text: z.string(),
    by: z.string().nullable(),
  })
  .openapi('TimelineEntry') satisfies z.ZodType<api.TimelineEntry>

const impact = z
  .object({
    sites: z
      .array(z.object({ id: z.string(), name, people, state: z.enum(['cut-off', 'weakened']) }))
      .readonly()
      .describe('`weakened`: a link is lost, another one works'),
    services: z.array(z.object({ id: z.string(), name, people })).readonly(),
    links: z.int(),
    devices: z.int(),
    people: z.int().describe('At least so many: of the sites cut off, or of the most used service; never the sum'),
  })
  .openapi('IncidentImpact') satisfies z.ZodType<api.IncidentImpact>

const attribution = z
  .object({
    cause: incidentCause,
    confidence: z.number().min(0).max(1).describe('0: a guess, 1: certain'),
    state: z
      .enum(['provisional', 'confirmed'])
      .describe('`confirmed`: nothing that may still arrive is expected to change it'),
    evidence: z.array(name).readonly().describe('What speaks for it, the strongest first'),
  })
  .openapi('IncidentAttribution') satisfies z.ZodType<api.IncidentAttribution>

const attachment = z
  .object({
    id: z.int(),
    at: time,
    kind: z.string(),
    name: z.string(),
    content_type: z.string(),
    size: z.int().describe('Bytes'),
  })
  .openapi('Attachment') satisfies z.ZodType<api.AttachmentSummary>

export const incidentDetailSchema = z
  .object({
    ...incidentShape,
    since: time.describe('When the trouble began, by the agents’ clocks'),
    members: z.array(z.string()).readonly(),
    impact: impact.nullable(),
    attribution: attribution.nullable(),
    runs: z
      .array(z.object({ id: z.string(), since: time, opened_at: time, resolved_at: time.nullable() }))
      .readonly()
      .describe('When it was open'),
    merged: z
      .array(z.object({ ...incidentShape, members: z.array(z.string()).readonly() }))
      .readonly()
      .describe('Those that it speaks for'),
    attachments: z.array(attachment).readonly(),
    postmortem: z.object({ root_cause: z.string(), measures: z.string(), prevention: z.string() }),
    assignee: z.string().nullable(),
    timeline: z.array(timelineEntry).readonly(),
  })
  .openapi('IncidentDetail') satisfies z.ZodType<api.IncidentDetail>

export const reportSchema = z
  .object({
    stage: z.enum(['initial', 'final']),
    at: time,
    timezone: z.string(),
    organisation: name,
    superior: name.nullable(),
    incident: z.string(),
    title: name,
    form: z.string().describe('The form that its headings follow'),
    sections: z
      .array(
        z.object({
          title: name,
          rows: z
            .array(z.object({ label: name, value: name.nullable().describe('null: to be filled in by hand') }))
            .readonly(),
        }),
      )
      .readonly(),
    timeline: z
      .array(z.object({ at: time, when: z.string(), kind: name, text: z.string(), by: z.string().nullable() }))
      .readonly(),
  })
  .openapi('IncidentReport') satisfies z.ZodType<api.IncidentReport>
