import { readinessColours, readinessMapping } from '../colour.ts'
import { chosen, max } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, timeseries } from '../panel.ts'
import { placeholder } from '../placeholder.ts'
import { series } from '../target.ts'

/** What tests before conferences found. They are hours apart: a verdict stands until the next. */
export function readiness(context: Context): ModernPanel[] {
  const { t } = context
  const where = [chosen('site', 'site')] as const
  const found = (columns: Parameters<typeof select<'readiness', 'shown'>>[1]['columns'], fill: 'none' | 'previous') =>
    select('readiness', { policy: 'raw', columns, where, every: true, fill, by: ['site'] })
  return [
    stateTimeline({
      title: t('readinessStates'),
      description: t('readinessStatesHint'),
      width: 24,
      height: 14,
      interval: '1m',
      targets: [series('$tag_site', found({ shown: max('code') }, 'previous'))],
      mappings: [readinessMapping(t)],
      thresholds: readinessColours,
      noValue: t('noReadiness'),
      links: [drillDown(context, 'site', { site: placeholder('__field.labels.site') })],
    }),
    timeseries(
      {
        title: t('readinessLoss'),
        width: 24,
        height: 8,
        interval: '1m',
        unit: 'percent',
        targets: [
          series('$tag_site →', found({ shown: max('loss_forward_pct') }, 'none')),
          series('$tag_site ←', found({ shown: max('loss_return_pct') }, 'none')),
        ],
        noValue: t('noReadiness'),
      },
      { bars: true },
    ),
  ]
}
