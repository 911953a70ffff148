import type { Engine } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import { type Clock, encodePoints, type Log } from '@vonggac/model'
import { encodeMeta } from '../ingest/record-meta.ts'
import { startTicker } from '../ticker.ts'
import { servicePoint } from './service-points.ts'

/** Often enough that the shortest range that anybody looks at has a point. */
const EVERY_MS = 60_000

interface Parts {
  readonly engine: Pick<Engine, 'services'>
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
}

/** Writes measurement `service` into the journal, now and every minute, so that dashboards need no change to have a state. */
export function startServiceMeasurement({ engine, journal, clock, log }: Parts): Disposable {
  let failing = false
  const measure = async () => {
    const now = clock.now()
    const points = engine.services.map(({ node, state }) => servicePoint({ node, state, at: now }))
    if (points.length === 0) return
    const meta = { agent: null, encoding: 'identity', precision: 'ns', receivedAt: now, bad: 0, watched: [] } as const
    try {
      await journal.append(Buffer.from(encodePoints(points)), encodeMeta(meta))
      failing = false
    } catch (error) {
      if (!failing) log.warn('the collector cannot write down how services are', { error })
      failing = true
    }
  }
  void measure()
  return startTicker(clock, EVERY_MS, () => void measure())
}
