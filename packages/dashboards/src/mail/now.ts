import { rising, statusColours, statusMapping } from '../colour.ts'
import { is, last, max } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { slow } from './delivery.ts'
import { here, LOOKED_AT } from './selection.ts'

/** The four figures at the top. */
export function mailFigures({ t }: Context): ModernPanel[] {
  const base = { width: 6, height: 4, decimals: 0, timeFrom: LOOKED_AT }
  const queue = (field: 'length' | 'oldest_s') =>
    series(
      '$tag_site',
      select('mail_queue', { policy: 'raw', columns: { now: last(field) }, where: here, by: ['site'] }),
    )
  const flow = select('mail_flow', { policy: 'raw', columns: { took: last('total_ms') }, where: here, by: ['route'] })
  const posture = select('check', {
    policy: 'raw',
    columns: { status: last('status') },
    where: [...here, is('kind', 'mail_posture')],
    by: ['check', 'target'],
  })
  return [
    stat({
      ...base,
      title: t('mailLastTook'),
      description: t('mailTotalHint'),
      unit: 'ms',
      noValue: t('mailNoFlow'),
      targets: [series('$tag_route', flow)],
      thresholds: slow,
    }),
    stat({
      ...base,
      title: t('mailWaiting'),
      description: t('mailWaitingHint'),
      noValue: t('mailNoQueue'),
      targets: [queue('length')],
      thresholds: rising({ warn: 100, fail: 500 }),
    }),
    stat({
      ...base,
      title: t('mailOldest'),
      description: t('mailOldestHint'),
      unit: 's',
      noValue: t('mailNoQueue'),
      targets: [queue('oldest_s')],
      thresholds: rising({ warn: 3_600, fail: 4 * 3_600 }),
    }),
    stat(
      {
        ...base,
        title: t('mailDomains'),
        description: t('mailDomainsHint'),
        noValue: t('mailNoPosture'),
        targets: [series('$tag_target', selectFrom(posture, { columns: { status: max('status') }, by: ['target'] }))],
        mappings: [statusMapping(t)],
        thresholds: statusColours,
      },
      { filled: true },
    ),
  ]
}
