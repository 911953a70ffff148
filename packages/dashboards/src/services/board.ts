import { checkTable } from '../check-panels.ts'
import { chosen, has } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { checks } from './checks.ts'
import { readiness } from './readiness.ts'
import { availability, now, states } from './states.ts'

/** What people use: how it is, how it was, what it is made of, and whether the sites are ready for a conference. */
export function servicesDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'services',
    incidentsOf: [has('site')],
    variables: [
      queryVariable('service', t('service'), tagValues('service', 'service'), { all: true }),
      queryVariable('site', t('site'), tagValues('ping', 'site', [has('site')]), { all: true }),
    ],
    rows: [
      { title: t('now'), panels: [now(context), availability(context)] },
      { title: t('history'), panels: [states(context)] },
      {
        title: t('servicesChecks'),
        panels: [
          checkTable(
            context,
            { title: t('servicesNewest'), where: [chosen('service', 'service'), has('service')], height: 9 },
            { since: '1h' },
          ),
          ...checks(context),
        ],
      },
      { title: t('readiness'), panels: readiness(context) },
    ],
  })
}
