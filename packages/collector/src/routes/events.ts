import type { Clock } from '@vonggac/model'
import { Hono } from 'hono'
import type { Env } from '../auth.ts'
import type { EventHub } from '../event-hub.ts'
import { HttpProblem } from '../problem.ts'

/** Server-sent events: see `ServerEvents` for what is said. */
export const eventRoutes = ({ hub, clock }: { hub: EventHub; clock: Clock }) =>
  new Hono<Env>().get('/api/v1/events', (c) => {
    const stream = hub.open({ at: clock.now() }, c.var.who.still)
    if (!stream) throw new HttpProblem(503, 'too many listeners', { headers: { 'Retry-After': '10' } })
    return c.body(stream, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
    })
  })
