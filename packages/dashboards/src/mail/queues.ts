import { columns } from '../columns.ts'
import { last, max, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { here, LOOKED_AT, SPOKEN } from './selection.ts'

/** What waits, for how long, and why. */
export function queues({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, interval: SPOKEN, noValue: t('mailNoQueue') }
  const each = { where: here, every: true } as const
  const reasons = select('mail_queue_reason', {
    policy: 'raw',
    columns: { messages: last('messages'), oldest: value('oldest_s'), example: value('example') },
    where: here,
    by: ['site', 'server', 'reason'],
  })
  return [
    timeseries(
      {
        ...base,
        title: t('mailQueueLength'),
        description: t('mailQueueLengthHint'),
        decimals: 0,
        targets: [
          series(
            '$tag_site $tag_server',
            select('mail_queue', { ...each, columns: { n: mean('length') }, by: ['site', 'server'] }),
          ),
        ],
      },
      { stacked: true },
    ),
    timeseries({
      ...base,
      title: t('mailQueueAge'),
      description: t('mailOldestHint'),
      unit: 's',
      targets: [
        series(
          '$tag_site $tag_server',
          select('mail_queue', { ...each, columns: { age: max('oldest_s') }, by: ['site', 'server'] }),
        ),
      ],
    }),
    table(
      {
        ...base,
        title: t('mailReasons'),
        description: t('mailReasonsHint'),
        timeFrom: LOOKED_AT,
        noValue: t('mailNoReasons'),
        targets: [rows(reasons)],
        ...columns([
          ['messages', t('mailMessages'), { 'custom.width': 90 }],
          ['reason', t('mailReason')],
          ['oldest', t('mailOldest'), { unit: 's', decimals: 0, 'custom.width': 110 }],
          ['example', t('mailExample')],
          ['site', t('site')],
        ]),
      },
      { column: t('mailMessages'), descending: true },
    ),
  ]
}
