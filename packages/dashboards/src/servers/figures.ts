import { colour, thresholds } from '../colour.ts'
import { from100, last, max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { full, here, total } from './selection.ts'

export function figures({ t }: Context): ModernPanel[] {
  const base = { width: 6, height: 5, noValue: t('noHosts'), timeFrom: '10m' }
  const where = here
  const by = ['agent'] as const
  return [
    stat({
      ...base,
      title: t('cpuUsed'),
      unit: 'percent',
      decimals: 0,
      thresholds: full,
      targets: [
        series(
          '$tag_agent',
          select('cpu', { columns: { used: from100(mean('usage_idle')) }, where: [...here, total], by, policy: 'raw' }),
        ),
      ],
    }),
    stat({
      ...base,
      title: t('memoryUsed'),
      unit: 'percent',
      decimals: 0,
      thresholds: full,
      targets: [
        series('$tag_agent', select('mem', { columns: { used: last('used_percent') }, where, by, policy: 'raw' })),
      ],
    }),
    stat({
      ...base,
      title: t('fullestDisk'),
      unit: 'percent',
      decimals: 0,
      thresholds: full,
      targets: [
        series(
          '$tag_agent',
          selectFrom(
            select('disk', { columns: { used: last('used_percent') }, where, by: ['agent', 'path'], policy: 'raw' }),
            { columns: { fullest: max('used') }, by },
          ),
        ),
      ],
    }),
    stat({
      ...base,
      title: t('uptime'),
      unit: 's',
      decimals: 0,
      thresholds: thresholds(colour.warn, [3_600, colour.ok]),
      description: t('uptimeHint'),
      targets: [
        series('$tag_agent', select('system', { columns: { uptime: last('uptime') }, where, by, policy: 'raw' })),
      ],
    }),
  ]
}
