import { z } from '@hono/zod-openapi'
import { trapSchema } from '../api-schemas.ts'
import type { Live } from '../live/live.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const query = z.object({
  site: z.string().optional(),
  device: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** What devices said without being asked. */
export const trapRoutes = ({ live }: { live: Live }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/traps', request: { query } },
      'The last SNMP traps, newest first; those of one site or device',
      z.object({ traps: z.array(trapSchema).readonly() }),
    ),
    (c) => c.json({ traps: live.traps.list(c.req.valid('query')) }, 200),
  )
