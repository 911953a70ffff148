import { colour, rising, thresholds } from '../colour.ts'
import { count, max, mean, percentile } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { accountOf } from '../link-state.ts'
import { barGauge, field, type ModernPanel, table } from '../panel.ts'
import { placeholder } from '../placeholder.ts'
import { rows, series } from '../target.ts'
import { joined, renamed } from '../transformation.ts'
import { by, here } from './selection.ts'

const account = accountOf(here, by)

/** All figures of each provider in a line, and the two that matter most as bars. */
export const comparison = (context: Context): ModernPanel[] => [figures(context), ...bars(context)]

function figures(context: Context): ModernPanel {
  const { t, limits } = context
  const perLink = select('link_state', {
    columns: { rank: max('rank') },
    where: here,
    by: ['site', 'link', 'provider'],
  })
  const links = selectFrom(perLink, { columns: { links: count('rank') }, by })
  const accounts = selectFrom(account, {
    columns: { availability: max('availability'), outages: max('outages'), down: max('down') },
    by,
  })
  const quality = select('ping', {
    columns: {
      latency: mean('average_response_ms'),
      p95: percentile('average_response_ms', 95),
      p99: percentile('average_response_ms', 99),
      loss: mean('percent_packet_loss'),
      jitter: mean('jitter_ms'),
    },
    where: here,
    by,
  })
  const ms = { unit: 'ms', decimals: 1 }
  const provider = { provider: placeholder('__value.raw') }
  return table({
    title: t('comparison'),
    description: t('comparisonHint'),
    width: 24,
    height: 7,
    targets: [rows(links), rows(accounts), rows(quality)],
    noValue: t('noAccount'),
    transformations: [
      ...joined(),
      renamed({
        provider: t('provider'),
        links: t('links'),
        availability: t('available'),
        outages: t('outages'),
        down: t('downTime'),
        loss: t('meanLoss'),
        latency: t('meanLatency'),
        p95: t('latencyP95'),
        p99: t('latencyP99'),
        jitter: t('jitter'),
      }),
    ],
    overrides: [
      field(t('provider'), { links: [drillDown(context, 'wan', provider)] }),
      field(t('available'), { unit: 'percent', decimals: 3 }),
      field(t('downTime'), { unit: 's', decimals: 0 }),
      field(t('meanLoss'), {
        unit: 'percent',
        decimals: 2,
        thresholds: rising(limits.lossPct),
        'custom.displayMode': 'color-text',
      }),
      field(t('meanLatency'), ms),
      field(t('latencyP95'), {
        ...ms,
        thresholds: rising(limits.latencyMs),
        'custom.displayMode': 'color-text',
      }),
      field(t('latencyP99'), ms),
      field(t('jitter'), ms),
    ],
  })
}

const bars = ({ t, limits }: Context): ModernPanel[] => [
  barGauge({
    title: t('availabilityByProvider'),
    description: t('accountHint'),
    width: 12,
    height: 6,
    unit: 'percent',
    decimals: 3,
    max: 100,
    targets: [series('$tag_provider', selectFrom(account, { columns: { shown: max('availability') }, by }))],
    thresholds: thresholds(colour.fail, [limits.availabilityPct, colour.ok]),
    noValue: t('noAccount'),
  }),
  barGauge({
    title: t('outagesByProvider'),
    width: 12,
    height: 6,
    decimals: 0,
    min: 0,
    targets: [series('$tag_provider', selectFrom(account, { columns: { shown: max('outages') }, by }))],
    thresholds: thresholds(colour.blue),
    noValue: t('noAccount'),
  }),
]
