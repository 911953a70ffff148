import { checkTable } from '../check-panels.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { delivery } from './delivery.ts'
import { mailFigures } from './now.ts'
import { posture } from './posture.ts'
import { queues } from './queues.ts'
import { here, LOOKED_AT, mailKinds } from './selection.ts'
import { conversations } from './servers.ts'

/** E-mail: whether a message arrives, how the servers answer, what waits, and what the world thinks of our domains. */
export function mailDashboard(context: Context): DashboardJson {
  const { t } = context
  const table = { title: t('mailChecks'), where: [...here, mailKinds], noValue: t('mailNothing') }
  return frame(context, {
    name: 'mail',
    incidentsOf: [...here],
    variables: [queryVariable('site', t('site'), tagValues('check', 'site', [mailKinds]), { all: true })],
    rows: [
      { title: t('now'), panels: [...mailFigures(context), checkTable(context, table, { since: LOOKED_AT })] },
      { title: t('mailDelivery'), panels: delivery(context) },
      { title: t('mailServers'), panels: conversations(context) },
      { title: t('mailQueues'), panels: queues(context) },
      { title: t('mailStanding'), panels: posture(context) },
    ],
  })
}
