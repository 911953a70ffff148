import { createRoute, z } from '@hono/zod-openapi'
import { shiftsOf } from '@vonggac/alerting'
import { type Clock, DAY_MS } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { onCallSchema } from '../duty/api-schemas.ts'
import { calendarFeed } from '../duty/calendar-feed.ts'
import type { OnCallBook } from '../duty/on-call-book.ts'
import { onCallDocument } from '../duty/on-call-document.ts'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { checkTime, moment } from './entered-time.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

/** How far somebody may look ahead, and how far he does unless he says, days. */
const MAX_DAYS = 366
const DEFAULT_DAYS = 14
/** What a calendar program gets: what was, and what comes, days. */
const FEED_DAYS = { back: 31, ahead: 183 }
/** Nobody takes over for longer; a slip of a digit is longer. */
const MAX_OVERRIDE_DAYS = 92

const time = z.coerce.number().int().min(0).max(8.64e15)
const query = z.object({
  at: time.optional().describe('Unix epoch milliseconds; now unless given'),
  days: z.coerce.number().int().min(1).max(MAX_DAYS).default(DEFAULT_DAYS),
  rota: z.string().optional(),
})
const body = z.strictObject({
  rota: z.string().min(1),
  person: z.string().min(1).describe('Who takes over'),
  from: moment.optional().describe('Unix epoch milliseconds; now unless given'),
  to: moment,
  by,
  comment: z.string().trim().max(1_000).default(''),
})
const byBody = z.strictObject({ by })
const params = z.object({ id: z.string() })

interface Deps {
  readonly onCall: OnCallBook
  readonly config: Config
  readonly clock: Clock
}

/** Who is on call, who takes over, and the same as a calendar. */
export const onCallRoutes = (deps: Deps) =>
  jsonRouter().route('/', reading(deps)).route('/', calendars(deps)).route('/', overrides(deps))

const reading = ({ onCall, config, clock }: Deps) =>
  jsonRouter().openapi(
    jsonRoute({ method: 'get', path: '/api/v1/oncall', request: { query } }, 'Who is on call', onCallSchema),
    async (c) => {
      const { at = clock.now(), days, rota } = c.req.valid('query')
      if (rota !== undefined) known('rota', rota, onCall.current().rotas)
      return c.json(onCallDocument(onCall, config, { at, days, rota }), 200)
    },
  )

const calendars = ({ onCall, config, clock }: Deps) =>
  jsonRouter().openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/oncall/{calendar}',
      summary: 'A rota as an iCalendar feed (RFC 5545): ROTA.ics',
      security: [{ key: [] }],
      request: { params: z.object({ calendar: z.string() }) },
      responses: { 200: { description: 'iCalendar', content: { 'text/calendar': { schema: z.string() } } } },
    }),
    async (c) => {
      const [, rota] = /^(.+)\.ics$/.exec(c.req.valid('param').calendar) ?? []
      if (rota === undefined) throw new HttpProblem(404, 'expected the id of a rota and .ics')
      known('rota', rota, onCall.current().rotas)
      const at = clock.now()
      const range = { from: at - FEED_DAYS.back * DAY_MS, to: at + FEED_DAYS.ahead * DAY_MS }
      const shifts = shiftsOf(onCall.current(), rota, range).filter((one) => one.person !== null)
      const nameOf = (id: string) => config.oncall.people.find((person) => person.id === id)?.name ?? id
      const title = `${config.organisation.name.vi}: ${rota}`
      return c.body(calendarFeed({ rota, title, shifts, nameOf, at }), 200, {
        'Content-Type': 'text/calendar; charset=utf-8',
        'Content-Disposition': `inline; filename="${rota}.ics"`,
      })
    },
  )

const overrides = ({ onCall, config, clock }: Deps) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/oncall/overrides', request: { body: jsonBody(body) } },
        'Somebody takes over in a rota for a time',
        z.object({ id: z.string() }),
      ),
      async (c) => {
        const { from = clock.now(), to, ...more } = signed(c.var.who, c.req.valid('json'))
        known('rota', more.rota, onCall.current().rotas)
        known('person', more.person, config.oncall.people)
        checkTime({ from, to }, { now: clock.now(), mostDays: MAX_OVERRIDE_DAYS })
        return c.json({ id: await onCall.enter({ ...more, from, to }) }, 200)
      },
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/oncall/overrides/{id}/end',
          request: { params, body: jsonBody(byBody) },
        },
        'Ends an override now, or calls it off',
        z.object({ ended: z.literal(true) }),
      ),
      async (c) => {
        if (!(await onCall.end(c.req.valid('param').id, signed(c.var.who, c.req.valid('json')).by)))
          throw new HttpProblem(
            404,
            'there is no such override that could be ended; those of the configuration end there',
          )
        return c.json({ ended: true as const }, 200)
      },
    )

function known(what: 'rota' | 'person', id: string, all: readonly { readonly id: string }[]) {
  if (!all.some((one) => one.id === id))
    throw new HttpProblem(what === 'rota' ? 404 : 400, `there is no ${what} \`${id}\``)
}
