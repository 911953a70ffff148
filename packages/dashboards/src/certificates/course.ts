import { is, mean, min, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { DAY_S, daysLeft, drawn, here } from './selection.ts'

/** Servers are asked every five minutes. */
const EVERY = '10m'

/** The one that ends first of each server, for the order in which curves are drawn. */
export const soonest = select('x509_cert', { columns: { left: min('expiry') }, where: here, by: ['source'] })

export function certificateCourse({ t }: Context): ModernPanel[] {
  const base = { width: 12, height: 8, interval: EVERY, noValue: t('certNothing') }
  const own = { where: [...drawn, is('position', '0')], every: true, by: ['source'] as const }
  return [
    timeseries(
      {
        ...base,
        title: t('certDays'),
        description: t('certDaysHint'),
        decimals: 0,
        thresholds: daysLeft,
        targets: [
          series('$tag_source', select('x509_cert', { ...own, columns: { left: times(min('expiry'), 1 / DAY_S) } })),
        ],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('certHandshake'),
        description: t('certHandshakeHint'),
        unit: 'ms',
        targets: [series('$tag_source', select('x509_cert', { ...own, columns: { took: mean('tls_ms') } }))],
      },
      { legend: 'table' },
    ),
  ]
}
