import { colour, rising, thresholds, zeroIsGood } from '../colour.ts'
import { bits, count, from100, max, mean, median, sum, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { openNumber } from '../incident-query.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, stat } from '../panel.ts'
import type { Thresholds } from '../schema.ts'
import { series } from '../target.ts'
import { here, newest, sites } from './selection.ts'

export function figures(context: Context): ModernPanel[] {
  const { t, limits } = context
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
    incidents(context),
  ]
}

function figure(
  title: string,
  description: string,
  target: ReturnType<typeof series>,
  colours: Thresholds,
  unit = 'none',
  decimals = 0,
) {
  return stat({
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
}

/** Incidents are rare: an empty answer is the good one, and it reads 0. */
const incidents = ({ t, language }: Context) =>
  stat({
    title: t('openIncidents'),
    description: t('openIncidentsHint'),
    width: 4,
    height: 4,
    decimals: 0,
    timeFrom: '30d',
    targets: [series('', openNumber(language, sites))],
    thresholds: zeroIsGood(),
    noValue: '0',
  })
