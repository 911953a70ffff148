import { checkTimeline } from '../check-panels.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { drawnVariable } from '../ranking.ts'
import type { DashboardJson } from '../schema.ts'
import { queryVariable } from '../variable.ts'
import { busyness } from './counters.ts'
import { health } from './health.ts'
import { faultCurves, interfaceCurves, interfaceFaults, interfaceStates, interfacesNow } from './interfaces.ts'
import { figures } from './now.ts'
import { devices, site } from './selection.ts'

/** The devices of a site: what their interfaces carry and lose, and how they themselves are. */
export function deviceDashboard(context: Context): DashboardJson {
  const { t } = context
  return frame(context, {
    name: 'device',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('snmp', 'site'), { all: false }),
      queryVariable('device', t('device'), tagValues('snmp', 'device', [site]), { all: true }),
      queryVariable('interface', t('interface'), tagValues('interface', 'ifName', [...devices]), { all: true }),
      drawnVariable(busyness, { column: 'octets', tag: 'ifName', worst: 'highest' }),
    ],
    rows: [
      { title: t('now'), panels: [...figures(context), interfacesNow(context)] },
      { title: t('interfaces'), panels: [...interfaceCurves(context), faultCurves(context), interfaceFaults(context)] },
      { title: t('history'), panels: [interfaceStates(context)] },
      { title: t('deviceHealth'), panels: health(context) },
      {
        title: t('checks'),
        panels: [checkTimeline(context, { title: t('deviceChecks'), where: devices }, { interval: '2m' })],
      },
    ],
  })
}
