import { colour, rising, statusColours, statusMapping, thresholds, zeroIsGood } from './colour.ts'
import { type Context, drillDown, frame } from './frame.ts'
import {
  bits,
  chosen,
  count,
  from100,
  has,
  is,
  isNot,
  last,
  max,
  mean,
  median,
  rate,
  select,
  selectFrom,
  sum,
  tagValues,
  times,
  value,
} from './influxql.ts'
import { barGauge, field, type ModernPanel, stat, stateTimeline, table, timeseries } from './panel.ts'
import type { DashboardJson, Thresholds } from './schema.ts'
import { rows, series } from './target.ts'
import { joined, renamed, worstFirst } from './transformation.ts'
import { queryVariable } from './variable.ts'

/** The links that the variables choose. */
const here = [chosen('provider', 'provider'), chosen('site', 'site'), has('link')] as const
const sites = [chosen('site', 'site')] as const

/** All units at a glance: who is cut off, who is slow, whose provider it is. */
export function wanDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'wan',
    description: t('wanDescription'),
    range: 'now-3h',
    rollups: true,
    incidentsOf: sites,
    variables: [
      queryVariable('provider', t('provider'), tagValues('ping', 'provider'), { all: true }),
      queryVariable('site', t('site'), tagValues('ping', 'site', [chosen('provider', 'provider')]), { all: true }),
    ],
    rows: [
      { title: t('now'), panels: [...figures(context), siteGrid(context), linkTable(context), openIncidents(context)] },
      { title: t('history'), panels: [linkStates(context)] },
      { title: t('quality'), panels: quality(context) },
      { title: t('providers'), panels: providers(context) },
      { title: t('traffic'), panels: traffic(context) },
    ],
  })
}

/** The newest status of every link's checks; `status & 2` is set when it failed or is not known. */
const newest = select('check', {
  policy: 'raw',
  columns: { status: last('status') },
  where: [...here, is('kind', 'icmp')],
  by: ['site', 'link', 'provider', 'check'],
})
const openOnes = selectFrom(
  select('incident', {
    policy: 'raw',
    columns: { title: last('title'), duration: last('duration_s') },
    where: sites,
    by: ['incident', 'severity', 'cause', 'site', 'state'],
  }),
  {
    columns: { title: value('title'), duration: value('duration') },
    where: [isNot('state', 'resolved')],
    by: ['severity', 'cause', 'site', 'state'],
  },
)

function figures({ t, limits }: Context): ModernPanel[] {
  const figure = (
    title: string,
    description: string,
    target: ReturnType<typeof series>,
    colours: Thresholds,
    unit = 'none',
    decimals = 0,
  ) =>
    stat({
      title,
      description,
      width: 4,
      height: 4,
      unit,
      decimals,
      targets: [target],
      thresholds: colours,
      noValue: '–',
    })
  const perSite = selectFrom(newest, { columns: { status: max('status') }, by: ['site'] })
  const down = selectFrom(selectFrom(newest, { columns: { bad: bits('status', 2) }, by: ['site', 'link'] }), {
    columns: { down: times(sum('bad'), 0.5) },
  })
  const ping = (columns: Parameters<typeof select<'ping', 'shown'>>[1]['columns']) =>
    select('ping', { columns, where: here })
  return [
    figure(
      t('sitesWatched'),
      t('sitesWatchedHint'),
      series('', selectFrom(perSite, { columns: { sites: count('status') } })),
      thresholds(colour.ok),
    ),
    figure(t('linksDown'), t('linksDownHint'), series('', down), zeroIsGood()),
    figure(
      t('availability'),
      t('availabilityHint', { limit: limits.availabilityPct }),
      series('', ping({ shown: from100(mean('percent_packet_loss')) })),
      thresholds(colour.fail, [limits.availabilityPct, colour.ok]),
      'percent',
      2,
    ),
    figure(
      t('medianLatency'),
      t('latencyHint', { ...limits.latencyMs }),
      series('', ping({ shown: median('average_response_ms') })),
      rising(limits.latencyMs),
      'ms',
      1,
    ),
    figure(
      t('worstLoss'),
      t('lossHint', { ...limits.lossPct }),
      series(
        '',
        selectFrom(
          select('ping', { columns: { loss: mean('percent_packet_loss') }, where: here, by: ['site', 'link'] }),
          { columns: { worst: max('loss') } },
        ),
      ),
      rising(limits.lossPct),
      'percent',
      1,
    ),
    // Incidents are rare: an empty answer is the good one, and it reads 0.
    stat({
      title: t('openIncidents'),
      description: t('openIncidentsHint'),
      width: 4,
      height: 4,
      decimals: 0,
      targets: [series('', selectFrom(openOnes, { columns: { open: count('duration') } }))],
      thresholds: zeroIsGood(),
      noValue: '0',
    }),
  ]
}

function siteGrid(context: Context): ModernPanel {
  const { t } = context
  return stat(
    {
      title: t('siteGrid'),
      description: t('siteGridHint'),
      width: 24,
      height: 8,
      timeFrom: '10m',
      targets: [rows(selectFrom(newest, { columns: { status: max('status') }, by: ['site'] }))],
      mappings: [statusMapping(t)],
      thresholds: statusColours,
      noValue: t('noLinks'),
      transformations: [worstFirst('status')],
      links: [drillDown(context, 'site', { site: '${__data.fields.site}' })],
    },
    { filled: true, column: 'status' },
  )
}

function linkTable(context: Context): ModernPanel {
  const { t, limits } = context
  const quality = select('ping', {
    policy: 'raw',
    columns: {
      latency: mean('average_response_ms'),
      loss: mean('percent_packet_loss'),
      jitter: mean('standard_deviation_ms'),
    },
    where: here,
    by: ['site', 'link', 'provider'],
  })
  const state = selectFrom(newest, { columns: { status: max('status') }, by: ['site', 'link', 'provider'] })
  return table(
    {
      title: t('linksNow'),
      description: t('linksNowHint'),
      width: 14,
      height: 12,
      timeFrom: '10m',
      targets: [rows(state), rows(quality)],
      noValue: t('noLinks'),
      transformations: [
        ...joined(),
        renamed({
          site: t('site'),
          link: t('link'),
          provider: t('provider'),
          status: t('state'),
          latency: t('latency'),
          loss: t('loss'),
          jitter: t('jitter'),
        }),
      ],
      links: [],
      overrides: [
        field(t('state'), {
          mappings: [statusMapping(t)],
          thresholds: statusColours,
          'custom.displayMode': 'color-background',
          'custom.width': 110,
        }),
        field(t('latency'), {
          unit: 'ms',
          decimals: 1,
          thresholds: rising(limits.latencyMs),
          'custom.displayMode': 'color-text',
        }),
        field(t('loss'), {
          unit: 'percent',
          decimals: 1,
          thresholds: rising(limits.lossPct),
          'custom.displayMode': 'color-text',
        }),
        field(t('jitter'), { unit: 'ms', decimals: 1 }),
        field(t('site'), { links: [drillDown(context, 'site', { site: '${__value.raw}' })] }),
        field(t('link'), {
          links: [drillDown(context, 'site', { site: `\${__data.fields["${t('site')}"]}`, link: '${__value.raw}' })],
        }),
      ],
    },
    { column: t('state'), descending: true },
  )
}

function openIncidents(context: Context): ModernPanel {
  const { t } = context
  return table(
    {
      title: t('openIncidents'),
      description: t('openIncidentsHint'),
      width: 10,
      height: 12,
      targets: [rows(openOnes)],
      noValue: t('noIncidents'),
      transformations: [
        renamed({
          Time: t('since'),
          site: t('site'),
          severity: t('severity'),
          cause: t('cause'),
          state: t('state'),
          title: t('what'),
          duration: t('duration'),
        }),
      ],
      overrides: [
        field(t('duration'), { unit: 's', decimals: 0 }),
        field(t('site'), { links: [drillDown(context, 'site', { site: '${__value.raw}' })] }),
      ],
    },
    { column: t('since'), descending: true },
  )
}

const linkStates = (context: Context): ModernPanel =>
  stateTimeline({
    title: context.t('linkStates'),
    description: context.t('linkStatesHint'),
    width: 24,
    height: 16,
    targets: [
      series(
        '$tag_site $tag_link',
        select('check', {
          policy: 'raw',
          columns: { status: max('status') },
          where: [...here, is('kind', 'icmp')],
          every: true,
          by: ['site', 'link'],
        }),
      ),
    ],
    mappings: [statusMapping(context.t)],
    thresholds: statusColours,
    noValue: context.t('noLinks'),
    interval: '30s',
    links: [drillDown(context, 'site', { site: '${__field.labels.site}', link: '${__field.labels.link}' })],
  })

function quality(context: Context): ModernPanel[] {
  const { t, limits } = context
  const toSite = [drillDown(context, 'site', { site: '${__field.labels.site}', link: '${__field.labels.link}' })]
  const each = { where: here, every: true, by: ['site', 'link'] as const }
  const base = { width: 12, height: 10, noValue: t('noLinks'), interval: '15s', links: toSite }
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

function providers({ t, limits }: Context): ModernPanel[] {
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
function traffic(context: Context): ModernPanel[] {
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
    links: [drillDown(context, 'site', { site: '${__field.labels.site}' })],
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
