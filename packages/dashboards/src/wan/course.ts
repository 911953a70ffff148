import { colour, rankColours, rankMapping, rising, thresholds } from '../colour.ts'
import { count, max, mean, rate, times } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { barGauge, type ModernPanel, stateTimeline, timeseries } from '../panel.ts'
import { placeholder } from '../placeholder.ts'
import { series } from '../target.ts'
import { here, newest, sites } from './selection.ts'

export const linkStates = (context: Context): ModernPanel =>
  stateTimeline({
    title: context.t('linkStates'),
    description: context.t('linkStatesHint'),
    width: 24,
    height: 16,
    targets: [
      series(
        '$tag_site $tag_link',
        select('link_state', {
          columns: { rank: max('rank') },
          where: here,
          every: true,
          by: ['site', 'link'],
        }),
      ),
    ],
    mappings: [rankMapping(context.t)],
    thresholds: rankColours,
    noValue: context.t('noLinks'),
    interval: '30s',
    links: [
      drillDown(context, 'link', {
        site: placeholder('__field.labels.site'),
        link: placeholder('__field.labels.link'),
      }),
    ],
  })

export function quality(context: Context): ModernPanel[] {
  const { t, limits } = context
  const toLink = [
    drillDown(context, 'link', { site: placeholder('__field.labels.site'), link: placeholder('__field.labels.link') }),
  ]
  const each = { where: here, every: true, by: ['site', 'link'] as const }
  const base = { width: 12, height: 10, noValue: t('noLinks'), interval: '15s', links: toLink }
  return [
    timeseries(
      {
        ...base,
        title: t('latency'),
        description: t('latencyHint', { ...limits.latencyMs }),
        unit: 'ms',
        thresholds: rising(limits.latencyMs),
        targets: [
          series('$tag_site $tag_link', select('ping', { ...each, columns: { latency: mean('average_response_ms') } })),
        ],
      },
      { legend: 'table', showThresholds: true },
    ),
    timeseries(
      {
        ...base,
        title: t('loss'),
        description: t('lossHint', { ...limits.lossPct }),
        unit: 'percent',
        max: 100,
        thresholds: rising(limits.lossPct),
        targets: [
          series('$tag_site $tag_link', select('ping', { ...each, columns: { loss: mean('percent_packet_loss') } })),
        ],
      },
      { legend: 'table', showThresholds: true },
    ),
  ]
}

export function providers({ t, limits }: Context): ModernPanel[] {
  const by = ['provider'] as const
  const base = { width: 6, height: 7, noValue: t('noLinks') }
  const counted = selectFrom(newest, { columns: { links: count('status') }, by })
  return [
    barGauge({
      ...base,
      title: t('linksByProvider'),
      description: t('linksByProviderHint'),
      decimals: 0,
      min: 0,
      targets: [series('$tag_provider', counted)],
      thresholds: thresholds(colour.blue),
    }),
    barGauge({
      ...base,
      title: t('lossByProvider'),
      unit: 'percent',
      decimals: 2,
      min: 0,
      max: 10,
      targets: [
        series('$tag_provider', select('ping', { columns: { loss: mean('percent_packet_loss') }, where: here, by })),
      ],
      thresholds: rising(limits.lossPct),
    }),
    timeseries({
      ...base,
      width: 12,
      title: t('latencyByProvider'),
      description: t('latencyByProviderHint'),
      unit: 'ms',
      interval: '15s',
      targets: [
        series(
          '$tag_provider',
          select('ping', { columns: { latency: mean('average_response_ms') }, where: here, every: true, by }),
        ),
      ],
    }),
  ]
}

/** Interfaces belong to devices, not to links: the busiest one of each site is its way out. */
export function traffic(context: Context): ModernPanel[] {
  const { t } = context
  const busiest = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    selectFrom(
      select('interface', {
        columns: { bps: times(rate(counter), 8) },
        where: sites,
        every: true,
        by: ['site', 'device', 'ifName'],
      }),
      { columns: { bps: max('bps') }, every: true, by: ['site'] },
    )
  const base = {
    width: 12,
    height: 9,
    unit: 'bps',
    noValue: t('noInterfaces'),
    interval: '1m',
    description: t('busiestHint'),
    links: [drillDown(context, 'site', { site: placeholder('__field.labels.site') })],
  }
  return [
    timeseries(
      { ...base, title: t('trafficIn'), targets: [series('$tag_site', busiest('ifHCInOctets'))] },
      { legend: 'table' },
    ),
    timeseries(
      { ...base, title: t('trafficOut'), targets: [series('$tag_site', busiest('ifHCOutOctets'))] },
      { legend: 'table' },
    ),
  ]
}
