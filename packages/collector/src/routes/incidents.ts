import { z } from '@hono/zod-openapi'
import {
  incidentCause,
  incidentDetailSchema,
  incidentPageSchema,
  incidentSeverity,
  incidentState,
} from '../api-incident-schemas.ts'
import type { IncidentDesk } from '../incidents/desk.ts'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { MAX_LISTED, positionOf } from '../state/incidents.ts'
import { moment } from './entered-time.ts'
import { csv } from './incident-reports.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

/** Incidents that one request acknowledges: a storm, not the archive. */
const MAX_BULK = 200

const params = z.object({ id: z.string() })
const whole = z
  .string()
  .regex(/^\d{1,16}$/, 'expected milliseconds since 1970')
  .transform(Number)
const listQuery = z.object({
  state: z.enum([...incidentState.options, 'unresolved']).optional(),
  severity: incidentSeverity.optional(),
  site: z.string().max(200).optional(),
  cause: incidentCause.optional(),
  text: z.string().max(200).optional().describe('Words of title or node; case and marks do not count'),
  from: whole.optional().describe('Only those that were open after this, Unix ms'),
  to: whole.optional().describe('Only those that opened before this, Unix ms'),
  after: z.string().max(400).optional().describe('The `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).optional(),
  format: z.enum(['json', 'csv']).default('json').describe('csv: all of them, not only a page, up to 10,000'),
  merged: z.enum(['true', 'false']).optional().describe('Also those that another incident speaks for'),
})
/** What `trim().min(1)` means, as the API's description can say it. */
const notBlank = z.string().trim().min(1).regex(/\S/)
const longText = z.string().trim().max(4_000)
const byBody = jsonBody(z.strictObject({ by }))
const noteBody = jsonBody(z.strictObject({ by, text: notBlank.max(4_000) }))
const textBody = jsonBody(z.strictObject({ by, text: longText.optional() }))
const assignBody = jsonBody(
  z.strictObject({ by, person: z.string().nullable().describe('An id under `oncall.people`; null: nobody') }),
)
const snoozeBody = jsonBody(
  z.strictObject({ by, until: moment.nullable().describe('Unix ms; null: no longer put off') }),
)
const mergeBody = jsonBody(
  z.strictObject({ by, into: notBlank.max(300).describe('The incident that shall speak for it') }),
)
const bulkBody = jsonBody(z.strictObject({ by, ids: z.array(z.string().max(300)).min(1).max(MAX_BULK) }))
const learnBody = jsonBody(
  z.strictObject({
    by,
    root_cause: longText.optional(),
    measures: longText.optional(),
    prevention: longText.optional(),
  }),
)

/** Incidents, and what people do with them. */
export const incidentRoutes = ({ desk }: { readonly desk: IncidentDesk }) =>
  jsonRouter().route('/', reading(desk)).route('/', handling(desk)).route('/', grouping(desk))

const reading = (desk: IncidentDesk) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/incidents', request: { query: listQuery } },
        'Incidents, newest first, a page at a time',
        incidentPageSchema,
      ),
      async (c) => {
        const { merged: also, format, ...given } = c.req.valid('query')
        const filter = { ...given, merged: also === 'true' }
        if (filter.after !== undefined && !positionOf(filter.after))
          throw new HttpProblem(400, 'after: expected the `next` of the page before')
        // The route's type knows JSON only; a ready response passes through as it is.
        if (format === 'csv') return csv(await desk.table(filter), 'incidents.csv') as never
        return c.json(await desk.list(filter), 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/incidents/{id}', request: { params } },
        'An incident with everything about it',
        incidentDetailSchema,
      ),
      async (c) => c.json(await desk.find(c.req.valid('param').id), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/people' },
        'Who may be given an incident',
        z.object({ people: z.array(z.object({ id: z.string(), name: z.string() })).readonly() }),
      ),
      (c) => c.json({ people: desk.people }, 200),
    )
    .get('/api/v1/incidents/:id/attachments/:number', async (c) => {
      const { id, number } = c.req.param()
      const { name, content_type, body: content } = await desk.attachment(id, Number(number))
      return c.body(new Uint8Array(content), 200, {
        'Content-Type': content_type,
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        // Whatever it is: no page of ours runs it.
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      })
    })

/** One thing that people do with an incident. */
const action = <Body extends ReturnType<typeof jsonBody>>(path: string, summary: string, sent: Body) =>
  jsonRoute(
    {
      method: 'post',
      path: `/api/v1/incidents/{id}/${path}` as const,
      request: { params, body: sent },
    },
    summary,
    incidentDetailSchema,
  )

const handling = (desk: IncidentDesk) =>
  jsonRouter()
    .openapi(action('ack', 'Somebody takes care of it; 409 when it is resolved', byBody), async (c) =>
      c.json(await desk.acknowledge(c.req.valid('param').id, signed(c.var.who, c.req.valid('json')).by), 200),
    )
    .openapi(action('assign', 'Somebody shall take care of it', assignBody), async (c) =>
      c.json(await desk.assign(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(action('notes', 'A note on the timeline', noteBody), async (c) =>
      c.json(await desk.note(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(action('snooze', 'Nobody is paged for a while', snoozeBody), async (c) =>
      c.json(await desk.snooze(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(
      action('resolve', 'Somebody says that it is over; it opens again with the next failed result', textBody),
      async (c) => c.json(await desk.resolve(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(action('reopen', 'Opens it again by hand, until a person resolves it', textBody), async (c) =>
      c.json(await desk.reopen(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(action('postmortem', 'What was learnt; what is left out stays', learnBody), async (c) => {
      const { by: who, ...given } = signed(c.var.who, c.req.valid('json'))
      return c.json(await desk.learn(c.req.valid('param').id, who, given), 200)
    })

const bulkOutcome = z.object({
  acknowledged: z.array(z.string()).readonly(),
  refused: z.array(z.object({ id: z.string(), why: z.string() })).readonly(),
})

/** What concerns several. */
const grouping = (desk: IncidentDesk) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/incidents/ack', request: { body: bulkBody } },
        'Somebody takes care of several',
        bulkOutcome,
      ),
      async (c) => {
        const { ids, by: who } = signed(c.var.who, c.req.valid('json'))
        return c.json(await desk.acknowledgeAll(ids, who), 200)
      },
    )
    .openapi(
      action('merge', 'Puts it under another incident of the same cause, which speaks for both', mergeBody),
      async (c) => c.json(await desk.merge(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
    .openapi(action('separate', 'Undoes a merge', byBody), async (c) =>
      c.json(await desk.separate(c.req.valid('param').id, signed(c.var.who, c.req.valid('json')).by), 200),
    )
