import { randomBytes } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { type Clock, DAY_MS } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { Notice } from '../api-types.ts'
import { by, signed } from '../people/signature.ts'
import { HttpProblem } from '../problem.ts'
import { addNotice, endNotice, listNotices } from '../state/notices.ts'
import type { State } from '../state/tables.ts'
import { noticeOf } from '../status-page/status-page.ts'
import { checkTime, moment } from './entered-time.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

/** How long a notice that is over is listed, ms. */
const LISTED_MS = 30 * DAY_MS
/** How long one may be on the page. */
const MAX_DAYS = 90
const ID_BYTES = 4

const named = z.object({ vi: z.string(), en: z.string() })
const time = z.int().describe('Unix epoch milliseconds')
const inBoth = (most: number, least: 0 | 1) => {
  const text = z.string().trim().min(least).max(most)
  return z.union([text, z.strictObject({ vi: text, en: text })]).describe('In both languages, or one text for both')
}

const noticeSchema = z
  .object({
    id: z.string(),
    title: named,
    text: named,
    services: z.array(z.string()).readonly().describe('None: it stands above all of them'),
    from: time,
    to: time,
    state: z.enum(['planned', 'active', 'over']),
    by: z.string(),
  })
  .openapi('Notice') satisfies z.ZodType<Notice>

const newNotice = jsonBody(
  z.strictObject({
    title: inBoth(200, 1),
    text: inBoth(2_000, 0).default(''),
    services: z.array(z.string().min(1)).max(100).default([]).describe('Ids as /api/v1/services has them'),
    from: moment.optional().describe('Unix epoch milliseconds; now unless given'),
    to: moment,
    by,
  }),
)

interface Deps {
  readonly state: State
  readonly config: Config
  readonly clock: Clock
}

/** What people write for those whom the services serve: it stands on the public page. */
export function noticeRoutes({ state, config, clock }: Deps) {
  const services = new Set(config.services.map(({ site, id }) => `${site}/${id}`))
  return jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/notices' },
        'Notices of the public page, those of the last 30 days as well',
        z.object({ notices: z.array(noticeSchema).readonly(), shown: z.boolean().describe('Whether there is a page') }),
      ),
      async (c) => {
        const now = clock.now()
        const found = await listNotices(state, now - LISTED_MS)
        const shown = config.collector.statusPage !== undefined
        return c.json({ notices: found.map((notice) => noticeOf(notice, now)), shown }, 200)
      },
    )
    .openapi(
      jsonRoute(
        { method: 'post', path: '/api/v1/notices', request: { body: newNotice } },
        'Puts a notice on the public page',
        z.object({ id: z.string() }),
      ),
      async (c) => {
        const now = clock.now()
        const { title, text, from = now, to, ...more } = signed(c.var.who, c.req.valid('json'))
        const unknown = more.services.filter((id) => !services.has(id))
        if (unknown.length > 0) throw new HttpProblem(400, `services: there is no service ${unknown.join(', ')}`)
        checkTime({ from, to }, { now, mostDays: MAX_DAYS })
        const id = `notice-${now.toString(36)}-${randomBytes(ID_BYTES).toString('hex')}`
        await addNotice(state, { id, title: both(title), text: both(text), from, to, createdAt: now, ...more })
        return c.json({ id }, 200)
      },
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/notices/{id}/end',
          request: { params: z.object({ id: z.string() }), body: jsonBody(z.strictObject({ by })) },
        },
        'Takes a notice off the public page now, or calls it off',
        z.object({ ended: z.literal(true) }),
      ),
      async (c) => {
        const ended = await endNotice(state, {
          id: c.req.valid('param').id,
          by: signed(c.var.who, c.req.valid('json')).by,
          at: clock.now(),
        })
        if (!ended) throw new HttpProblem(404, 'there is no such notice that could be ended')
        return c.json({ ended: true as const }, 200)
      },
    )
}

const both = (text: string | { readonly vi: string; readonly en: string }) =>
  typeof text === 'string' ? { vi: text, en: text } : text
