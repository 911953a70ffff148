import { z } from '@hono/zod-openapi'
import { parseDuration, TransientError } from '@vonggac/model'
import type { Context } from 'hono'
import { seriesSchema } from '../api-schemas.ts'
import type { Env } from '../auth.ts'
import { HttpProblem } from '../problem.ts'
import { aggregates, type SeriesQuery, type SeriesValue, type Store } from '../store/store.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'
import { storeTime } from './store-time.ts'

/** More points than a chart has pixels. */
const MAX_POINTS = 5_000
/** Finer than the quickest check. */
const MIN_STEP_MS = 1_000

const MAX_STEP_MS = 10 * 365 * 86_400_000

const time = storeTime.openapi({ param: { required: true } })

const query = z.object({
  measurement: z.string().min(1),
  field: z.string().min(1),
  from: time,
  to: time,
  step: z
    .string()
    .optional()
    .describe('Milliseconds, or a duration such as 5m. Without it: about 500 steps')
    .transform((text, context) => {
      const ms = text === undefined ? 0 : /^\d+$/.test(text) ? Number(text) : parseDuration(text)
      if (ms === undefined || ms > MAX_STEP_MS)
        context.addIssue({ code: 'custom', message: 'expected milliseconds or a duration such as 5m, up to ten years' })
      return ms ?? 0
    }),
  aggregate: z.enum(aggregates).default('mean'),
  group: z
    .string()
    .optional()
    .describe('Tags to tell series apart by, with commas between. Filters by tag: tag.site=tam-ky'),
})

/** Time series for charts. */
export const seriesRoutes = ({ store }: { store: Store }) =>
  jsonRouter().openapi(
    jsonRoute({ method: 'get', path: '/api/v1/series', request: { query } }, 'One field over time', seriesSchema),
    async (c) => {
      const wanted = storeQuery(c.req.valid('query'), tagsOf(c))
      const series = await store.series(wanted).catch((cause: unknown) => {
        if (!(cause instanceof TransientError)) throw cause
        throw new HttpProblem(503, 'the store cannot be read now', { headers: { 'Retry-After': '5' }, cause })
      })
      const { measurement, field, stepMs } = wanted
      return c.json(
        {
          measurement,
          field,
          step_ms: stepMs,
          series: series.map(({ tags, points }) => ({
            tags,
            points: points.map(([at, value]) => [at, numeric(value)] as const),
          })),
        },
        200,
      )
    },
  )

function storeQuery(asked: z.output<typeof query>, tags: SeriesQuery['tags']): SeriesQuery & { stepMs: number } {
  const { measurement, field, from, to, aggregate } = asked
  if (to <= from) throw new HttpProblem(400, '`to` must be later than `from`')
  const stepMs = asked.step || Math.max(MIN_STEP_MS, Math.ceil((to - from) / 500 / MIN_STEP_MS) * MIN_STEP_MS)
  if ((to - from) / stepMs > MAX_POINTS) throw new HttpProblem(400, `more than ${MAX_POINTS} steps: use a longer step`)
  const groupBy = asked.group?.split(',').filter((tag) => tag !== '') ?? []
  return { measurement, field, from, to, stepMs, aggregate, tags, groupBy, limit: MAX_POINTS }
}

const tagsOf = (c: Context<Env>): SeriesQuery['tags'] =>
  Object.fromEntries(
    Object.entries(c.req.queries()).flatMap(([key, values]) =>
      key.startsWith('tag.') ? [[key.slice(4), values]] : [],
    ),
  )

/** Charts draw numbers: true is 1, and text is a gap. */
function numeric(value: SeriesValue): number | null {
  if (typeof value === 'boolean') return Number(value)
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
