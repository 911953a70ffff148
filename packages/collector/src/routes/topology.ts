import { z } from '@hono/zod-openapi'
import type { Clock } from '@vonggac/model'
import { topologySchema } from '../api-schemas.ts'
import type { Live } from '../live/live.ts'
import { topologyDot } from '../topology/dot.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const query = z.object({ format: z.enum(['json', 'dot']).default('json').describe('`dot`: for Graphviz') })

/** What is connected to what: as declared, as seen, and where the two contradict each other. */
export const topologyRoutes = ({ live, clock }: { live: Live; clock: Clock }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/topology', request: { query } },
      'What is connected to what, as declared and as seen',
      topologySchema,
    ),
    (c) => {
      const document = live.topology(clock.now())
      if (c.req.valid('query').format === 'json') return c.json(document, 200)
      // The route's type knows JSON only; a ready response passes through as it is.
      return c.body(topologyDot(document), 200, { 'Content-Type': 'text/vnd.graphviz; charset=utf-8' }) as never
    },
  )
