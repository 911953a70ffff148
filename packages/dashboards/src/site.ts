import { colour, interfaceMapping, rising, statusColours, statusMapping, thresholds } from './colour.ts'
import { type Context, frame } from './frame.ts'
import {
  chosen,
  growth,
  has,
  is,
  last,
  max,
  mean,
  min,
  over,
  plus,
  rate,
  select,
  selectFrom,
  tagValues,
  times,
} from './influxql.ts'
import { field, type ModernPanel, stat, stateTimeline, table, timeseries } from './panel.ts'
import type { DashboardJson } from './schema.ts'
import { rows, series } from './target.ts'
import { joined, renamed } from './transformation.ts'
import { queryVariable } from './variable.ts'

const site = chosen('site', 'site')
const links = [site, chosen('link', 'link'), has('link')] as const
const interfaces = [site, chosen('device', 'device'), chosen('ifName', 'interface')] as const

/** One unit: its links, its routers' interfaces, its endpoints, every check. */
export function siteDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'site',
    description: t('siteDescription'),
    range: 'now-3h',
    rollups: true,
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('check', 'site'), { all: false }),
      queryVariable('link', t('link'), tagValues('ping', 'link', [site]), { all: true }),
      queryVariable('device', t('device'), tagValues('interface', 'device', [site]), { all: true }),
      queryVariable('interface', t('interface'), tagValues('interface', 'ifName', [site, chosen('device', 'device')]), {
        all: true,
      }),
    ],
    rows: [
      { title: t('links'), panels: [...linkFigures(context), ...linkCurves(context)] },
      { title: t('interfaces'), panels: [...interfaceCurves(context), interfaceTable(context)] },
      { title: t('endpoints'), panels: endpoints(context) },
      { title: t('checks'), panels: checks(context) },
    ],
  })
}

function linkFigures({ t, limits }: Context): ModernPanel[] {
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
      targets: [series('$tag_link', ping({ shown: mean('standard_deviation_ms') }))],
      thresholds: thresholds(colour.blue),
    }),
  ]
}

function linkCurves({ t, limits }: Context): ModernPanel[] {
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
      targets: [series('$tag_link', ping({ jitter: mean('standard_deviation_ms') }))],
    }),
  ]
}

const each = { where: interfaces, every: true, by: ['device', 'ifName'] as const }

function interfaceCurves({ t }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noInterfaces'), interval: '1m' }
  const name = '$tag_device $tag_ifName'
  const bps = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    select('interface', { ...each, columns: { bps: times(rate(counter), 8) } })
  // The busier direction decides; ifHighSpeed is in Mbit/s, and 10^4 makes both per cent.
  const used = (counter: 'ifHCInOctets' | 'ifHCOutOctets') =>
    selectFrom(
      select('interface', {
        ...each,
        where: [...interfaces],
        columns: { bps: times(rate(counter), 8), mbps: max('ifHighSpeed') },
      }),
      {
        columns: { used: over(mean('bps'), times(mean('mbps'), 10_000)) },
        every: true,
        by: ['device', 'ifName'],
      },
    )
  const wrong = select('interface', { ...each, columns: { errors: plus(rate('ifInErrors'), rate('ifOutErrors')) } })
  const dropped = select('interface', {
    ...each,
    columns: { discards: plus(rate('ifInDiscards'), rate('ifOutDiscards')) },
  })
  return [
    timeseries({
      ...base,
      title: t('ifTraffic'),
      description: t('ifTrafficHint'),
      unit: 'bps',
      targets: [series(`${name} ${t('in')}`, bps('ifHCInOctets')), series(`${name} ${t('out')}`, bps('ifHCOutOctets'))],
    }),
    timeseries(
      {
        ...base,
        title: t('utilisation'),
        description: t('utilisationHint'),
        unit: 'percent',
        max: 100,
        targets: [
          series(`${name} ${t('in')}`, used('ifHCInOctets')),
          series(`${name} ${t('out')}`, used('ifHCOutOctets')),
        ],
        thresholds: thresholds(colour.ok, [70, colour.warn], [90, colour.fail]),
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('ifErrors'),
      description: t('ifErrorsHint'),
      unit: 'pps',
      targets: [series(`${name} ${t('errors')}`, wrong), series(`${name} ${t('discards')}`, dropped)],
    }),
  ]
}

function interfaceTable({ t }: Context): ModernPanel {
  const newest = { where: interfaces, by: ['device', 'ifName', 'ifAlias'] as const }
  const states = select('interface', {
    ...newest,
    policy: 'raw',
    columns: {
      oper: last('ifOperStatus'),
      admin: last('ifAdminStatus'),
      speed: times(last('ifHighSpeed'), 1_000_000),
      errorsIn: growth('ifInErrors'),
      errorsOut: growth('ifOutErrors'),
    },
  })
  const states$ = { mappings: [interfaceMapping(t)], 'custom.displayMode': 'color-text' }
  return table(
    {
      title: t('ifStates'),
      description: t('ifStatesHint'),
      width: 24,
      height: 8,
      targets: [rows(states)],
      noValue: t('noInterfaces'),
      transformations: [
        renamed(
          {
            device: t('device'),
            ifName: t('interface'),
            ifAlias: t('alias'),
            oper: t('operState'),
            admin: t('adminState'),
            speed: t('speed'),
            errorsIn: t('errorsIn'),
            errorsOut: t('errorsOut'),
          },
          ['Time'],
        ),
      ],
      overrides: [field(t('operState'), states$), field(t('adminState'), states$), field(t('speed'), { unit: 'bps' })],
    },
    { column: t('operState'), descending: true },
  )
}

function endpoints({ t, limits }: Context): ModernPanel[] {
  const base = { width: 8, height: 8, noValue: t('noEndpoints'), interval: '15s' }
  const ping = <C extends string>(columns: Parameters<typeof select<'ping', C>>[1]['columns']) =>
    select('ping', { columns, where: [site, has('device')], every: true, by: ['device'] })
  const ports = select('net_response', {
    columns: { ms: times(mean('response_time'), 1_000) },
    where: [site],
    every: true,
    by: ['server', 'port'],
  })
  return [
    timeseries({
      ...base,
      title: t('deviceLatency'),
      unit: 'ms',
      targets: [series('$tag_device', ping({ latency: mean('average_response_ms') }))],
    }),
    timeseries(
      {
        ...base,
        title: t('deviceLoss'),
        unit: 'percent',
        max: 100,
        thresholds: rising(limits.lossPct),
        targets: [series('$tag_device', ping({ loss: mean('percent_packet_loss') }))],
      },
      { showThresholds: true },
    ),
    timeseries({
      ...base,
      title: t('ports'),
      description: t('portsHint'),
      unit: 'ms',
      noValue: t('noPorts'),
      targets: [series('$tag_server:$tag_port', ports)],
    }),
  ]
}

function checks({ t }: Context): ModernPanel[] {
  const states = select('check', {
    policy: 'raw',
    columns: { status: max('status') },
    where: [site],
    every: true,
    by: ['check'],
  })
  const newest = select('check', {
    policy: 'raw',
    columns: { status: last('status'), error: last('error'), detail: last('detail') },
    where: [site],
    by: ['check', 'kind', 'target'],
  })
  const base = { mappings: [statusMapping(t)], noValue: t('noChecks') }
  return [
    stateTimeline({
      ...base,
      title: t('checkStates'),
      description: t('linkStatesHint'),
      width: 24,
      height: 12,
      targets: [series('$tag_check', states)],
      thresholds: statusColours,
      interval: '30s',
    }),
    table(
      {
        ...base,
        mappings: [],
        title: t('checksNow'),
        width: 24,
        height: 10,
        timeFrom: '10m',
        targets: [rows(newest)],
        transformations: [
          ...joined().slice(0, 1),
          renamed({
            check: t('check'),
            status: t('state'),
            kind: t('kind'),
            target: t('target'),
            error: t('error'),
            detail: t('detail'),
          }),
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
      { column: t('state'), descending: true },
    ),
  ]
}
