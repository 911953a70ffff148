import { z } from '@hono/zod-openapi'
import type { Clock } from '@vonggac/model'
import { checkSchema, siteDetailSchema, siteSchema, statusSchema } from '../api-schemas.ts'
import type { Live } from '../live/live.ts'
import { HttpProblem } from '../problem.ts'
import type { SelfWatch } from '../self-watch/self-watch.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const sites = z.object({ sites: z.array(siteSchema).readonly() })
const checks = z.object({ checks: z.array(checkSchema).readonly() })

/** The state of everything now. */
export const statusRoutes = ({
  live,
  clock,
  selfWatch,
}: {
  live: Live
  clock: Clock
  selfWatch: Pick<SelfWatch, 'verdicts'>
}) =>
  jsonRouter()
    .openapi(jsonRoute({ method: 'get', path: '/api/v1/status' }, 'Everything at a glance', statusSchema), (c) =>
      c.json({ ...live.status(clock.now()), self: selfWatch.verdicts() }, 200),
    )
    .openapi(jsonRoute({ method: 'get', path: '/api/v1/sites' }, 'All sites', sites), (c) =>
      c.json({ sites: live.sites() }, 200),
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/sites/{id}', request: { params: z.object({ id: z.string() }) } },
        'A site with its devices and checks',
        siteDetailSchema,
      ),
      (c) => {
        const { id } = c.req.valid('param')
        const site = live.site(id, clock.now())
        if (!site) throw new HttpProblem(404, `there is no site ${JSON.stringify(id)}`)
        return c.json(site, 200)
      },
    )
    .openapi(jsonRoute({ method: 'get', path: '/api/v1/checks' }, 'All checks with their last result', checks), (c) =>
      c.json({ checks: live.checks(clock.now()) }, 200),
    )
