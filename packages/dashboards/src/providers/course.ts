import { rising } from '../colour.ts'
import { mean, percentile, sum } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { by, here } from './selection.ts'

const ping = (columns: Parameters<typeof select<'ping', 'shown'>>[1]['columns']) =>
  series('$tag_provider', select('ping', { columns, where: here, every: true, by }))

export function curves({ t, limits }: Context): ModernPanel[] {
  const base = { width: 12, height: 8, noValue: t('noLinks'), interval: '30s' }
  return [
    timeseries({
      ...base,
      title: t('latencyByProvider'),
      description: t('latencyByProviderHint'),
      unit: 'ms',
      targets: [ping({ shown: mean('average_response_ms') })],
      thresholds: rising(limits.latencyMs),
    }),
    timeseries({
      ...base,
      title: t('latencyP95'),
      description: t('comparisonHint'),
      unit: 'ms',
      targets: [ping({ shown: percentile('average_response_ms', 95) })],
    }),
    timeseries({
      ...base,
      title: t('lossByProvider'),
      unit: 'percent',
      targets: [ping({ shown: mean('percent_packet_loss') })],
      thresholds: rising(limits.lossPct),
    }),
    timeseries(
      {
        ...base,
        title: t('outagesByProvider'),
        decimals: 0,
        interval: '5m',
        targets: [
          series(
            '$tag_provider',
            select('link_state', { columns: { shown: sum('outages') }, where: here, every: true, by }),
          ),
        ],
      },
      { bars: true, stacked: true },
    ),
  ]
}
