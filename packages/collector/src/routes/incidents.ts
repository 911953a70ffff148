import { z } from '@hono/zod-openapi'
import { incidentDetailSchema, incidentSchema, incidentState } from '../api-schemas.ts'
import type { IncidentDetail } from '../api-types.ts'
import { operatorsOnly } from '../auth.ts'
import type { IncidentDesk } from '../incident-desk.ts'
import { HttpProblem } from '../problem.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const params = z.object({ id: z.string() })
/** What `trim().min(1)` means, as the API's description can say it. */
const notBlank = z.string().trim().min(1).regex(/\S/)
const by = notBlank.max(100).describe('Who does it')
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})
const byBody = body(z.strictObject({ by }))
const noteBody = body(z.strictObject({ by, text: notBlank.max(4_000) }))
const resolveBody = body(z.strictObject({ by, text: z.string().trim().max(4_000).optional() }))
const middleware = operatorsOnly

/** Incidents, and what people do with them. */
export const incidentRoutes = ({ desk }: { desk: IncidentDesk }) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/incidents', request: { query: z.object({ state: incidentState.optional() }) } },
        'Incidents, newest first',
        z.object({ incidents: z.array(incidentSchema).readonly() }),
      ),
      async (c) => c.json({ incidents: await desk.list(c.req.valid('query').state) }, 200),
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/incidents/{id}', request: { params } },
        'An incident with its timeline',
        incidentDetailSchema,
      ),
      async (c) => c.json(found(await desk.find(c.req.valid('param').id)), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/incidents/{id}/ack', middleware, request: { params, body: byBody } },
        'Somebody takes care of it',
        incidentDetailSchema,
      ),
      async (c) => c.json(found(await desk.acknowledge(c.req.valid('param').id, c.req.valid('json').by)), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/incidents/{id}/notes', middleware, request: { params, body: noteBody } },
        'A note on the timeline',
        incidentDetailSchema,
      ),
      async (c) => c.json(found(await desk.note(c.req.valid('param').id, c.req.valid('json'))), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/incidents/{id}/resolve', middleware, request: { params, body: resolveBody } },
        'Somebody says that it is over; it opens again with the next failed result',
        incidentDetailSchema,
      ),
      async (c) => c.json(found(await desk.resolve(c.req.valid('param').id, c.req.valid('json'))), 200),
    )

function found(incident: IncidentDetail | undefined): IncidentDetail {
  if (!incident) throw new HttpProblem(404, 'there is no such incident')
  return incident
}
