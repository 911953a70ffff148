import { rising } from '../colour.ts'
import { last, matches, mean, rate, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { barGauge, type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { full, here } from './selection.ts'

export function disks({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noHosts'), interval: '15s' }
  // Loop devices and RAM disks are images and caches, not disks that fill or wear.
  const real = [...here, matches('name', /^(sd|vd|xvd|hd|nvme|mmcblk|md|dm-)/)] as const
  const io = (columns: Parameters<typeof select<'diskio', 'shown'>>[1]['columns']) =>
    select('diskio', { where: real, every: true, by: ['agent', 'name'], columns })
  const name = '$tag_agent $tag_name'
  return [
    used(base, t('diskUsed')),
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
    // Of each millisecond, how many operations were under way: 1,000 weighted ms a second are one operation at any time.
    timeseries(
      {
        ...base,
        width: 12,
        title: t('diskQueue'),
        description: t('diskQueueHint'),
        decimals: 2,
        thresholds: rising({ warn: 4, fail: 16 }),
        targets: [series(name, io({ shown: times(rate('weighted_io_time'), 0.001) }))],
      },
      { showThresholds: true },
    ),
    inodes(base, t('diskInodes'), t('diskInodesHint')),
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

const used = (base: { width: number; height: number; noValue: string; interval: string }, title: string): ModernPanel =>
  barGauge({
    ...base,
    title,
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
  })

const inodes = (
  base: { width: number; height: number; noValue: string; interval: string },
  title: string,
  description: string,
): ModernPanel =>
  timeseries({
    ...base,
    width: 12,
    title,
    description,
    unit: 'percent',
    max: 100,
    thresholds: full,
    targets: [
      series(
        '$tag_agent $tag_path',
        select('disk', {
          columns: { used: mean('inodes_used_percent') },
          where: here,
          every: true,
          by: ['agent', 'path'],
        }),
      ),
    ],
  })
