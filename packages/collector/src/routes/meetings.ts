import { z } from '@hono/zod-openapi'
import type { Config } from '@vonggac/model/inventory'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { meetingSchema, meetingsSchema, preflightSchema, summarySchema } from '../readiness/api-schemas.ts'
import type { Readiness } from '../readiness/open-readiness.ts'
import { meetingSummary } from '../readiness/summary.ts'
import { summaryPage } from '../readiness/summary-page.ts'
import { listPreflights } from '../state/readiness.ts'
import type { State } from '../state/tables.ts'
import type { Store } from '../store/store.ts'
import { moment } from './entered-time.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'
import { siteIds } from './site-ids.ts'

/** A day of meetings is a conference of its own; a longer one is a slip of the pen, ms. */
const MAX_LENGTH_MS = 14 * 86_400_000

const params = z.object({ id: z.string() })
const title = z
  .union([
    z.string().trim().min(1).max(200),
    z.object({ vi: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  ])
  .describe('One text, or one in each language')
const newMeeting = jsonBody(
  z.strictObject({
    title,
    start: moment,
    end: moment,
    sites: z.union([z.literal('all'), z.array(z.string()).min(1)]),
    by,
  }),
)
const byBody = jsonBody(z.strictObject({ by }))
const summaryQuery = z.object({
  format: z.enum(['json', 'html']).default('json'),
  language: z.enum(['vi', 'en']).default('vi'),
})

interface Deps {
  readonly readiness: Readiness
  readonly config: Config
  readonly state: State
  readonly store: Store
}

/** Meetings: those of the configuration, of calendars, and those that are entered here. */
export const meetingRoutes = (deps: Deps) => jsonRouter().route('/', reading(deps)).route('/', entering(deps))

const reading = ({ readiness, config, state, store }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/meetings' },
        'Meetings of a week ago to five weeks ahead',
        meetingsSchema,
      ),
      async (c) => c.json(await readiness.list(), 200),
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/meetings/{id}', request: { params } },
        'A meeting and its tests, newest first',
        z.object({ meeting: meetingSchema, preflights: z.array(preflightSchema).readonly() }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        return c.json({ meeting: await known(readiness, id), preflights: await listPreflights(state, id) }, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/meetings/{id}/summary', request: { params, query: summaryQuery } },
        'How a meeting went: tests, incidents, and how the links did; as a page with format=html',
        summarySchema,
      ),
      async (c) => {
        const summary = await meetingSummary(await known(readiness, c.req.valid('param').id), { config, state, store })
        const { format, language } = c.req.valid('query')
        if (format === 'json') return c.json(summary, 200)
        const { name: organisation, timezone } = config.organisation
        // The route's type knows JSON only; a ready response passes through as it is.
        return c.html(summaryPage(summary, { language, timezone, organisation })) as never
      },
    )

const entering = ({ readiness, config }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/meetings', request: { body: newMeeting } },
        'Enters a meeting',
        meetingSchema,
      ),
      async (c) => {
        const { title, start, end, sites, by } = signed(c.var.who, c.req.valid('json'))
        if (end <= start || end - start > MAX_LENGTH_MS)
          throw new HttpProblem(400, 'end: expected a moment after the start, at most 14 days later')
        const names = typeof title === 'string' ? { vi: title, en: title } : title
        const id = await readiness.enter({ title: names, start, end, sites: siteIds(sites, config) }, by)
        return c.json(await known(readiness, id), 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/meetings/{id}/cancel', request: { params, body: byBody } },
        'Calls a meeting off that was entered here',
        z.object({ cancelled: z.literal(true) }),
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const { source } = await known(readiness, id)
        if (source !== 'api') throw new HttpProblem(409, `this meeting is of the ${source}: call it off there`)
        await readiness.cancel(id, signed(c.var.who, c.req.valid('json')).by)
        return c.json({ cancelled: true as const }, 200)
      },
    )

async function known(readiness: Readiness, id: string) {
  const meeting = await readiness.find(id)
  if (!meeting) throw new HttpProblem(404, 'there is no such meeting from a week ago to five weeks ahead')
  return meeting
}
