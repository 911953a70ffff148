import { colour, interfaceMapping, stateOfInterface, thresholds } from '../colour.ts'
import { growth, less, max, mean, plus, product, rate, share, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { field, type ModernPanel, type Override, stateTimeline, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { renamed } from '../transformation.ts'
import { asTheyAre, carried, ROW } from './counters.ts'
import { cellToInterface, curveToInterface } from './links.ts'
import { EVERY, each, interfaces, NAMED } from './selection.ts'

/** Of an interface's speed, per cent. */
const busy = thresholds(colour.ok, [70, colour.warn], [90, colour.fail])

/** Every interface, broken ones first, then the busiest. */
export function interfacesNow(context: Context): ModernPanel {
  const { t } = context
  const now = selectFrom(asTheyAre(), {
    columns: {
      // As the device says it, and 0 for what somebody has shut down: 2 − ifAdminStatus is 1 or 0.
      state: product(max('oper'), less(2, max('admin'))),
      speed: max('speed'),
      in: mean('in'),
      out: mean('out'),
      usedIn: share(mean('in'), max('speed')),
      usedOut: share(mean('out'), max('speed')),
    },
    by: ROW,
  })
  const used = { unit: 'percent', decimals: 1, min: 0, max: 100, thresholds: busy, 'custom.displayMode': 'color-text' }
  return table(
    {
      title: t('deviceInterfaces'),
      description: t('deviceInterfacesHint'),
      width: 24,
      height: 11,
      timeFrom: '15m',
      noValue: t('noInterfaces'),
      targets: [rows(now)],
      transformations: [
        renamed({
          state: t('state'),
          device: t('device'),
          ifName: t('interface'),
          ifAlias: t('alias'),
          speed: t('speed'),
          in: t('trafficIn'),
          out: t('trafficOut'),
          usedIn: t('deviceUsedIn'),
          usedOut: t('deviceUsedOut'),
        }),
      ],
      overrides: [
        stateColumn(context),
        field(t('interface'), { links: [cellToInterface(context)] }),
        field(t('speed'), { unit: 'bps', decimals: 0 }),
        field(t('trafficIn'), { unit: 'bps', decimals: 1 }),
        field(t('trafficOut'), { unit: 'bps', decimals: 1 }),
        field(t('deviceUsedIn'), used),
        field(t('deviceUsedOut'), used),
      ],
    },
    { column: t('state'), descending: true },
    { column: t('deviceUsedIn'), descending: true },
  )
}

const stateColumn = ({ t }: Context): Override =>
  field(t('state'), {
    mappings: [interfaceMapping(t)],
    thresholds: stateOfInterface,
    'custom.displayMode': 'color-background',
    'custom.width': 130,
  })

/** What went wrong in the time shown, the most first. */
export function interfaceFaults(context: Context): ModernPanel {
  const { t } = context
  const counted = select('interface', {
    where: interfaces,
    by: ROW,
    columns: {
      errorsIn: growth('ifInErrors'),
      errorsOut: growth('ifOutErrors'),
      discardsIn: growth('ifInDiscards'),
      discardsOut: growth('ifOutDiscards'),
    },
  })
  const all = selectFrom(counted, {
    columns: {
      all: plus(plus(value('errorsIn'), value('errorsOut')), plus(value('discardsIn'), value('discardsOut'))),
      errorsIn: value('errorsIn'),
      errorsOut: value('errorsOut'),
      discardsIn: value('discardsIn'),
      discardsOut: value('discardsOut'),
    },
    by: ROW,
  })
  return table(
    {
      title: t('deviceFaults'),
      description: t('deviceFaultsHint'),
      width: 12,
      height: 9,
      decimals: 0,
      unit: 'short',
      noValue: t('noInterfaces'),
      targets: [rows(all)],
      transformations: [
        renamed({
          device: t('device'),
          ifName: t('interface'),
          ifAlias: t('alias'),
          all: t('deviceAllFaults'),
          errorsIn: t('errorsIn'),
          errorsOut: t('errorsOut'),
          discardsIn: t('deviceDiscardsIn'),
          discardsOut: t('deviceDiscardsOut'),
        }),
      ],
      overrides: [
        field(t('deviceAllFaults'), {
          thresholds: thresholds(colour.ok, [1, colour.warn]),
          'custom.displayMode': 'color-text',
        }),
        field(t('interface'), { links: [cellToInterface(context)] }),
      ],
    },
    { column: t('deviceAllFaults'), descending: true },
  )
}

export function interfaceCurves(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 12, height: 9, noValue: t('noInterfaces'), interval: EVERY, links: [curveToInterface(context)] }
  const bps = (way: 'in' | 'out') =>
    selectFrom(carried(way), { columns: { bps: max('bps') }, every: true, by: each.by })
  const used = (way: 'in' | 'out') =>
    selectFrom(carried(way), { columns: { used: share(max('bps'), max('speed')) }, every: true, by: each.by })
  // Both directions in one chart: what is sent below the line.
  const downwards: Override = {
    matcher: { id: 'byFrameRefID', options: 'B' },
    properties: [{ id: 'custom.transform', value: 'negative-Y' }],
  }
  return [
    timeseries(
      {
        ...base,
        title: t('ifTraffic'),
        description: t('deviceTrafficHint'),
        unit: 'bps',
        targets: [series(`${NAMED} ${t('in')}`, bps('in')), series(`${NAMED} ${t('out')}`, bps('out'))],
        overrides: [downwards],
      },
      { legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('utilisation'),
        description: t('deviceUtilisationHint'),
        unit: 'percent',
        max: 100,
        targets: [series(`${NAMED} ${t('in')}`, used('in')), series(`${NAMED} ${t('out')}`, used('out'))],
        thresholds: busy,
      },
      { showThresholds: true, legend: 'table' },
    ),
  ]
}

export function faultCurves(context: Context): ModernPanel {
  const { t } = context
  const wrong = select('interface', { ...each, columns: { errors: plus(rate('ifInErrors'), rate('ifOutErrors')) } })
  const dropped = select('interface', {
    ...each,
    columns: { discards: plus(rate('ifInDiscards'), rate('ifOutDiscards')) },
  })
  return timeseries(
    {
      title: t('ifErrors'),
      description: t('ifErrorsHint'),
      width: 12,
      height: 9,
      unit: 'pps',
      interval: EVERY,
      noValue: t('noInterfaces'),
      links: [curveToInterface(context)],
      targets: [series(`${NAMED} ${t('errors')}`, wrong), series(`${NAMED} ${t('discards')}`, dropped)],
    },
    { legend: 'table' },
  )
}

/** What an interface was: the worst state of each bucket, which is the highest of IF-MIB's but for "dormant". */
export const interfaceStates = (context: Context): ModernPanel =>
  stateTimeline({
    title: context.t('deviceStates'),
    description: context.t('deviceStatesHint'),
    width: 24,
    height: 8,
    interval: EVERY,
    noValue: context.t('noInterfaces'),
    links: [curveToInterface(context)],
    targets: [series(NAMED, select('interface', { ...each, policy: 'raw', columns: { state: max('ifOperStatus') } }))],
    mappings: [interfaceMapping(context.t)],
    thresholds: stateOfInterface,
  })
