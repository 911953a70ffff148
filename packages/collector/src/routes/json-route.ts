import { createRoute, OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi'
import { problemSchema } from '../api-schemas.ts'
import type { Env } from '../auth.ts'
import { HttpProblem } from '../problem.ts'

/** Answers that any route of the JSON API may give. */
const problems = Object.fromEntries(
  Object.entries({
    400: 'The request is malformed',
    401: 'No key or session, or not a known one',
    403: 'The role may not do this',
    404: 'There is no such thing',
    409: 'As things are, this cannot be done',
    413: 'More was sent than anybody has to send',
    429: 'Too often; Retry-After says when to come back',
    503: 'Something that this needs is down; Retry-After says when to come back',
  }).map(([status, description]) => [
    status,
    { description, content: { 'application/problem+json': { schema: problemSchema } } },
  ]),
)

/** A route that answers JSON of a schema; errors are problem documents. */
export function jsonRoute<const Route extends Omit<RouteConfig, 'responses'>, Schema extends z.ZodType>(
  route: Route,
  summary: string,
  schema: Schema,
) {
  return createRoute({
    ...route,
    summary,
    security: route.security ?? [{ key: [] }, { session: [] }],
    responses: { 200: { description: summary, content: { 'application/json': { schema } } }, ...(problems as object) },
  })
}

/** A JSON body of a schema that has to be there. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** A router whose malformed requests become problems, each wrong part named. */
export const jsonRouter = () =>
  new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return
      const wrong = result.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`)
      throw new HttpProblem(400, wrong.join('; '))
    },
  })
