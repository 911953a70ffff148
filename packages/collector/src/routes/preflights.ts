import { z } from '@hono/zod-openapi'
import type { Config } from '@vonggac/model/inventory'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { preflightSchema } from '../readiness/api-schemas.ts'
import type { Readiness } from '../readiness/open-readiness.ts'
import { findPreflight, listPreflights } from '../state/readiness.ts'
import type { State } from '../state/tables.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'
import { siteIds } from './site-ids.ts'

const wanted = z
  .strictObject({
    sites: z.union([z.literal('all'), z.array(z.string()).min(1)]).optional(),
    meeting: z.string().optional().describe('A meeting whose sites are tested'),
    by,
  })
  .refine(({ sites, meeting }) => (sites === undefined) !== (meeting === undefined), {
    error: 'expected either `sites` or `meeting`',
  })

/** Tests of sites. */
export const preflightRoutes = ({ readiness, config, state }: { readiness: Readiness; config: Config; state: State }) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/preflights', request: { query: z.object({ meeting: z.string().optional() }) } },
        'Tests of sites, newest first',
        z.object({ preflights: z.array(preflightSchema).readonly() }),
      ),
      async (c) => c.json({ preflights: await listPreflights(state, c.req.valid('query').meeting) }, 200),
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/preflights',
          request: { body: jsonBody(wanted) },
        },
        'Tests sites now; the answer is the test as it begins',
        preflightSchema,
      ),
      async (c) => {
        const { sites, meeting: id, by } = signed(c.var.who, c.req.valid('json'))
        const meeting = id === undefined ? undefined : await readiness.find(id)
        if (id !== undefined && !meeting) throw new HttpProblem(404, 'there is no such meeting')
        const chosen = meeting?.sites ?? siteIds(sites ?? 'all', config)
        if (chosen.length === 0) throw new HttpProblem(400, `${meeting?.problem ?? 'the meeting names no site'}`)
        const begun = await readiness.desk.begin({ sites: chosen, meeting, by })
        if (!begun) throw new HttpProblem(503, 'two tests are under way already', { headers: { 'Retry-After': '30' } })
        return c.json(begun, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/preflights/{id}', request: { params: z.object({ id: z.string() }) } },
        'A test of sites',
        preflightSchema,
      ),
      async (c) => {
        const found = await findPreflight(state, c.req.valid('param').id)
        if (!found) throw new HttpProblem(404, 'there is no such test')
        return c.json(found, 200)
      },
    )
