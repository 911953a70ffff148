import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Journal } from '@vonggac/journal'
import type { Clock, Log, Point } from '@vonggac/model'
import type { Alerting } from './consumers/alerting-consumer.ts'
import { STORE_CURSOR, type StoreWriter } from './consumers/store-writer.ts'
import { createOwnMeasurement } from './ingest/own-points.ts'
import type { Metrics } from './metrics.ts'
import { startTicker } from './ticker.ts'

/** As often as agents report of themselves. */
const EVERY_MS = 10_000
/** How often the event loop's lateness is sampled. */
const LOOP_RESOLUTION_MS = 50
const NS_PER_MS = 1e6

interface Parts {
  readonly metrics: Metrics
  readonly journal: Journal
  readonly writer: Pick<StoreWriter, 'downSince'>
  readonly alerting: Pick<Alerting, 'position' | 'ignoredSeries'>
  readonly clock: Clock
  readonly log: Log
}

/**
 * Writes measurement `collector` into the journal, now and every 10 s, for dashboards: the way of all other points, so that what
 * happened while the store was down is seen afterwards. Counters are raw, since the start of the process.
 */
export function startSelfMeasurement(parts: Parts): Disposable {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  loop.enable()
  const write = createOwnMeasurement(parts, 'the collector cannot write down how it is')
  const measure = () => {
    const lagMs = Math.max(0, loop.percentile(99) / NS_PER_MS - LOOP_RESOLUTION_MS)
    loop.reset()
    void write([collectorPoint(parts, lagMs)])
  }
  measure()
  const ticker = startTicker(parts.clock, EVERY_MS, measure)
  return {
    [Symbol.dispose]() {
      ticker[Symbol.dispose]()
      loop.disable()
    },
  }
}

/** The collector as it is now. It has no tags: there is one. */
export function collectorPoint({ metrics, journal, writer, alerting, clock }: Parts, lagMs: number): Point {
  const { bytes, records, head } = journal.stats()
  const { failed, abandoned } = metrics.deliveries
  return {
    measurement: 'collector',
    tags: {},
    fields: {
      points_received: BigInt(metrics.lines),
      points_stored: BigInt(metrics.stored),
      points_rejected: BigInt(metrics.rejected),
      lines_refused: BigInt(metrics.badLines),
      deliveries_failed: BigInt(failed + abandoned),
      journal_records: BigInt(records),
      journal_bytes: BigInt(bytes),
      journal_lag_store: BigInt(head - journal.cursor(STORE_CURSOR)),
      journal_lag_alerting: BigInt(Math.max(0, head - alerting.position)),
      alerting_ignored: BigInt(alerting.ignoredSeries),
      store_up: writer.downSince === undefined ? 1n : 0n,
      event_loop_lag_ms: lagMs,
      rss_bytes: BigInt(process.memoryUsage.rss()),
    },
    timestamp: clock.now(),
  }
}
