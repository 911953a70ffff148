import { checkTimeline } from '../check-panels.ts'
import { colour, thresholds } from '../colour.ts'
import { type Column, columns } from '../columns.ts'
import { last, max, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, type PanelSpec, table, timeseries } from '../panel.ts'
import type { Mapping } from '../schema.ts'
import { rows, series } from '../target.ts'
import { callKinds, EVERY, here, NOW } from './selection.ts'

/** Whether systems answer calls, and how fast. */
export function signalling(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 12, height: 8, interval: EVERY, unit: 'ms', noValue: t('confNoCalls') }
  const each = { where: here, every: true } as const
  /** The slowest of each site: a province has one endpoint a site, and a hub some servers. */
  const took = (protocol: 'sip' | 'h323', title: string) => {
    const servers = select(protocol, { ...each, columns: { took: mean('response_ms') }, by: ['site', 'server'] })
    const slowest = selectFrom(servers, { columns: { took: max('took') }, every: true, by: ['site'] })
    return timeseries({ ...base, title, description: t('confTookHint'), targets: [series('$tag_site', slowest)] })
  }
  return [
    checkTimeline(
      context,
      { title: t('confStates'), where: [...here, callKinds], height: 12, noValue: t('confNothing') },
      { interval: '2m' },
    ),
    sipTable(context),
    h323Table(context),
    took('sip', t('confSipTook')),
    took('h323', t('confH323Took')),
    stunTable(context),
    timeseries({
      ...base,
      title: t('confStunTook'),
      noValue: t('confNoStun'),
      targets: [
        series(
          '$tag_server $tag_transport',
          select('stun', { ...each, columns: { took: mean('rtt_ms') }, by: ['server', 'transport'] }),
        ),
      ],
    }),
  ]
}

/** `up` is 1 for an answer, a result code 0; every other number is no answer. */
const answers = (t: Context['t'], good: 0 | 1): readonly Mapping[] => {
  const [answered, silent] = [
    { text: t('confAnswers'), color: colour.ok, index: 0 },
    { text: t('confSilent'), color: colour.fail, index: 1 },
  ]
  return good === 1
    ? [{ type: 'value', options: { 1: answered, 0: silent } }]
    : [
        { type: 'value', options: { 0: answered } },
        { type: 'range', options: { from: 1, to: 99, result: silent } },
      ]
}
const answerColumn = (t: Context['t'], good: 0 | 1) => ({
  mappings: answers(t, good),
  thresholds: good === 1 ? thresholds(colour.fail, [1, colour.ok]) : thresholds(colour.ok, [1, colour.fail]),
  'custom.displayMode': 'color-background',
  'custom.width': 130,
})

interface Answers extends Pick<PanelSpec, 'title' | 'description' | 'height' | 'noValue' | 'targets'> {
  /** What the first column says while all is well: `up` is 1, `code` is 0. */
  readonly good: 0 | 1
  /** The other columns. */
  readonly shown: readonly Column[]
}

/** The newest answer of everything that is asked, what is silent on top. */
const answerTable = (t: Context['t'], { good, shown, ...spec }: Answers): ModernPanel =>
  table(
    {
      ...spec,
      width: 12,
      timeFrom: NOW,
      ...columns([[good === 1 ? 'up' : 'code', t('state'), answerColumn(t, good)], ...shown]),
    },
    { column: t('state'), descending: good === 0 },
  )

function sipTable({ t }: Context): ModernPanel {
  const newest = select('sip', {
    policy: 'raw',
    columns: {
      up: last('up'),
      code: value('response_code'),
      reason: value('reason'),
      took: value('response_ms'),
      who: value('server_agent'),
    },
    where: here,
    by: ['site', 'device', 'server', 'method'],
  })
  return answerTable(t, {
    title: t('confSip'),
    description: t('confSipHint'),
    height: 9,
    noValue: t('confNoCalls'),
    targets: [rows(newest)],
    good: 1,
    shown: [
      ['site', t('site')],
      ['server', t('confServer')],
      ['method', t('confMethod'), { 'custom.width': 100 }],
      ['code', t('webCode'), { 'custom.width': 70 }],
      ['reason', t('confSaid')],
      ['took', t('took'), { unit: 'ms', decimals: 0, 'custom.width': 90 }],
      ['who', t('confProduct')],
      ['device', t('device')],
    ],
  })
}

function h323Table({ t }: Context): ModernPanel {
  const newest = select('h323', {
    policy: 'raw',
    columns: { code: last('result_code'), reply: value('reply'), took: value('response_ms') },
    where: here,
    by: ['site', 'device', 'server', 'phase'],
  })
  return answerTable(t, {
    title: t('confH323'),
    description: t('confH323Hint'),
    height: 9,
    noValue: t('confNoCalls'),
    targets: [rows(newest)],
    good: 0,
    shown: [
      ['site', t('site')],
      ['server', t('confServer')],
      ['phase', t('confPhase'), { 'custom.width': 80 }],
      ['reply', t('confSaid')],
      ['took', t('took'), { unit: 'ms', decimals: 0, 'custom.width': 90 }],
      ['device', t('device')],
    ],
  })
}

function stunTable({ t }: Context): ModernPanel {
  const newest = select('stun', {
    policy: 'raw',
    columns: {
      code: last('result_code'),
      took: value('rtt_ms'),
      mapped: value('mapped'),
      relayed: value('relayed'),
      relay: value('relay_rtt_ms_avg'),
      loss: value('relay_loss_pct'),
      software: value('software'),
    },
    where: here,
    by: ['site', 'server', 'mode'],
  })
  return answerTable(t, {
    title: t('confStun'),
    description: t('confStunHint'),
    height: 8,
    noValue: t('confNoStun'),
    targets: [rows(newest)],
    good: 0,
    shown: [
      ['server', t('confServer')],
      ['mode', t('confMode'), { 'custom.width': 90 }],
      ['took', t('took'), { unit: 'ms', decimals: 1, 'custom.width': 90 }],
      ['mapped', t('confMapped')],
      ['relayed', t('confRelayed')],
      ['relay', t('confRelay'), { unit: 'ms', decimals: 1 }],
      ['loss', t('loss'), { unit: 'percent', decimals: 1 }],
      ['software', t('confProduct')],
      ['site', t('site')],
    ],
  })
}
