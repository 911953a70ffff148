import { colour, thresholds, zeroIsGood } from '../colour.ts'
import { is, max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { incidentsAsTheyAre, openNumber } from '../incident-query.ts'
import { countOf, selectFrom } from '../influxql.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { chosenOnes } from './selection.ts'

/** Incidents are rare: an empty answer is the good one, and it reads 0. */
export function figures({ t, language }: Context): ModernPanel[] {
  const base = { width: 4, height: 4, decimals: 0, noValue: '0' }
  const all = incidentsAsTheyAre(language, chosenOnes)
  const counted = (where: ReturnType<typeof is<'severity' | 'acked'>>) =>
    series('', openNumber(language, chosenOnes, [where]))
  const lasted = (how: typeof mean | typeof max) =>
    series('', selectFrom(all, { columns: { lasted: how('lasted') }, where: [is('state', 'resolved')] }))
  return [
    stat({
      ...base,
      title: t('openCritical'),
      description: t('openIncidentsHint'),
      timeFrom: '30d',
      targets: [counted(is('severity', 'critical'))],
      thresholds: zeroIsGood(),
    }),
    stat({
      ...base,
      title: t('openWarning'),
      description: t('openIncidentsHint'),
      timeFrom: '30d',
      targets: [counted(is('severity', 'warning'))],
      thresholds: zeroIsGood(colour.warn),
    }),
    stat({
      ...base,
      title: t('unacknowledged'),
      description: t('unacknowledgedHint'),
      timeFrom: '30d',
      targets: [counted(is('acked', ''))],
      thresholds: zeroIsGood(),
    }),
    stat({
      ...base,
      title: t('incidentsThen'),
      description: t('incidentsThenHint'),
      targets: [series('', countOf(all, 'title', []))],
      thresholds: thresholds(colour.blue),
    }),
    stat({
      ...base,
      title: t('meanLasted'),
      description: t('meanLastedHint'),
      unit: 's',
      noValue: '–',
      targets: [lasted(mean)],
      thresholds: thresholds(colour.blue),
    }),
    stat({
      ...base,
      title: t('longestLasted'),
      description: t('meanLastedHint'),
      unit: 's',
      noValue: '–',
      targets: [lasted(max)],
      thresholds: thresholds(colour.blue),
    }),
  ]
}
