import { colour, rising, thresholds } from './colour.ts'
import { type Context, frame } from './frame.ts'
import {
  chosen,
  from100,
  is,
  last,
  matches,
  max,
  mean,
  over,
  plus,
  rate,
  select,
  selectFrom,
  tagValues,
  times,
  value,
} from './influxql.ts'
import { barGauge, type ModernPanel, stat, timeseries } from './panel.ts'
import type { DashboardJson } from './schema.ts'
import { series } from './target.ts'
import { queryVariable } from './variable.ts'

const here = [chosen('site', 'site'), chosen('agent', 'host')] as const
const every = { where: here, every: true, by: ['agent'] as const }

/** Servers by Brendan Gregg's USE method: of each resource its utilisation, its saturation, its errors. */
export function serversDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'servers',
    description: t('serversDescription'),
    range: 'now-3h',
    rollups: true,
    incidentsOf: [chosen('site', 'site')],
    variables: [
      queryVariable('site', t('site'), tagValues('cpu', 'site'), { all: true }),
      queryVariable('host', t('host'), tagValues('cpu', 'agent', [chosen('site', 'site')]), { all: true }),
    ],
    rows: [
      { title: t('now'), panels: figures(context) },
      { title: t('processor'), panels: processor(context) },
      { title: t('memory'), panels: memory(context) },
      { title: t('disks'), panels: disks(context) },
      { title: t('network'), panels: network(context) },
    ],
  })
}

const total = is('cpu', 'cpu-total')
const full = rising({ warn: 80, fail: 90 })

function figures({ t }: Context): ModernPanel[] {
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

function processor({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  const cpu = (name: 'usage_user' | 'usage_system' | 'usage_iowait' | 'usage_steal') =>
    select('cpu', { ...every, where: [...here, total], columns: { used: mean(name) } })
  const load = selectFrom(select('system', { ...every, columns: { load: mean('load5'), cpus: mean('n_cpus') } }), {
    columns: { load: over(value('load'), value('cpus')) },
    by: ['agent'],
  })
  const processes = (name: 'running' | 'blocked' | 'zombies') =>
    select('processes', { ...every, columns: { processes: max(name) } })
  return [
    timeseries({
      ...base,
      title: t('cpuUsed'),
      description: t('cpuHint'),
      unit: 'percent',
      max: 100,
      targets: [
        series(`$tag_agent ${t('user')}`, cpu('usage_user')),
        series(`$tag_agent ${t('system')}`, cpu('usage_system')),
        series(`$tag_agent ${t('iowait')}`, cpu('usage_iowait')),
        series(`$tag_agent ${t('steal')}`, cpu('usage_steal')),
      ],
    }),
    timeseries(
      {
        ...base,
        title: t('loadPerCpu'),
        description: t('loadHint'),
        unit: 'none',
        decimals: 2,
        thresholds: rising({ warn: 1, fail: 2 }),
        targets: [series('$tag_agent', load)],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('processes'),
      description: t('processesHint'),
      decimals: 0,
      targets: [
        series(`$tag_agent ${t('running')}`, processes('running')),
        series(`$tag_agent ${t('blocked')}`, processes('blocked')),
        series(`$tag_agent ${t('zombies')}`, processes('zombies')),
      ],
    }),
  ]
}

function memory({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  return [
    timeseries(
      {
        ...base,
        title: t('memoryUsed'),
        unit: 'percent',
        max: 100,
        thresholds: full,
        targets: [series('$tag_agent', select('mem', { ...every, columns: { used: mean('used_percent') } }))],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('memoryAvailable'),
      unit: 'bytes',
      targets: [series('$tag_agent', select('mem', { ...every, columns: { available: mean('available') } }))],
    }),
    timeseries({
      ...base,
      title: t('swapUsed'),
      description: t('swapHint'),
      unit: 'bytes',
      targets: [series('$tag_agent', select('swap', { ...every, columns: { used: mean('used') } }))],
    }),
  ]
}

function disks({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  // Loop devices and RAM disks are images and caches, not disks that fill or wear.
  const real = [...here, matches('name', /^(sd|vd|xvd|hd|nvme|mmcblk|md|dm-)/)] as const
  const io = (columns: Parameters<typeof select<'diskio', 'shown'>>[1]['columns']) =>
    select('diskio', { where: real, every: true, by: ['agent', 'name'], columns })
  const name = '$tag_agent $tag_name'
  return [
    barGauge({
      ...base,
      title: t('diskUsed'),
      unit: 'percent',
      decimals: 0,
      min: 0,
      max: 100,
      thresholds: full,
      targets: [
        series(
          '$tag_agent $tag_path',
          select('disk', {
            columns: { used: last('used_percent') },
            where: here,
            by: ['agent', 'path'],
            policy: 'raw',
          }),
        ),
      ],
    }),
    timeseries({
      ...base,
      title: t('diskThroughput'),
      unit: 'Bps',
      targets: [
        series(`${name} ${t('read')}`, io({ shown: rate('read_bytes') })),
        series(`${name} ${t('write')}`, io({ shown: rate('write_bytes') })),
      ],
    }),
    // io_time counts the milliseconds in which the disk had work: 1,000 of them a second is 100 per cent.
    timeseries(
      {
        ...base,
        title: t('diskBusy'),
        description: t('diskBusyHint'),
        unit: 'percent',
        max: 100,
        thresholds: full,
        targets: [series(name, io({ shown: times(rate('io_time'), 0.1) }))],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      width: 12,
      title: t('diskOperations'),
      unit: 'iops',
      targets: [
        series(`${name} ${t('read')}`, io({ shown: rate('reads') })),
        series(`${name} ${t('write')}`, io({ shown: rate('writes') })),
      ],
    }),
    timeseries({
      ...base,
      width: 12,
      title: t('diskFree'),
      description: t('diskFreeHint'),
      unit: 'bytes',
      targets: [
        series(
          '$tag_agent $tag_path',
          select('disk', { where: here, every: true, by: ['agent', 'path'], columns: { free: mean('free') } }),
        ),
      ],
    }),
  ]
}

function network({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  const net = (columns: Parameters<typeof select<'net', 'shown'>>[1]['columns']) =>
    select('net', { where: here, every: true, by: ['agent', 'interface'], columns })
  const name = '$tag_agent $tag_interface'
  return [
    timeseries({
      ...base,
      title: t('trafficIn'),
      unit: 'bps',
      targets: [series(name, net({ shown: times(rate('bytes_recv'), 8) }))],
    }),
    timeseries({
      ...base,
      title: t('trafficOut'),
      unit: 'bps',
      targets: [series(name, net({ shown: times(rate('bytes_sent'), 8) }))],
    }),
    timeseries({
      ...base,
      title: t('netErrors'),
      description: t('ifErrorsHint'),
      unit: 'pps',
      targets: [
        series(`${name} ${t('errors')}`, net({ shown: plus(rate('err_in'), rate('err_out')) })),
        series(`${name} ${t('discards')}`, net({ shown: plus(rate('drop_in'), rate('drop_out')) })),
      ],
    }),
  ]
}
