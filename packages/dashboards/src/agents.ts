import { colour, rising, statusColours, statusMapping, thresholds, zeroIsGood } from './colour.ts'
import { type Context, frame } from './frame.ts'
import {
  chosen,
  count,
  growth,
  isNot,
  last,
  max,
  mean,
  percentile,
  select,
  selectFrom,
  sum,
  tagValues,
  value,
} from './influxql.ts'
import { field, type ModernPanel, stat, table, timeseries } from './panel.ts'
import type { DashboardJson } from './schema.ts'
import { rows, series } from './target.ts'
import { countedBy, renamed } from './transformation.ts'
import { queryVariable } from './variable.ts'

const here = [chosen('agent', 'agent')] as const
const by = ['agent'] as const

/** Whether the watch itself keeps watch: agents, their spools, their lateness, what their checks say. */
export function agentsDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'agents',
    description: t('agentsDescription'),
    range: 'now-3h',
    rollups: true,
    incidentsOf: [],
    variables: [queryVariable('agent', t('agent'), tagValues('agent', 'agent'), { all: true })],
    rows: [
      { title: t('now'), panels: [...figures(context), agentTable(context)] },
      { title: t('spool'), panels: spool(context) },
      { title: t('load'), panels: load(context) },
      { title: t('checks'), panels: checks(context) },
    ],
  })
}

const newest = select('agent', {
  policy: 'raw',
  columns: {
    checks: last('checks'),
    records: last('spool_records'),
    oldest: last('spool_oldest_s'),
    dropped: growth('dropped'),
    refused: growth('refused'),
    late: last('late_ms_p95'),
    cpu: mean('cpu_pct'),
    rss: last('rss_bytes'),
  },
  where: here,
  by: ['agent', 'site', 'version'],
})

function figures({ t }: Context): ModernPanel[] {
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

function agentTable({ t }: Context): ModernPanel {
  return table(
    {
      title: t('agentsNow'),
      width: 24,
      height: 7,
      timeFrom: '10m',
      targets: [rows(newest)],
      noValue: t('noAgents'),
      transformations: [
        renamed(
          {
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
          },
          ['Time'],
        ),
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

type AgentField =
  | 'spool_records'
  | 'spool_bytes'
  | 'spool_oldest_s'
  | 'dropped'
  | 'skipped'
  | 'late_ms_p95'
  | 'cpu_pct'
  | 'rss_bytes'
  | 'refused'
const curve = (name: AgentField, how: 'mean' | 'max') =>
  series(
    '$tag_agent',
    select('agent', { columns: { shown: how === 'mean' ? mean(name) : max(name) }, where: here, every: true, by }),
  )

function spool({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 7, noValue: t('noAgents'), interval: '15s', description: t('spoolHint') }
  return [
    timeseries({ ...base, title: t('spoolRecords'), decimals: 0, targets: [curve('spool_records', 'max')] }),
    timeseries({ ...base, title: t('spoolOldest'), unit: 's', targets: [curve('spool_oldest_s', 'max')] }),
    timeseries({ ...base, title: t('spoolBytes'), unit: 'bytes', targets: [curve('spool_bytes', 'max')] }),
    timeseries({
      ...base,
      width: 12,
      title: t('dropped'),
      description: t('droppedHint'),
      decimals: 0,
      targets: [curve('dropped', 'max')],
    }),
    timeseries({
      ...base,
      width: 12,
      title: t('refused'),
      description: t('refusedHint'),
      decimals: 0,
      targets: [curve('refused', 'max')],
    }),
  ]
}

function load({ t }: Context): ModernPanel[] {
  const base = { width: 6, height: 7, noValue: t('noAgents'), interval: '15s' }
  return [
    timeseries({
      ...base,
      title: t('cpuUsed'),
      description: t('agentCpuHint'),
      unit: 'percent',
      targets: [curve('cpu_pct', 'mean')],
    }),
    timeseries({
      ...base,
      title: t('memoryUsed'),
      description: t('agentMemoryHint'),
      unit: 'bytes',
      targets: [curve('rss_bytes', 'mean')],
    }),
    timeseries({
      ...base,
      title: t('lateRuns'),
      description: t('lateHint'),
      unit: 'ms',
      targets: [curve('late_ms_p95', 'max')],
    }),
    timeseries({
      ...base,
      title: t('skippedRuns'),
      description: t('lateHint'),
      decimals: 0,
      targets: [curve('skipped', 'max')],
    }),
  ]
}

function checks({ t }: Context): ModernPanel[] {
  const base = { noValue: t('noChecks'), interval: '30s' }
  const run = (columns: Parameters<typeof select<'check', 'shown'>>[1]['columns']) =>
    select('check', { policy: 'raw', columns, where: here, every: true, by: ['kind'] })
  const failed = select('check', {
    policy: 'raw',
    columns: {
      error: value('error'),
      check: value('check'),
      status: value('status'),
      detail: value('detail'),
    } as never,
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
          renamed({ Time: t('when'), check: t('check'), status: t('state'), error: t('error'), detail: t('detail') }),
        ],
        overrides: [
          field(t('state'), {
            mappings: [statusMapping(t)],
            thresholds: statusColours,
            'custom.displayMode': 'color-background',
            'custom.width': 110,
          }),
        ],
      },
      { column: t('when'), descending: true },
    ),
  ]
}
