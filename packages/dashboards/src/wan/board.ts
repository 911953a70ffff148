import { chosen, has } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { openIncidentTable } from '../incident-table.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { linkStates, providers, quality, traffic } from './course.ts'
import { figures } from './figures.ts'
import { thisMonth } from './month.ts'
import { linkTable, siteGrid } from './now.ts'
import { sites } from './selection.ts'

/** All units at a glance: who is cut off, who is slow, whose provider it is. */
export function wanDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'wan',
    incidentsOf: sites,
    variables: [
      queryVariable('provider', t('provider'), tagValues('ping', 'provider'), { all: true }),
      queryVariable('site', t('site'), tagValues('ping', 'site', [chosen('provider', 'provider'), has('link')]), {
        all: true,
      }),
    ],
    rows: [
      {
        title: t('now'),
        panels: [
          ...figures(context),
          siteGrid(context),
          linkTable(context),
          openIncidentTable(context, sites, { width: 10, height: 12 }),
        ],
      },
      { title: t('thisMonth'), panels: thisMonth(context) },
      { title: t('history'), panels: [linkStates(context)] },
      { title: t('quality'), panels: quality(context) },
      { title: t('providers'), panels: providers(context) },
      { title: t('traffic'), panels: traffic(context) },
    ],
  })
}
