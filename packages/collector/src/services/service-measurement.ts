import type { Engine } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Clock, Log } from '@vonggac/model'
import { createOwnMeasurement } from '../ingest/own-points.ts'
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
export function startServiceMeasurement(parts: Parts): Disposable {
  const { engine, clock } = parts
  const write = createOwnMeasurement(parts, 'the collector cannot write down how services are')
  const measure = () => {
    const at = clock.now()
    void write(engine.services.map(({ node, state }) => servicePoint({ node, state, at })))
  }
  measure()
  return startTicker(clock, EVERY_MS, measure)
}
