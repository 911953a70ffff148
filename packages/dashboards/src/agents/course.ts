import { max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { by, here } from './selection.ts'

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

export function spool({ t }: Context): ModernPanel[] {
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

export function load({ t }: Context): ModernPanel[] {
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
