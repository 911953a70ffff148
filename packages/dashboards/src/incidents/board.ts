import { chosen } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { incidentHistoryTable, openIncidentTable } from '../incident-table.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { counts } from './counts.ts'
import { figures } from './figures.ts'
import { chosenOnes } from './selection.ts'

/** What is open, what happened, why, how often, for how long, and who had it. */
export function incidentsDashboard(context: Context): DashboardJson {
  const { t } = context
  const site = chosen('site', 'site')
  return frame(context, {
    name: 'incidents',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('incident', 'site'), { all: true }),
      queryVariable('severity', t('severity'), tagValues('incident', 'severity', [site]), { all: true }),
      queryVariable('cause', t('cause'), tagValues('incident', 'cause', [site]), { all: true }),
    ],
    rows: [
      {
        title: t('now'),
        panels: [...figures(context), openIncidentTable(context, chosenOnes, { width: 24, height: 9 })],
      },
      {
        title: t('history'),
        panels: [...counts(context), incidentHistoryTable(context, chosenOnes, { width: 24, height: 14 })],
      },
    ],
  })
}
