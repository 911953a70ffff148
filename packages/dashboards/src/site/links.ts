import { colour, rising, statusColours, statusMapping, thresholds } from '../colour.ts'
import { is, last, max, mean, min } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stat, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { links } from './selection.ts'

export function linkFigures({ t, limits }: Context): ModernPanel[] {
  const base = { width: 6, height: 4, noValue: t('noLinks') }
  const by = ['link'] as const
  const newest = select('check', {
    policy: 'raw',
    columns: { status: last('status') },
    where: [...links, is('kind', 'icmp')],
    by: ['link'],
  })
  const ping = (columns: Parameters<typeof select<'ping', 'shown'>>[1]['columns']) =>
    select('ping', { columns, where: links, by })
  return [
    stat(
      {
        ...base,
        title: t('state'),
        targets: [series('$tag_link', newest)],
        mappings: [statusMapping(t)],
        thresholds: statusColours,
        timeFrom: '10m',
      },
      { filled: true },
    ),
    stat({
      ...base,
      title: t('latency'),
      description: t('latencyHint', { ...limits.latencyMs }),
      unit: 'ms',
      decimals: 1,
      targets: [series('$tag_link', ping({ shown: mean('average_response_ms') }))],
      thresholds: rising(limits.latencyMs),
    }),
    stat({
      ...base,
      title: t('loss'),
      description: t('lossHint', { ...limits.lossPct }),
      unit: 'percent',
      decimals: 2,
      targets: [series('$tag_link', ping({ shown: mean('percent_packet_loss') }))],
      thresholds: rising(limits.lossPct),
    }),
    stat({
      ...base,
      title: t('jitter'),
      unit: 'ms',
      decimals: 2,
      targets: [series('$tag_link', ping({ shown: mean('jitter_ms') }))],
      thresholds: thresholds(colour.blue),
    }),
  ]
}

export function linkCurves({ t, limits }: Context): ModernPanel[] {
  const base = { height: 8, noValue: t('noLinks'), interval: '15s' }
  const ping = <C extends string>(columns: Parameters<typeof select<'ping', C>>[1]['columns']) =>
    select('ping', { columns, where: links, every: true, by: ['link'] })
  return [
    timeseries(
      {
        ...base,
        width: 10,
        title: t('latency'),
        description: t('latencyHint', { ...limits.latencyMs }),
        unit: 'ms',
        thresholds: rising(limits.latencyMs),
        targets: [
          series(`$tag_link ${t('average')}`, ping({ average: mean('average_response_ms') })),
          series(`$tag_link ${t('lowest')}`, ping({ lowest: min('minimum_response_ms') })),
          series(`$tag_link ${t('highest')}`, ping({ highest: max('maximum_response_ms') })),
        ],
      },
      { showThresholds: true },
    ),
    timeseries(
      {
        ...base,
        width: 7,
        title: t('loss'),
        description: t('lossHint', { ...limits.lossPct }),
        unit: 'percent',
        max: 100,
        thresholds: rising(limits.lossPct),
        targets: [series('$tag_link', ping({ loss: mean('percent_packet_loss') }))],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      width: 7,
      title: t('jitter'),
      description: t('jitterHint'),
      unit: 'ms',
      targets: [series('$tag_link', ping({ jitter: mean('jitter_ms') }))],
    }),
  ]
}
