import { z } from '@hono/zod-openapi'
import { auditSchema } from '../people/api-schemas.ts'
import { listAudit, MAX_AUDIT_PAGE } from '../state/audit.ts'
import type { State } from '../state/tables.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const query = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_AUDIT_PAGE).default(100),
  before: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Only entries before this id: the `next` of the page before'),
  who: z.string().max(200).optional().describe('Only those whose `who` has this in it'),
})

/** Who did what. For admins. */
export const auditRoutes = ({ state }: { readonly state: State }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/audit', request: { query } },
      'Who did what, newest first, a page at a time',
      z.object({ entries: z.array(auditSchema).readonly(), next: z.int().nullable() }),
    ),
    async (c) => {
      const { limit, ...more } = c.req.valid('query')
      const found = await listAudit(state, { ...more, limit: limit + 1 })
      const entries = found.slice(0, limit)
      return c.json({ entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null }, 200)
    },
  )
