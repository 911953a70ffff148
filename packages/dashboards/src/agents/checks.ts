import { statusColumn } from '../check-panels.ts'
import { count, isNot, mean, percentile, tag, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { countedBy, renamed } from '../transformation.ts'
import { here } from './selection.ts'

export function checks({ t }: Context): ModernPanel[] {
  const base = { noValue: t('noChecks'), interval: '30s' }
  const run = (columns: Parameters<typeof select<'check', 'shown'>>[1]['columns']) =>
    select('check', { policy: 'raw', columns, where: here, every: true, by: ['kind'] })
  const failed = select('check', {
    policy: 'raw',
    columns: { error: value('error'), check: tag('check'), status: value('status'), detail: value('detail') },
    where: [...here, isNot('error', '')],
    newest: 500,
  })
  return [
    timeseries({
      ...base,
      width: 12,
      height: 8,
      title: t('checkDurations'),
      description: t('checkDurationsHint'),
      unit: 'ms',
      targets: [
        series(`$tag_kind ${t('average')}`, run({ shown: mean('duration_ms') })),
        series('$tag_kind p95', run({ shown: percentile('duration_ms', 95) })),
      ],
    }),
    timeseries(
      {
        ...base,
        width: 12,
        height: 8,
        title: t('checkRuns'),
        decimals: 0,
        targets: [series('$tag_kind', run({ shown: count('duration_ms') }))],
      },
      { bars: true, stacked: true },
    ),
    table(
      {
        ...base,
        width: 8,
        height: 10,
        title: t('errorsByCode'),
        description: t('errorsHint'),
        noValue: t('noErrors'),
        targets: [rows(failed)],
        transformations: [countedBy('error', 'check'), renamed({ error: t('error'), 'check (count)': t('times') })],
      },
      { column: t('times'), descending: true },
    ),
    table(
      {
        ...base,
        width: 16,
        height: 10,
        title: t('errorsNewest'),
        description: t('errorsHint'),
        noValue: t('noErrors'),
        targets: [rows(failed)],
        transformations: [
          renamed({ check: t('check'), status: t('state'), error: t('error'), detail: t('detail') }, t('when')),
        ],
        overrides: [statusColumn({ t })],
      },
      { column: t('when'), descending: true },
    ),
  ]
}
