import { mailCauses } from '@vonggac/model'
import { colour, rising, thresholds, words } from '../colour.ts'
import { columns } from '../columns.ts'
import { last, max, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, table, timeseries } from '../panel.ts'
import type { Mapping } from '../schema.ts'
import { rows, series } from '../target.ts'
import { here, LOOKED_AT, SENT } from './selection.ts'

/** A test message takes seconds; minutes are what people call about. */
export const slow = rising({ warn: 60_000, fail: 300_000 })

/** Where the way of a message is broken, as the test message found it. */
const causeMapping = ({ t }: Context): Mapping =>
  words(
    mailCauses.map((cause) => [
      t(`mailCause_${cause}`),
      cause === 'none'
        ? colour.ok
        : cause === 'local'
          ? colour.unknown
          : warnings.has(cause)
            ? colour.warn
            : colour.fail,
    ]),
  )
/** The message arrived all the same. */
const warnings = new Set<string>(['junk', 'reputation', 'slow', 'greylisted'])
const causeColours = thresholds(
  colour.ok,
  ...mailCauses
    .slice(1)
    .map(
      (cause, below) =>
        [below + 1, cause === 'local' ? colour.unknown : warnings.has(cause) ? colour.warn : colour.fail] as const,
    ),
)

export function delivery(context: Context): ModernPanel[] {
  const { t } = context
  const base = { noValue: t('mailNoFlow'), interval: SENT }
  const each = { where: here, every: true, by: ['route'] as const }
  const flow = (field: 'send_ms' | 'delivery_ms' | 'access_ms') =>
    series(t(`mail_${field}`), select('mail_flow', { where: here, every: true, columns: { took: mean(field) } }))
  return [
    stateTimeline({
      ...base,
      title: t('mailCauses'),
      description: t('mailCausesHint'),
      width: 24,
      height: 6,
      targets: [
        series('$tag_route', select('mail_flow', { ...each, policy: 'raw', columns: { cause: max('result_code') } })),
      ],
      mappings: [causeMapping(context)],
      thresholds: causeColours,
    }),
    timeseries(
      {
        ...base,
        title: t('mailTotal'),
        description: t('mailTotalHint'),
        width: 8,
        height: 8,
        unit: 'ms',
        thresholds: slow,
        targets: [series('$tag_route', select('mail_flow', { ...each, columns: { took: mean('total_ms') } }))],
      },
      { showThresholds: true },
    ),
    timeseries(
      {
        ...base,
        title: t('mailParts'),
        description: t('mailPartsHint'),
        width: 8,
        height: 8,
        unit: 'ms',
        targets: [flow('send_ms'), flow('delivery_ms'), flow('access_ms')],
      },
      { stacked: true },
    ),
    hops(context),
  ]
}

function hops({ t }: Context): ModernPanel {
  const newest = select('mail_flow_hop', {
    policy: 'raw',
    columns: { delay: last('delay_ms'), by: value('by'), from: value('from'), protocol: value('protocol') },
    where: here,
    by: ['route', 'hop'],
  })
  return table(
    {
      title: t('mailHops'),
      description: t('mailHopsHint'),
      width: 8,
      height: 8,
      timeFrom: LOOKED_AT,
      noValue: t('mailNoFlow'),
      targets: [rows(newest)],
      ...columns([
        ['route', t('mailRoute')],
        ['hop', t('mailHop'), { 'custom.width': 60 }],
        ['by', t('mailBy')],
        ['delay', t('mailDelay'), { unit: 'ms', decimals: 0 }],
        ['protocol', t('mailProtocol')],
        ['from', t('mailFrom')],
      ]),
    },
    { column: t('mailRoute'), descending: false },
    { column: t('mailHop'), descending: false },
  )
}
