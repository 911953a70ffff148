import { colour, rising, thresholds, zeroIsGood } from '../colour.ts'
import { count, max, sum } from '../expression.ts'
import type { Context } from '../frame.ts'
import { selectFrom } from '../influxql.ts'
import { field, type ModernPanel, stat, table } from '../panel.ts'
import { rows, series } from '../target.ts'
import { renamed } from '../transformation.ts'
import { newest } from './selection.ts'

export function figures({ t }: Context): ModernPanel[] {
  const base = { width: 4, height: 4, decimals: 0, noValue: t('noAgents'), timeFrom: '10m' }
  const all = (
    columns: Parameters<
      typeof selectFrom<'shown', 'checks' | 'records' | 'oldest' | 'dropped' | 'refused' | 'late', 'agent'>
    >[1]['columns'],
  ) => series('', selectFrom(newest, { columns }))
  return [
    stat({
      ...base,
      title: t('agentsReporting'),
      description: t('agentsReportingHint'),
      targets: [all({ shown: count('checks') })],
      thresholds: thresholds(colour.ok),
    }),
    stat({
      ...base,
      title: t('checks'),
      targets: [all({ shown: sum('checks') })],
      thresholds: thresholds(colour.blue),
    }),
    stat({
      ...base,
      title: t('spoolRecords'),
      description: t('spoolHint'),
      targets: [all({ shown: sum('records') })],
      thresholds: rising({ warn: 1_000, fail: 100_000 }),
    }),
    stat({
      ...base,
      title: t('spoolOldest'),
      description: t('spoolHint'),
      unit: 's',
      targets: [all({ shown: max('oldest') })],
      thresholds: rising({ warn: 60, fail: 3_600 }),
    }),
    stat({
      ...base,
      title: t('dropped'),
      description: t('droppedHint'),
      targets: [all({ shown: sum('dropped') })],
      thresholds: zeroIsGood(),
    }),
    stat({
      ...base,
      title: t('lateRuns'),
      description: t('lateHint'),
      unit: 'ms',
      targets: [all({ shown: max('late') })],
      thresholds: rising({ warn: 500, fail: 5_000 }),
    }),
  ]
}

export function agentTable({ t }: Context): ModernPanel {
  return table(
    {
      title: t('agentsNow'),
      width: 24,
      height: 7,
      timeFrom: '10m',
      targets: [rows(newest)],
      noValue: t('noAgents'),
      transformations: [
        renamed({
          agent: t('agent'),
          site: t('site'),
          version: t('version'),
          checks: t('checks'),
          records: t('spoolRecords'),
          oldest: t('spoolOldest'),
          dropped: t('dropped'),
          refused: t('refused'),
          late: t('lateRuns'),
          cpu: t('cpuUsed'),
          rss: t('memoryUsed'),
        }),
      ],
      overrides: [
        field(t('spoolOldest'), { unit: 's', decimals: 0 }),
        field(t('lateRuns'), { unit: 'ms', decimals: 0 }),
        field(t('cpuUsed'), { unit: 'percent', decimals: 1 }),
        field(t('memoryUsed'), { unit: 'bytes', decimals: 1 }),
        field(t('dropped'), { thresholds: zeroIsGood(), 'custom.displayMode': 'color-text' }),
      ],
    },
    { column: t('spoolRecords'), descending: true },
  )
}
