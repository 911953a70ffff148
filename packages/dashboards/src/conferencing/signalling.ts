import { checkTimeline } from '../check-panels.ts'
import { colour, thresholds } from '../colour.ts'
import { columns } from '../columns.ts'
import { last, max, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, table, timeseries } from '../panel.ts'
import type { Mapping } from '../schema.ts'
import { rows, series } from '../target.ts'
import { callKinds, EVERY, here, NOW } from './selection.ts'

/** Whether systems answer calls, and how fast. */
export function signalling(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 12, height: 8, interval: EVERY, unit: 'ms', noValue: t('confNoCalls') }
  const each = { where: here, every: true } as const
  const ms = (from: 'sip' | 'h323', by: 'site') =>
    // The slowest of each site: a province has one endpoint a site, and a hub some servers.
    selectFrom(select(from, { ...each, columns: { took: mean('response_ms') }, by: [by, 'server'] }), {
      columns: { took: max('took') },
      every: true,
      by: [by],
    })
  return [
    checkTimeline(
      context,
      { title: t('confStates'), where: [...here, callKinds], height: 12, noValue: t('confNothing') },
      { interval: '2m' },
    ),
    sipTable(context),
    h323Table(context),
    timeseries({
      ...base,
      title: t('confSipTook'),
      description: t('confTookHint'),
      targets: [series('$tag_site', ms('sip', 'site'))],
    }),
    timeseries({
      ...base,
      title: t('confH323Took'),
      description: t('confTookHint'),
      targets: [series('$tag_site', ms('h323', 'site'))],
    }),
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

const answers = (t: Context['t'], good: 0 | 1): readonly Mapping[] => [
  {
    type: 'value',
    options: {
      [good]: { text: t('confAnswers'), color: colour.ok, index: 0 },
      ...(good === 1 && { 0: { text: t('confSilent'), color: colour.fail, index: 1 } }),
    },
  },
  ...(good === 0
    ? [
        {
          type: 'range' as const,
          options: { from: 1, to: 99, result: { text: t('confSilent'), color: colour.fail, index: 1 } },
        },
      ]
    : []),
]
const answerColumn = (t: Context['t'], good: 0 | 1) => ({
  mappings: answers(t, good),
  thresholds: good === 1 ? thresholds(colour.fail, [1, colour.ok]) : thresholds(colour.ok, [1, colour.fail]),
  'custom.displayMode': 'color-background',
  'custom.width': 130,
})

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
  return table(
    {
      title: t('confSip'),
      description: t('confSipHint'),
      width: 12,
      height: 9,
      timeFrom: NOW,
      noValue: t('confNoCalls'),
      targets: [rows(newest)],
      ...columns([
        ['up', t('state'), answerColumn(t, 1)],
        ['site', t('site')],
        ['server', t('confServer')],
        ['method', t('confMethod'), { 'custom.width': 100 }],
        ['code', t('webCode'), { 'custom.width': 70 }],
        ['reason', t('confSaid')],
        ['took', t('took'), { unit: 'ms', decimals: 0, 'custom.width': 90 }],
        ['who', t('confProduct')],
        ['device', t('device')],
      ]),
    },
    { column: t('state'), descending: false },
  )
}

function h323Table({ t }: Context): ModernPanel {
  const newest = select('h323', {
    policy: 'raw',
    columns: { code: last('result_code'), reply: value('reply'), took: value('response_ms') },
    where: here,
    by: ['site', 'device', 'server', 'phase'],
  })
  return table(
    {
      title: t('confH323'),
      description: t('confH323Hint'),
      width: 12,
      height: 9,
      timeFrom: NOW,
      noValue: t('confNoCalls'),
      targets: [rows(newest)],
      ...columns([
        ['code', t('state'), answerColumn(t, 0)],
        ['site', t('site')],
        ['server', t('confServer')],
        ['phase', t('confPhase'), { 'custom.width': 80 }],
        ['reply', t('confSaid')],
        ['took', t('took'), { unit: 'ms', decimals: 0, 'custom.width': 90 }],
        ['device', t('device')],
      ]),
    },
    { column: t('state'), descending: true },
  )
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
  return table(
    {
      title: t('confStun'),
      description: t('confStunHint'),
      width: 12,
      height: 8,
      timeFrom: NOW,
      noValue: t('confNoStun'),
      targets: [rows(newest)],
      ...columns([
        ['code', t('state'), answerColumn(t, 0)],
        ['server', t('confServer')],
        ['mode', t('confMode'), { 'custom.width': 90 }],
        ['took', t('took'), { unit: 'ms', decimals: 1, 'custom.width': 90 }],
        ['mapped', t('confMapped')],
        ['relayed', t('confRelayed')],
        ['relay', t('confRelay'), { unit: 'ms', decimals: 1 }],
        ['loss', t('loss'), { unit: 'percent', decimals: 1 }],
        ['software', t('confProduct')],
        ['site', t('site')],
      ]),
    },
    { column: t('state'), descending: true },
  )
}
