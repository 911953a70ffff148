import { z } from '@hono/zod-openapi'
import { type ExplainInput, explain } from '@vonggac/alerting'
import type { Clock } from '@vonggac/model'
import { originOf } from '@vonggac/model/inventory'
import { originSchema } from '../api-check-schemas.ts'
import type { CheckExplanation } from '../api-explanation-types.ts'
import { checkSchema } from '../api-schemas.ts'
import type { OnCallBook } from '../duty/on-call-book.ts'
import type { Live } from '../live/live.ts'
import type { MaintenanceDesk } from '../maintenance/maintenance-desk.ts'
import { HttpProblem } from '../problem.ts'
import { openIncidentOf } from '../state/incidents.ts'
import type { State } from '../state/tables.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const time = z.int().describe('Unix epoch milliseconds')
const severity = z.enum(['critical', 'warning'])
const name = z.object({ vi: z.string(), en: z.string() })
const texts = z.array(z.string()).readonly()
const quiet = z.object({ id: z.string(), from: time, to: time, match: texts })

const person = z.object({
  source: z.string().describe('A person, or `rota:` and a rota'),
  person: z.object({ id: z.string(), name: z.string() }).nullable().describe('null: nobody is on call then'),
  until: time.nullable().describe('When the shift ends'),
  quiet_until: time.nullable().describe('Until when it waits, because of quiet hours'),
  ways: z
    .array(z.object({ channel: z.string(), lacks: z.string().nullable().describe('The address that is missing') }))
    .readonly(),
})

const told = z.object({
  severity,
  channels: texts.describe('Hear of it at once, whoever is on call'),
  escalation: z.string().nullable(),
  levels: z.array(z.object({ after_ms: z.number(), people: z.array(person).readonly() })).readonly(),
})

const explanation = z
  .object({
    at: time,
    check: z.object({
      id: z.string(),
      kind: z.string(),
      target: z.string(),
      agent: z.string(),
      node: z.string(),
      interval_ms: z.number(),
      context: z.boolean().describe('It opens no incident'),
    }),
    rule: z.object({
      match: z.string().nullable().describe('The glob of the rule that applies; null: the defaults'),
      severity: severity.nullable(),
      need: z.int(),
      of: z.int(),
      clear: z.int(),
      hold_ms: z.number(),
      passed_over: texts.describe('Globs of rules that match as well, and come too late'),
    }),
    fields: z
      .array(
        z.object({
          id: z.string(),
          measurement: z.string(),
          field: z.string(),
          built_in: z.boolean(),
          bad: z.string(),
          severity,
          exception: z.int().nullable(),
          tags: z.record(z.string(), z.union([z.string(), texts])),
          enabled: z.boolean(),
        }),
      )
      .readonly(),
    way: z
      .array(
        z.object({
          node: z.string(),
          kind: z.enum(['hub', 'link', 'device', 'service', 'agent']),
          name,
          through: texts.describe('Reached while any of these is up'),
        }),
      )
      .readonly(),
    told: z.array(told).readonly(),
    maintenance: z.array(quiet).readonly(),
    silences: z.array(quiet).readonly(),
    origin: originSchema,
    now: z.object({ ...checkSchema.shape, incident: z.string().nullable() }),
  })
  .openapi('CheckExplanation') satisfies z.ZodType<CheckExplanation>

interface Parts extends Pick<ExplainInput, 'config' | 'checks'> {
  readonly live: Live
  readonly state: State
  readonly onCall: OnCallBook
  readonly maintenance: MaintenanceDesk
  readonly clock: Clock
}

/** Why somebody was told of a check, or would be, or was not. */
export const explanationRoutes = ({ config, checks, live, state, onCall, maintenance, clock }: Parts) =>
  jsonRouter().openapi(
    jsonRoute(
      {
        method: 'get',
        path: '/api/v1/checks/{id}/explain',
        request: {
          params: z.object({ id: z.string().describe('With its slashes as %2F') }),
          query: z.object({
            at: z.coerce.number().int().optional().describe('Unix epoch milliseconds; now unless given'),
          }),
        },
      },
      'Which rules apply to a check, what it hangs on, and who would hear of it',
      explanation,
    ),
    async (c) => {
      const { id } = c.req.valid('param')
      const now = clock.now()
      const input = {
        config,
        checks,
        onCall: onCall.current(),
        maintenance: maintenance.book.windows,
        silences: await maintenance.silences(),
      }
      const found = explain(id, input, c.req.valid('query').at ?? now)
      const check = checks.find((one) => one.id === id)
      if (!found || !check) throw new HttpProblem(404, `there is no check ${JSON.stringify(id)}`)
      const status = { ...live.describe(check, now), incident: await openIncidentOf(state, check) }
      return c.json({ ...found, origin: originOf(config, check), now: status }, 200)
    },
  )
