import { z } from '@hono/zod-openapi'
import { type Check, type Clock, TransientError } from '@vonggac/model'
import { type Config, originOf } from '@vonggac/model/inventory'
import { checkDetailSchema, checkResultsSchema, checkRunSchema } from '../api-check-schemas.ts'
import { figuresOf } from '../checks/figures.ts'
import { shownOptions } from '../checks/options.ts'
import { readResults } from '../checks/results.ts'
import type { RunDesk } from '../checks/run-desk.ts'
import type { Live } from '../live/live.ts'
import { mayHandle } from '../people/permission.ts'
import { by, signatureOf } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { openIncidentOf } from '../state/incidents.ts'
import type { State } from '../state/tables.ts'
import type { Store } from '../store/store.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'
import { storeTime } from './store-time.ts'

/** Results that one answer gives at most, and unless asked for another number. */
const MAX_RESULTS = 1_000
const USUAL_RESULTS = 100

const params = z.object({ id: z.string().describe('With its slashes as %2F') })
const time = storeTime.optional()
const range = z.object({
  from: time.describe('Unix epoch milliseconds; from when on single results are kept, unless given'),
  to: time.describe('Unix epoch milliseconds; now unless given'),
  before: time.describe('Only older ones than this: what `next` said'),
  limit: z.coerce.number().int().min(1).max(MAX_RESULTS).default(USUAL_RESULTS),
})
const asked = z.strictObject({ by })

interface Parts {
  readonly config: Config
  readonly checks: readonly Check[]
  readonly live: Live
  readonly store: Store
  readonly state: State
  readonly runs: RunDesk
  readonly clock: Clock
}

/** One check: what it is and how, what was found, and one more run of it. */
export const checkRoutes = ({ config, checks, live, store, state, runs, clock }: Parts) => {
  const byId = new Map(checks.map((check) => [check.id, check]))
  const find = (id: string): Check => {
    const check = byId.get(id)
    if (!check) throw new HttpProblem(404, `there is no check ${JSON.stringify(id)}`)
    return check
  }
  return jsonRouter()
    .openapi(
      jsonRoute({ method: 'get', path: '/api/v1/checks/{id}', request: { params } }, 'One check', checkDetailSchema),
      async (c) => {
        const check = find(c.req.valid('param').id)
        const { timeoutMs, context = false, schedule, tags } = check
        const detail = {
          ...live.describe(check, clock.now()),
          timeout_ms: timeoutMs,
          context,
          schedule: schedule?.id ?? null,
          tags,
          // Names of secrets are for those who have to look after them, as the configuration is.
          options: mayHandle(c.var.who.role) ? shownOptions(check) : [],
          origin: originOf(config, check),
          figures: figuresOf(check),
          incident: await openIncidentOf(state, check),
          results_since: Math.max(0, Math.round(store.rawSince())),
        }
        return c.json(detail, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/checks/{id}/results', request: { params, query: range } },
        'Single results of a check, newest first',
        checkResultsSchema,
      ),
      async (c) => {
        const { id } = find(c.req.valid('param').id)
        const { from = store.rawSince(), to, before, limit } = c.req.valid('query')
        // A result whose clock is a little ahead of ours is one of now.
        const until = Math.min(to ?? clock.now() + AHEAD_MS, before ?? Number.POSITIVE_INFINITY)
        if (until <= from) return c.json({ results: [], next: null }, 200)
        const found = await readResults(store, { check: id, from: Math.round(from), to: until, limit }).catch(notNow)
        return c.json(found, 200)
      },
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/checks/{id}/run',
          request: { params, body: { content: { 'application/json': { schema: asked } } } },
        },
        'Runs a check once, now, by its agent; nothing of it is stored or alerted on',
        checkRunSchema,
      ),
      async (c) => {
        const check = find(c.req.valid('param').id)
        const who = signatureOf(c.var.who, c.req.valid('json').by?.claimed ?? c.var.who.subject)
        return c.json(await runs.run(check, { who, signal: c.req.raw.signal }), 200)
      },
    )
}

/** How far an agent's clock may be ahead for its results to be shown, ms: beyond, it is told elsewhere. */
const AHEAD_MS = 3_600_000

function notNow(cause: unknown): never {
  if (!(cause instanceof TransientError)) throw cause
  throw new HttpProblem(503, 'the store cannot be read now', { headers: { 'Retry-After': '5' }, cause })
}
