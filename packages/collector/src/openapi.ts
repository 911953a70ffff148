import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { problemSchema } from './api-schemas.ts'
import { type Env, SESSION_COOKIE } from './auth.ts'

type Registry = OpenAPIHono<Env>['openAPIRegistry']

export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Vọng Gác collector',
    version: '0.1.0',
    description:
      'Writes of line protocol, the state of the network now, incidents. Errors are RFC 9457 problem documents.',
  },
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})
const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } })
const errorAs = (schema: z.ZodType) => (description: string) => ({
  description,
  content: { 'application/json': { schema } },
})
const influx1Error = errorAs(z.object({ error: z.string() }))
const influx2Error = errorAs(z.object({ code: z.string(), message: z.string(), error: z.string() }))
const security = [{ key: [] }, { basic: [] }]

/** The routes that are not JSON, and how one signs in. */
export function describePlainRoutes(registry: Registry) {
  describeSignIn(registry)
  registry.registerPath(writePath('/api/v1/write', 'Writes line protocol', problem))
  registry.registerPath(writePath('/write', 'Writes line protocol, as InfluxDB 1.x', influx1Error))
  registry.registerPath(writePath('/api/v2/write', 'Writes line protocol, as InfluxDB 2.x', influx2Error))
  const plain = { method: 'get', responses: {} } as const
  const stream = {
    200: text('Events: hello, sites, incident, service, agents, counts, preflight', 'text/event-stream'),
    401: problem('No key'),
  }
  registry.registerPath({
    ...plain,
    path: '/api/v1/events',
    summary: 'Server-sent events',
    security: [...security, { session: [] }],
    responses: stream,
  })
  const anything = {
    description: 'See `Order` and `OrderAnswer` in @vonggac/model',
    content: { 'application/json': { schema: z.unknown() } },
  }
  registry.registerPath({
    ...plain,
    path: '/api/v1/agents/self/orders',
    summary: 'Orders to the agent that asks, when there are some: long polling',
    security,
    request: { query: z.object({ after: z.int().optional(), wait: z.int().optional() }) },
    responses: { 200: anything, 401: problem('No key'), 403: problem('Not an agent') },
  })
  registry.registerPath({
    method: 'post',
    path: '/api/v1/agents/self/orders/{id}',
    summary: 'What an agent answers to an order',
    security,
    request: { params: z.object({ id: z.string() }), body: { required: true, content: anything.content } },
    responses: { 204: { description: 'Taken' }, 400: problem('No answer'), 404: problem('Nobody waits for it') },
  })
  registry.registerPath({
    ...plain,
    path: '/api/v1/incidents/{id}/attachments/{number}',
    summary: 'A document of an incident, as it is',
    security: [...security, { session: [] }],
    request: { params: z.object({ id: z.string(), number: z.string() }) },
    responses: {
      200: text('The document', 'application/octet-stream'),
      401: problem('No key'),
      404: problem('No such'),
    },
  })
  registry.registerPath({
    ...plain,
    path: '/metrics',
    summary: 'The collector’s own measurements',
    responses: { 200: text('Prometheus text format', 'text/plain') },
  })
  const health = { 200: { description: 'Well' }, 503: { description: 'Not ready' } }
  registry.registerPath({
    ...plain,
    path: '/healthz',
    summary: 'Whether the process runs',
    responses: { 200: health[200] },
  })
  registry.registerPath({ ...plain, path: '/readyz', summary: 'Whether writes are taken', responses: health })
  registry.registerPath({
    ...plain,
    path: '/ping',
    summary: 'Whether somebody is there, as InfluxDB',
    responses: { 204: { description: 'Yes' } },
  })
  registry.registerPath({ ...plain, path: '/health', summary: 'As InfluxDB 2.x', responses: { 200: health[200] } })
}

function describeSignIn(registry: Registry) {
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE })
  registry.registerComponent('securitySchemes', 'basic', { type: 'http', scheme: 'basic' })
}

/** What anybody may read. */
export function describeStatusPage(registry: Registry) {
  for (const [path, type] of [
    ['/status', 'text/html'],
    ['/status.json', 'application/json'],
  ] as const)
    registry.registerPath({
      method: 'get',
      path,
      summary: 'The public page, where the configuration asks for one: see docs/status-page.md',
      responses: { 200: text('How the services are', type), 503: text('That cannot be read now', type) },
    })
}

/** What people open from a message. */
export function describeAckLinks(registry: Registry) {
  for (const method of ['get', 'post'] as const)
    registry.registerPath({
      method,
      path: '/a/{token}',
      summary:
        method === 'get' ? 'What a link of a message would acknowledge' : 'Acknowledges by a link of a message, once',
      request: { params: z.object({ token: z.string() }) },
      responses: {
        200: text('A page', 'text/html'),
        404: text('No link of ours', 'text/html'),
        409: text('There is nothing to acknowledge any more', 'text/html'),
        410: text('Used, or expired', 'text/html'),
        429: text('Too many requests', 'text/html'),
      },
    })
}

function writePath(
  path: string,
  summary: string,
  error: typeof problem | typeof influx1Error | typeof influx2Error,
): Parameters<Registry['registerPath']>[0] {
  return {
    method: 'post',
    path,
    summary,
    security,
    request: {
      query: z.object({ precision: z.enum(['n', 'ns', 'u', 'us', 'ms', 's', 'm', 'h']).optional() }),
      body: {
        description: 'Lines of line protocol; with Content-Encoding gzip, compressed. None at all is well, too.',
        content: { 'text/plain': { schema: z.string() } },
      },
    },
    responses: {
      204: { description: 'All lines are on disk' },
      400: error('Some lines could not be read; the others are on disk'),
      401: error('No key, or not a known one'),
      403: error('Sent by another web site’s page'),
      413: error('Too large'),
      415: error('Neither gzip nor plain, or not text'),
      503: error('Cannot be kept now: try again after Retry-After'),
    },
  }
}
