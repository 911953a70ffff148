import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Journal } from '@vonggac/journal'
import type { Clock } from '@vonggac/model'
import { ALERTING_CURSOR, type Alerting } from './consumers/alerting-consumer.ts'
import { STORE_CURSOR, type StoreWriter } from './consumers/store-writer.ts'
import type { EventHub } from './event-hub.ts'
import type { Heartbeat } from './heartbeat/heartbeat.ts'
import type { Vitals } from './heartbeat/vitals.ts'
import { counterSamples, type Metrics, type Sample } from './metrics.ts'
import type { SelfReport } from './routes/self.ts'
import type { SelfWatch } from './self-watch/self-watch.ts'

/** How often the event loop's lateness is sampled. */
const LOOP_RESOLUTION_MS = 50
const NS_PER_S = 1e9

/** The collector's own measurements and readiness. Disposing ends the sampling. */
export function createSelfReport(parts: {
  readonly metrics: Metrics
  readonly journal: Journal
  readonly writer: StoreWriter
  readonly alerting: Pick<Alerting, 'position' | 'ignoredSeries'>
  readonly hub: EventHub
  readonly vitals: Pick<Vitals, 'ailment'>
  readonly heartbeat: Pick<Heartbeat, 'status'>
  readonly clock: Clock
  readonly selfWatch: Pick<SelfWatch, 'verdicts'>
}): SelfReport & Disposable {
  const { metrics, journal, writer, alerting, hub, clock, vitals, heartbeat, selfWatch } = parts
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  delay.enable()
  return {
    samples() {
      const { bytes, records, oldestAt, head } = journal.stats()
      const loop = [0.5, 0.99].map((quantile) => ({
        labels: { quantile: String(quantile) },
        value: Math.max(0, delay.percentile(quantile * 100) / NS_PER_S - LOOP_RESOLUTION_MS / 1_000),
      }))
      delay.reset()
      const lags = [
        { labels: { reader: STORE_CURSOR }, value: head - journal.cursor(STORE_CURSOR) },
        { labels: { reader: ALERTING_CURSOR }, value: head - alerting.position },
      ]
      return [
        ...counterSamples(metrics),
        {
          name: 'vonggac_alerting_ignored_total',
          help: 'Values of series that rules are about and that nothing looked at, for want of room.',
          type: 'counter' as const,
          values: [{ value: alerting.ignoredSeries }],
        },
        gauge('journal_lag_records', 'Records that a reader of the journal has still to read.', lags),
        gauge('journal_bytes', 'Bytes in the journal.', bytes),
        gauge('journal_records', 'Records in the journal.', records),
        gauge(
          'journal_oldest_seconds',
          'Age of the oldest record.',
          oldestAt === undefined ? 0 : (clock.now() - oldestAt) / 1_000,
        ),
        gauge('store_up', 'Whether the last write to the store worked.', writer.downSince === undefined ? 1 : 0),
        gauge(
          'self_fault',
          'What is wrong with the collector itself, as long as it is.',
          selfWatch.verdicts().map(({ id, severity }) => ({ labels: { fault: id, severity }, value: 1 })),
        ),
        gauge('alerting_up', 'Whether the collector does its work.', vitals.ailment === undefined ? 1 : 0),
        ...(heartbeat.status
          ? [gauge('heartbeat_up', 'Whether the last heartbeat arrived.', heartbeat.status.error === null ? 1 : 0)]
          : []),
        gauge('event_listeners', 'Open event streams.', hub.clients),
        gauge('event_loop_lag_seconds', 'How late the event loop was since the last time this was asked.', loop),
        gauge('resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
      ]
    },
    ready() {
      const { downSince } = writer
      const store = downSince === undefined ? 'ok' : `down since ${new Date(downSince).toISOString()}`
      return {
        ready: !metrics.journalDown,
        journal: metrics.journalDown ? 'cannot be written' : 'ok',
        store,
        faults: selfWatch.verdicts().map(({ id }) => id),
        alerting: vitals.ailment ?? 'ok',
        position: alerting.position,
        head: journal.stats().head,
      }
    },
    [Symbol.dispose]: () => delay.disable(),
  }
}

const gauge = (name: string, help: string, value: number | Sample['values']): Sample => ({
  name: `vonggac_${name}`,
  help,
  type: 'gauge',
  values: typeof value === 'number' ? [{ value }] : value,
})
