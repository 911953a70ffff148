import { max, rate } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import type { FieldOf } from '../measurement.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'

type Field = FieldOf<'collector'>

const level = (alias: string, field: Field) =>
  series(alias, select('collector', { columns: { shown: max(field) }, every: true }))

const perSecond = (alias: string, field: Field) =>
  series(alias, select('collector', { columns: { shown: rate(field) }, every: true }))

/** How the collector itself is: what comes in, what waits, what went wrong, what it costs. */
export function collector({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 7, noValue: t('noCollector'), interval: '30s' }
  return [
    timeseries({
      ...base,
      title: t('pointsPerSecond'),
      description: t('pointsPerSecondHint'),
      unit: 'cps',
      targets: [perSecond(t('received'), 'points_received'), perSecond(t('storedPoints'), 'points_stored')],
    }),
    timeseries({
      ...base,
      title: t('journalLag'),
      description: t('journalLagHint'),
      decimals: 0,
      targets: [level(t('towardsStore'), 'journal_lag_store'), level(t('towardsAlerting'), 'journal_lag_alerting')],
    }),
    timeseries({
      ...base,
      title: t('collectorErrors'),
      description: t('collectorErrorsHint'),
      decimals: 0,
      targets: [
        level(t('refused'), 'lines_refused'),
        level(t('rejectedPoints'), 'points_rejected'),
        level(t('failedDeliveries'), 'deliveries_failed'),
      ],
    }),
    timeseries({
      ...base,
      title: t('storeUp'),
      description: t('storeUpHint'),
      min: 0,
      max: 1,
      decimals: 0,
      targets: [level(t('storeUp'), 'store_up')],
    }),
    timeseries({
      ...base,
      title: t('loopLag'),
      description: t('loopLagHint'),
      unit: 'ms',
      targets: [level(t('loopLag'), 'event_loop_lag_ms')],
    }),
    timeseries({
      ...base,
      title: t('collectorMemory'),
      description: t('collectorMemoryHint'),
      unit: 'bytes',
      targets: [level(t('memoryUsed'), 'rss_bytes'), level(t('journalBytes'), 'journal_bytes')],
    }),
  ]
}
