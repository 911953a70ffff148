import { colour, falling, thresholds } from '../colour.ts'
import { columns } from '../columns.ts'
import { last, max, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, table, timeseries } from '../panel.ts'
import type { Mapping } from '../schema.ts'
import { rows, series } from '../target.ts'
import { ASKED, drawn, NOW, servers } from './selection.ts'

/** Status codes of HTTP by their class (RFC 9110 §15). */
const codeMapping = ({ t }: Context): readonly Mapping[] =>
  (
    [
      [100, 299, 'webCodeGood', colour.ok],
      [300, 399, 'webCodeMoved', colour.blue],
      [400, 499, 'webCodeRefused', colour.warn],
      [500, 599, 'webCodeBroken', colour.fail],
    ] as const
  ).map(([from, to, text, color], index) => ({
    type: 'range',
    options: { from, to, result: { text: t(text), color, index } },
  }))
const codeColours = thresholds(colour.ok, [300, colour.blue], [400, colour.warn], [500, colour.fail])

const PHASES = ['dns_ms', 'connect_ms', 'tls_ms', 'ttfb_ms', 'transfer_ms'] as const

/** The longest answer of each server in the time shown: for the order in which curves are drawn. */
export const slowest = select('http_response', { columns: { took: mean('total_ms') }, where: servers, by: ['server'] })

export function answers(context: Context): ModernPanel[] {
  const { t } = context
  const base = { height: 9, interval: ASKED, noValue: t('webNothing') }
  const each = { where: drawn, every: true, by: ['server'] as const }
  return [
    timeseries(
      {
        ...base,
        width: 12,
        title: t('webTook'),
        description: t('webTookHint'),
        unit: 'ms',
        targets: [series('$tag_server', select('http_response', { ...each, columns: { took: mean('total_ms') } }))],
      },
      { legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        width: 12,
        title: t('webPhases'),
        description: t('webPhasesHint'),
        unit: 'ms',
        targets: PHASES.map((phase) =>
          series(
            t(`web_${phase}`),
            select('http_response', { where: servers, every: true, columns: { took: mean(phase) } }),
          ),
        ),
      },
      { stacked: true },
    ),
    stateTimeline({
      ...base,
      width: 12,
      title: t('webCodes'),
      description: t('webCodesHint'),
      targets: [
        series('$tag_server', select('http_response', { ...each, columns: { code: max('http_response_code') } })),
      ],
      mappings: codeMapping(context),
      thresholds: codeColours,
    }),
    timeseries({
      ...base,
      width: 12,
      title: t('webSize'),
      description: t('webSizeHint'),
      unit: 'bytes',
      targets: [series('$tag_server', select('http_response', { ...each, columns: { size: mean('content_length') } }))],
    }),
  ]
}

/** The newest answer of every server. */
export function serverTable({ t }: Context): ModernPanel {
  const newest = select('http_response', {
    policy: 'raw',
    columns: {
      result: last('result_code'),
      code: value('http_response_code'),
      took: value('total_ms'),
      first: value('ttfb_ms'),
      size: value('content_length'),
      days: value('cert_days_left'),
    },
    where: servers,
    by: ['site', 'service', 'server'],
  })
  return table(
    {
      title: t('webServers'),
      description: t('webServersHint'),
      width: 24,
      height: 8,
      timeFrom: NOW,
      noValue: t('webNothing'),
      targets: [rows(newest)],
      ...columns([
        ['result', t('webResult'), { ...resultColumn(t), 'custom.width': 160 }],
        ['site', t('site')],
        ['service', t('service')],
        ['server', t('webServer')],
        ['code', t('webCode'), { thresholds: codeColours, 'custom.displayMode': 'color-text', 'custom.width': 80 }],
        ['took', t('webTook'), { unit: 'ms', decimals: 0 }],
        ['first', t('web_ttfb_ms'), { unit: 'ms', decimals: 0 }],
        ['size', t('webSize'), { unit: 'bytes', decimals: 1 }],
        [
          'days',
          t('webCertificate'),
          { decimals: 0, thresholds: falling({ warn: 30, fail: 14 }), 'custom.displayMode': 'color-text' },
        ],
      ]),
    },
    { column: t('webResult'), descending: true },
    { column: t('webTook'), descending: true },
  )
}

/** Telegraf's `result_code` of an answer. */
const resultColumn = (t: Context['t']) => ({
  mappings: [
    {
      type: 'value',
      options: Object.fromEntries(
        ([0, 1, 2, 3, 4, 5, 6] as const).map((code) => [
          String(code),
          { text: t(`webResult_${code}`), color: code === 0 ? colour.ok : colour.fail, index: code },
        ]),
      ),
    },
  ],
  thresholds: thresholds(colour.ok, [1, colour.fail]),
  'custom.displayMode': 'color-background',
})
