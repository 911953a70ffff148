import { accountTable } from '../account-table.ts'
import { chosen, has } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { accountOf } from '../link-state.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { comparison } from './comparison.ts'
import { curves } from './course.ts'

/** Who sells the better links. */
export function providersDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'providers',
    incidentsOf: [has('site')],
    variables: [queryVariable('provider', t('provider'), tagValues('link_state', 'provider'), { all: true })],
    rows: [
      { title: t('comparison'), panels: comparison(context) },
      { title: t('history'), panels: curves(context) },
      {
        title: t('worstLinks'),
        panels: [
          accountTable(context, accountOf([chosen('provider', 'provider')], ['site', 'link', 'provider']), {
            title: t('worstLinks'),
            description: t('accountHint'),
            width: 24,
            height: 12,
          }),
        ],
      },
    ],
  })
}
