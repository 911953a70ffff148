import { chosen, has } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { incidentHistoryTable } from '../incident-table.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { hidden, queryVariable } from '../variable.ts'
import { availability, pathTable, state } from './course.ts'
import { figures } from './figures.ts'
import { quality } from './quality.ts'
import { here, site } from './selection.ts'
import { portCurves } from './traffic.ts'

/** One link against its own contract. */
export function linkDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'link',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('link_state', 'site'), { all: false }),
      queryVariable('link', t('link'), tagValues('link_state', 'link', [site, has('link')]), { all: false }),
      hidden(queryVariable('device', t('device'), tagValues('link_state', 'device', [...here]), { all: false })),
      hidden(
        queryVariable(
          'port',
          t('interface'),
          tagValues('link_state', 'ifName', [...here, chosen('device', 'device')]),
          {
            all: false,
          },
        ),
      ),
    ],
    rows: [
      { title: t('now'), panels: figures(context) },
      { title: t('history'), panels: [state(context), availability(context)] },
      { title: t('quality'), panels: quality(context) },
      { title: t('traffic'), panels: portCurves(context) },
      {
        title: t('incidents'),
        panels: [incidentHistoryTable(context, [site], { width: 16, height: 9 }), pathTable(context)],
      },
    ],
  })
}
