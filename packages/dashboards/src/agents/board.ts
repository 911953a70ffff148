import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { checks } from './checks.ts'
import { collector } from './collector.ts'
import { load, spool } from './course.ts'
import { agentTable, figures } from './now.ts'

/** Whether the watch itself keeps watch: agents, their spools, their lateness, what their checks say. */
export function agentsDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'agents',
    incidentsOf: [],
    variables: [queryVariable('agent', t('agent'), tagValues('agent', 'agent'), { all: true })],
    rows: [
      { title: t('now'), panels: [...figures(context), agentTable(context)] },
      { title: t('spool'), panels: spool(context) },
      { title: t('load'), panels: load(context) },
      { title: t('checks'), panels: checks(context) },
      { title: t('collector'), panels: collector(context) },
    ],
  })
}
