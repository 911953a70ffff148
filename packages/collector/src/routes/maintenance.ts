import { z } from '@hono/zod-openapi'
import type { Clock } from '@vonggac/model'
import { maintenanceSchema, silencesSchema } from '../maintenance/api-schemas.ts'
import type { MaintenanceDesk } from '../maintenance/maintenance-desk.ts'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { checkTime, moment } from './entered-time.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

/** Nobody works on something for longer; a silence that is longer is forgotten. */
const MAX_DAYS = 90

const named = z.object({ vi: z.string(), en: z.string() })
const globs = z.array(z.string().min(1).max(200)).min(1).max(100)
const comment = z.string().trim().max(1_000).default('')
const params = z.object({ id: z.string() })

const newWindow = jsonBody(
  z.strictObject({
    title: z.union([z.string().trim().min(1).max(200), named]),
    match: globs.describe('Globs over sites, nodes and checks: tam-ky/**'),
    from: moment.optional().describe('Unix epoch milliseconds; now unless given'),
    to: moment,
    by,
    comment,
  }),
)
const newSilence = jsonBody(
  z.strictObject({
    match: globs.describe('Globs over the nodes of incidents: tam-ky/**'),
    to: moment,
    by,
    comment: z.string().trim().min(1).max(1_000).describe('Why'),
  }),
)
const newImport = jsonBody(
  z.strictObject({ calendar: z.string().min(1).describe('iCalendar, RFC 5545'), match: globs, by }),
)
const byBody = jsonBody(z.strictObject({ by }))

interface Deps {
  readonly maintenance: MaintenanceDesk
  readonly clock: Clock
}

/** When somebody works on something, and what nobody shall be called for. */
export const maintenanceRoutes = (deps: Deps) =>
  jsonRouter().route('/', windows(deps)).route('/', imports(deps)).route('/', silences(deps))

const windows = ({ maintenance, clock }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/maintenance' },
        'Maintenance windows of five weeks ago to five weeks ahead, and calendars that cannot be read',
        maintenanceSchema,
      ),
      async (c) => {
        const now = clock.now()
        const { windows, problems } = maintenance.book
        const state = ({ from, to }: { from: number; to: number }) =>
          to <= now ? 'over' : from <= now ? 'active' : 'planned'
        return c.json(
          {
            windows: windows.map(
              (work) => ({ ...work, state: state(work), checks: maintenance.meaning(work.match).checks }) as const,
            ),
            problems,
          },
          200,
        )
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/maintenance', request: { body: newWindow } },
        'Enters a maintenance window',
        z.object({ id: z.string(), checks: z.int() }),
      ),
      async (c) => {
        const { title, match, from = clock.now(), to, by, comment } = signed(c.var.who, c.req.valid('json'))
        checkTime({ from, to }, { now: clock.now(), mostDays: MAX_DAYS })
        const checks = meaningOf(match, maintenance)
        const names = typeof title === 'string' ? { vi: title, en: title } : title
        return c.json(
          { id: await maintenance.enter('maintenance', { title: names, match, from, to, by, comment }), checks },
          200,
        )
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/maintenance/{id}/end', request: { params, body: byBody } },
        'Ends a maintenance window now, or calls it off',
        z.object({ ended: z.literal(true) }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const known = maintenance.book.windows.find((work) => work.id === id)
        if (known && known.source !== 'api')
          throw new HttpProblem(409, `this window is of the ${known.source}: end it there`)
        if (!(await maintenance.end('maintenance', id, signed(c.var.who, c.req.valid('json')).by)))
          throw new HttpProblem(404, 'there is no such maintenance window that could be ended')
        return c.json({ ended: true as const }, 200)
      },
    )

const imports = ({ maintenance }: Deps) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'post', path: '/api/v1/maintenance/import', request: { body: newImport } },
      'Enters every event of an iCalendar of the next five weeks as a maintenance window',
      z.object({ entered: z.array(z.string()).readonly(), problems: z.array(z.string()).readonly() }),
    ),
    async (c) => {
      const { calendar, match, by } = signed(c.var.who, c.req.valid('json'))
      meaningOf(match, maintenance)
      return c.json(await maintenance.importCalendar(calendar, { match, by }), 200)
    },
  )

const silences = ({ maintenance, clock }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/silences' },
        'Silences, those that are over lately as well',
        silencesSchema,
      ),
      async (c) => {
        const now = clock.now()
        const found = await maintenance.silences()
        return c.json(
          {
            silences: found.map(
              ({ id, match, from, to, by, comment }) =>
                ({ id, match, from, to, by, comment, state: to > now ? 'active' : 'over' }) as const,
            ),
          },
          200,
        )
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/silences', request: { body: newSilence } },
        'Nobody is told of incidents of these nodes for a time; they are recorded as ever',
        z.object({ id: z.string() }),
      ),
      async (c) => {
        const { match, to, by, comment } = signed(c.var.who, c.req.valid('json'))
        const now = clock.now()
        checkTime({ from: now, to }, { now, mostDays: MAX_DAYS })
        meaningOf(match, maintenance)
        const title = { vi: comment, en: comment }
        return c.json({ id: await maintenance.enter('silence', { title, match, from: now, to, by, comment }) }, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/silences/{id}/end', request: { params, body: byBody } },
        'Ends a silence now',
        z.object({ ended: z.literal(true) }),
      ),
      async (c) => {
        if (!(await maintenance.end('silence', c.req.valid('param').id, signed(c.var.who, c.req.valid('json')).by)))
          throw new HttpProblem(404, 'there is no such silence in force')
        return c.json({ ended: true as const }, 200)
      },
    )

/** How many checks the globs mean; each must mean something. */
function meaningOf(match: readonly string[], maintenance: MaintenanceDesk): number {
  const { checks, unmatched } = maintenance.meaning(match)
  if (unmatched.length === 0) return checks
  throw new HttpProblem(400, `match: ${unmatched.join(', ')} matches no site, link, device, service or check`)
}
