import { rising } from '../colour.ts'
import { max, mean, over, plus, rate, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { every, full, here, total } from './selection.ts'

export function processor({ t }: Context): ModernPanel[] {
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

export function memory({ t }: Context): ModernPanel[] {
  const base = { width: 12, height: 7, noValue: t('noHosts'), interval: '15s' }
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
      title: t('swapping'),
      description: t('swappingHint'),
      unit: 'Bps',
      targets: [
        series(
          '$tag_agent',
          selectFrom(select('swap', { ...every, columns: { read: rate('in'), written: rate('out') } }), {
            columns: { moved: plus(value('read'), value('written')) },
            by: ['agent'],
          }),
        ),
      ],
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
