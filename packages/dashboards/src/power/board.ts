import { chosen } from '../expression.ts'
import { type Context, frame } from '../frame.ts'
import { tagValues } from '../influxql.ts'
import { drawnVariable } from '../ranking.ts'
import type { DashboardJson } from '../schema.ts'
import { sensorTable } from '../sensor-table.ts'
import { queryVariable } from '../variable.ts'
import { environment, powerCourse } from './course.ts'
import { powerFigures, powerGrid, supplyTable } from './now.ts'
import { here } from './selection.ts'
import { emptiest } from './supply.ts'

/** Power and rooms: which site lives on its batteries and for how long yet, where it gets warm. */
export function powerDashboard(context: Context): DashboardJson {
  const { t } = context
  const site = chosen('site', 'site')
  return frame(context, {
    name: 'power',
    incidentsOf: [site],
    variables: [
      queryVariable('site', t('site'), tagValues('sensor', 'site'), { all: true }),
      queryVariable('device', t('device'), tagValues('sensor', 'device', [site]), { all: true }),
      drawnVariable(emptiest, { column: 'charge', tag: 'site', worst: 'lowest' }),
    ],
    rows: [
      {
        title: t('now'),
        panels: [
          ...powerFigures(context),
          powerGrid(context),
          supplyTable(context),
          sensorTable(context, {
            title: t('powerSensors'),
            description: t('powerSensorsHint'),
            width: 10,
            height: 10,
            where: here,
            noValue: t('powerNoSensors'),
          }),
        ],
      },
      { title: t('history'), panels: powerCourse(context) },
      { title: t('powerEnvironment'), panels: [environment(context)] },
    ],
  })
}
