import { chosen } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { memory, processor } from './compute.ts'
import { disks } from './disks.ts'
import { figures } from './figures.ts'
import { network } from './network.ts'

/** Servers by Brendan Gregg's USE method: of each resource its utilisation, its saturation, its errors. */
export function serversDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'servers',
    incidentsOf: [chosen('site', 'site')],
    variables: [
      queryVariable('site', t('site'), tagValues('cpu', 'site'), { all: true }),
      queryVariable('host', t('host'), tagValues('cpu', 'agent', [chosen('site', 'site')]), { all: true }),
    ],
    rows: [
      { title: t('now'), panels: figures(context) },
      { title: t('processor'), panels: processor(context) },
      { title: t('memory'), panels: memory(context) },
      { title: t('disks'), panels: disks(context) },
      { title: t('network'), panels: network(context) },
    ],
  })
}
