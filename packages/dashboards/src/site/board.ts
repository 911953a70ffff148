import { accountTable } from '../account-table.ts'
import { chosen } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { incidentHistoryTable, openIncidentTable } from '../incident-table.ts'
import { tagValues } from '../influxql.ts'
import { monthOf } from '../link-state.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { checks, endpoints } from './checks.ts'
import { interfaceCurves, interfaceTable } from './interfaces.ts'
import { linkCurves, linkFigures } from './links.ts'
import { site } from './selection.ts'

/** One unit: its links, its routers' interfaces, its endpoints, every check. */
export function siteDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'site',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('check', 'site'), { all: false }),
      queryVariable('link', t('link'), tagValues('ping', 'link', [site]), { all: true }),
      queryVariable('device', t('device'), tagValues('interface', 'device', [site]), { all: true }),
      queryVariable('interface', t('interface'), tagValues('interface', 'ifName', [site, chosen('device', 'device')]), {
        all: true,
      }),
    ],
    rows: [
      { title: t('links'), panels: [...linkFigures(context), ...linkCurves(context)] },
      {
        title: t('thisMonth'),
        panels: [
          accountTable(context, monthOf([site], ['site', 'link', 'provider']), {
            title: t('monthAccount'),
            description: t('monthAccountHint'),
            width: 12,
            height: 8,
            timeFrom: 'now/M',
          }),
          openIncidentTable(context, [site], { width: 12, height: 8 }),
        ],
      },
      { title: t('interfaces'), panels: [...interfaceCurves(context), interfaceTable(context)] },
      { title: t('endpoints'), panels: endpoints(context) },
      { title: t('checks'), panels: checks(context) },
      { title: t('incidents'), panels: [incidentHistoryTable(context, [site], { width: 24, height: 9 })] },
    ],
  })
}
