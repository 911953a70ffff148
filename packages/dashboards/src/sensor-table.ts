import { statusColumn } from './check-panels.ts'
import { type Condition, last, value } from './expression.ts'
import type { Context } from './frame.ts'
import { select } from './influxql.ts'
import type { TagOf } from './measurement.ts'
import { field, type ModernPanel, table } from './panel.ts'
import { rows } from './target.ts'
import { renamed } from './transformation.ts'

interface About {
  readonly title: string
  readonly description: string
  readonly width: number
  readonly height: number
  readonly where: readonly Condition<TagOf<'sensor'>>[]
  readonly noValue: string
}

/** The newest reading of each sensor, the worst first. Limits and meanings of states are those of the device's profile. */
export function sensorTable(context: Context, { where, ...spec }: About): ModernPanel {
  const { t } = context
  const newest = select('sensor', {
    policy: 'raw',
    columns: { status: last('status'), value: value('value'), text: value('status_text') },
    where,
    by: ['site', 'device', 'type', 'sensor'],
  })
  return table(
    {
      ...spec,
      timeFrom: '15m',
      targets: [rows(newest)],
      transformations: [
        renamed({
          status: t('state'),
          site: t('site'),
          device: t('device'),
          type: t('sensorType'),
          sensor: t('sensor'),
          value: t('sensorValue'),
          text: t('sensorText'),
        }),
      ],
      overrides: [statusColumn(context), field(t('sensorValue'), { decimals: 1 })],
    },
    { column: t('state'), descending: true },
  )
}
