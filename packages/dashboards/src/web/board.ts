import { checkTable, checkTimeline } from '../check-panels.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { drawnVariable } from '../ranking.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { answers, serverTable, slowest } from './answers.ts'
import { journeyPanels, readValues } from './journeys.ts'
import { site, webKinds } from './selection.ts'

/** Web applications: whether pages answer and how fast, whether people can do their work, what applications count. */
export function webDashboard(context: Context): DashboardJson {
  const { t } = context
  const where = [site, webKinds]
  return frame(context, {
    name: 'web',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('check', 'site', [webKinds]), { all: true }),
      queryVariable('server', t('webServer'), tagValues('http_response', 'server', [site]), { all: true }),
      queryVariable('journey', t('webJourney'), tagValues('journey', 'journey', [site]), { all: true }),
      drawnVariable(slowest, { column: 'took', tag: 'server', worst: 'highest' }),
    ],
    rows: [
      {
        title: t('now'),
        panels: [
          checkTable(context, { title: t('webChecks'), where, height: 8, noValue: t('webNothing') }, { since: '1h' }),
          serverTable(context),
        ],
      },
      {
        title: t('history'),
        panels: [
          checkTimeline(context, { title: t('webStates'), where, noValue: t('webNothing') }, { interval: '5m' }),
        ],
      },
      { title: t('webJourneyRow'), panels: journeyPanels(context) },
      { title: t('webAnswers'), panels: answers(context) },
      { title: t('webRead'), panels: readValues(context) },
    ],
  })
}
