import { Hono } from 'hono'
import type { Env } from '../auth.ts'
import { prometheusText, type Sample } from '../metrics.ts'

/** What the collector says of itself to machines. `ready` is about taking writes; a store that is down is no reason to send agents away. */
export interface SelfReport {
  readonly samples: () => readonly Sample[]
  readonly ready: () => {
    readonly ready: boolean
    readonly journal: string
    readonly store: string
    readonly faults: readonly string[]
    /** `ok`, or what keeps it from watching. */
    readonly alerting: string
    /** The last record that alerting has evaluated, and the last that there is. */
    readonly position: number
    readonly head: number
  }
}

/** `/metrics`, `/healthz` (the process runs) and `/readyz` (writes are taken). No key needed: nothing in it is about the network watched. */
export const selfRoutes = ({ samples, ready }: SelfReport) =>
  new Hono<Env>()
    .get('/metrics', (c) =>
      c.text(prometheusText(samples()), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
    )
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', (c) => {
      const { ready: isReady, ...more } = ready()
      return c.json({ status: isReady ? 'ready' : 'not ready', ...more }, isReady ? 200 : 503)
    })
