import { sourceMapping, statusColours } from '../colour.ts'
import { matches, max, mean } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, type Override, stateTimeline, timeseries } from '../panel.ts'
import { placeholder } from '../placeholder.ts'
import { series } from '../target.ts'
import { charged, lasting, loaded, warm } from './now.ts'
import { BY, drawn, EVERY, NAMED } from './selection.ts'
import { course, isOutput } from './supply.ts'

const toDevice = (context: Context) => [
  drillDown(context, 'device', {
    site: placeholder('__field.labels.site'),
    device: placeholder('__field.labels.device'),
  }),
]

/** When each site lived on its batteries, and what was left of them. */
export function powerCourse(context: Context): ModernPanel[] {
  const { t } = context
  const base = { width: 12, height: 8, interval: EVERY, noValue: t('powerNothing'), links: toDevice(context) }
  return [
    stateTimeline({
      ...base,
      title: t('powerSources'),
      description: t('powerSourcesHint'),
      width: 24,
      targets: [
        series(
          NAMED,
          select('sensor', {
            policy: 'raw',
            columns: { source: max('status') },
            where: [...drawn, isOutput],
            every: true,
            by: BY,
          }),
        ),
      ],
      mappings: [sourceMapping(t)],
      thresholds: statusColours,
    }),
    timeseries(
      {
        ...base,
        title: t('powerCharge'),
        description: t('powerDrawnHint'),
        unit: 'percent',
        max: 100,
        thresholds: charged,
        targets: [series(NAMED, course('charge'))],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('powerLeft'),
        description: t('powerLeftHint'),
        unit: 's',
        thresholds: lasting,
        targets: [series(NAMED, course('left'))],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('powerLoad'),
        description: t('powerLoadHint'),
        unit: 'percent',
        thresholds: loaded,
        targets: [series(NAMED, course('load'))],
      },
      { showThresholds: true, legend: 'table' },
    ),
    timeseries(
      {
        ...base,
        title: t('powerVoltage'),
        description: t('powerVoltageHint'),
        unit: 'volt',
        targets: [
          series(`${NAMED} ${t('powerInput')}`, course('input')),
          series(`${NAMED} ${t('powerOutput')}`, course('output')),
        ],
      },
      { legend: 'table' },
    ),
  ]
}

/** The rooms, and what devices measure of themselves: degrees on the left, humidity on the right. */
export function environment(context: Context): ModernPanel {
  const { t } = context
  const measured = select('sensor', {
    columns: { value: mean('value') },
    where: [...drawn, matches('type', /^(temperature|humidity)$/)],
    every: true,
    by: ['site', 'device', 'sensor', 'type'],
  })
  const humidity: Override = {
    matcher: { id: 'byRegexp', options: '/ humidity$/' },
    properties: [
      { id: 'unit', value: 'humidity' },
      { id: 'custom.axisPlacement', value: 'right' },
    ],
  }
  return timeseries(
    {
      width: 24,
      height: 10,
      interval: EVERY,
      links: toDevice(context),
      title: t('powerRooms'),
      description: t('powerRoomsHint'),
      unit: 'celsius',
      thresholds: warm,
      noValue: t('powerNoSensors'),
      targets: [series(`${NAMED} $tag_sensor $tag_type`, measured)],
      overrides: [humidity],
    },
    { legend: 'table' },
  )
}
