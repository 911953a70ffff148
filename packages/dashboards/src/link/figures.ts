import { colour, rising, statusColours, statusMapping, thresholds } from '../colour.ts'
import { last, max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { monthOf } from '../link-state.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { here } from './selection.ts'

const BASE = { width: 3, height: 5, noValue: '–' }

/** How the link is, and what it did this month. */
export const figures = (context: Context): ModernPanel[] => [...now(context), ...month(context)]

function now({ t, limits }: Context): ModernPanel[] {
  const newest = (columns: Parameters<typeof select<'link_state', 'shown'>>[1]['columns']) =>
    select('link_state', { policy: 'raw', columns, where: here })
  const ping = (columns: Parameters<typeof select<'ping', 'shown'>>[1]['columns']) =>
    select('ping', { policy: 'raw', columns, where: here })
  return [
    stat(
      {
        ...BASE,
        title: t('state'),
        noValue: t('noLinks'),
        timeFrom: '10m',
        targets: [series('', newest({ shown: last('status') }))],
        mappings: [statusMapping(t)],
        thresholds: statusColours,
      },
      { filled: true },
    ),
    stat({
      ...BASE,
      title: t('latency'),
      timeFrom: '10m',
      unit: 'ms',
      decimals: 1,
      targets: [series('', ping({ shown: mean('average_response_ms') }))],
      thresholds: rising(limits.latencyMs),
    }),
    stat({
      ...BASE,
      title: t('loss'),
      timeFrom: '10m',
      unit: 'percent',
      decimals: 2,
      targets: [series('', ping({ shown: mean('percent_packet_loss') }))],
      thresholds: rising(limits.lossPct),
    }),
    stat({
      ...BASE,
      title: t('jitter'),
      description: t('jitterHint'),
      timeFrom: '10m',
      unit: 'ms',
      decimals: 2,
      targets: [series('', ping({ shown: mean('jitter_ms') }))],
      thresholds: rising({ warn: 20, fail: 30 }),
    }),
  ]
}

function month({ t }: Context): ModernPanel[] {
  const sums = monthOf(here, ['site', 'link', 'provider'])
  const ofMonth = (column: 'availability' | 'margin' | 'outages' | 'down') =>
    series('', selectFrom(sums, { columns: { shown: max(column) } }))
  return [
    stat({
      ...BASE,
      title: t('monthAccount'),
      description: t('monthAccountHint'),
      timeFrom: 'now/M',
      unit: 'percent',
      decimals: 3,
      targets: [ofMonth('availability')],
      thresholds: thresholds(colour.blue),
    }),
    stat({
      ...BASE,
      title: t('margin'),
      description: t('monthAccountHint'),
      timeFrom: 'now/M',
      unit: 'percent',
      decimals: 3,
      noValue: t('nothingPromised'),
      targets: [ofMonth('margin')],
      thresholds: thresholds(colour.fail, [0, colour.ok]),
    }),
    stat({
      ...BASE,
      title: t('outages'),
      description: t('monthAccountHint'),
      timeFrom: 'now/M',
      decimals: 0,
      targets: [ofMonth('outages')],
      thresholds: rising({ warn: 1, fail: 10 }),
    }),
    stat({
      ...BASE,
      title: t('downTime'),
      description: t('monthAccountHint'),
      timeFrom: 'now/M',
      unit: 's',
      decimals: 0,
      targets: [ofMonth('down')],
      thresholds: rising({ warn: 1, fail: 3_600 }),
    }),
  ]
}
