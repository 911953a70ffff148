import { statusColumn } from '../check-panels.ts'
import { colour, thresholds } from '../colour.ts'
import { columns } from '../columns.ts'
import { last, mean, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { joined } from '../transformation.ts'
import { journeys, MADE, servers } from './selection.ts'

const good = thresholds(colour.ok, [1, colour.fail])
const result = { thresholds: good, 'custom.displayMode': 'color-text', 'custom.width': 110 }

/** What people do, step by step. */
export function journeyPanels(context: Context): ModernPanel[] {
  const { t } = context
  const base = { height: 9, interval: MADE, noValue: t('webNoJourneys') }
  const each = { where: journeys, every: true } as const
  return [
    journeyTable(context),
    stepTable(context),
    timeseries(
      {
        ...base,
        width: 14,
        title: t('webSteps'),
        description: t('webStepsHint'),
        unit: 'ms',
        targets: [
          series(
            '$tag_journey: $tag_step',
            select('journey_step', { ...each, columns: { took: mean('total_ms') }, by: ['journey', 'step'] }),
          ),
        ],
      },
      { stacked: true, legend: 'table' },
    ),
    timeseries({
      ...base,
      width: 10,
      title: t('webJourneyTook'),
      unit: 'ms',
      targets: [
        series('$tag_journey', select('journey', { ...each, columns: { took: mean('total_ms') }, by: ['journey'] })),
      ],
    }),
  ]
}

function journeyTable({ t }: Context): ModernPanel {
  const newest = select('journey', {
    policy: 'raw',
    columns: {
      code: last('result_code'),
      result: value('result'),
      failed: value('failed_step'),
      done: value('steps_ok'),
      steps: value('steps'),
      took: value('total_ms'),
    },
    where: journeys,
    by: ['site', 'service', 'journey'],
  })
  return table(
    {
      title: t('webJourneys'),
      description: t('webJourneysHint'),
      width: 14,
      height: 8,
      timeFrom: '1h',
      noValue: t('webNoJourneys'),
      targets: [rows(newest)],
      ...columns([
        ['code', t('webResult'), { ...result, mappings: journeyMappings(t) }],
        ['journey', t('webJourney')],
        ['service', t('service')],
        ['result', t('error')],
        ['failed', t('webFailedStep')],
        ['done', t('webStepsDone'), { 'custom.width': 90 }],
        ['steps', t('webStepsAll'), { 'custom.width': 90 }],
        ['took', t('took'), { unit: 'ms', decimals: 0 }],
        ['site', t('site')],
      ]),
    },
    { column: t('webResult'), descending: true },
  )
}

function stepTable({ t }: Context): ModernPanel {
  const newest = select('journey_step', {
    policy: 'raw',
    columns: {
      code: last('result_code'),
      http: value('http_response_code'),
      took: value('total_ms'),
      tries: value('tries'),
    },
    where: journeys,
    by: ['journey', 'step'],
  })
  return table(
    {
      title: t('webStepTable'),
      width: 10,
      height: 8,
      timeFrom: '1h',
      noValue: t('webNoJourneys'),
      targets: [rows(newest)],
      ...columns([
        ['code', t('webResult'), { ...result, mappings: journeyMappings(t) }],
        ['journey', t('webJourney')],
        ['step', t('webStep')],
        ['http', t('webCode'), { 'custom.width': 80 }],
        ['took', t('took'), { unit: 'ms', decimals: 0 }],
        ['tries', t('webTries'), { 'custom.width': 80 }],
      ]),
    },
    { column: t('webResult'), descending: true },
    { column: t('took'), descending: true },
  )
}

/** `result_code` 0 is good, any other names the trouble. */
const journeyMappings = (t: Context['t']) => [
  { type: 'value', options: { 0: { text: t('ok'), color: colour.ok, index: 0 } } },
  { type: 'range', options: { from: 1, to: 99, result: { text: t('fail'), color: colour.fail, index: 1 } } },
]

/** Figures that were read out of answers: backlogs, counters, versions. */
export function readValues(context: Context): ModernPanel[] {
  const { t } = context
  const base = { height: 9, noValue: t('webNoValues') }
  const web = ['site', 'service', 'server', 'name'] as const
  const made = ['site', 'service', 'journey', 'name'] as const
  const newest = { status: last('status'), value: value('value'), text: value('text') } as const
  return [
    timeseries({
      ...base,
      width: 12,
      interval: '1m',
      title: t('webValues'),
      description: t('webValuesHint'),
      targets: [
        series(
          '$tag_service $tag_name',
          select('http_value', { columns: { value: mean('value') }, where: servers, every: true, by: web }),
        ),
      ],
    }),
    timeseries({
      ...base,
      width: 12,
      interval: MADE,
      title: t('webJourneyValues'),
      description: t('webValuesHint'),
      targets: [
        series(
          '$tag_journey $tag_name',
          select('journey_value', { columns: { value: mean('value') }, where: journeys, every: true, by: made }),
        ),
      ],
    }),
    table(
      {
        ...base,
        width: 24,
        height: 8,
        timeFrom: '1h',
        title: t('webValuesNow'),
        description: t('webValuesNowHint'),
        targets: [
          rows(select('http_value', { policy: 'raw', columns: newest, where: servers, by: web })),
          rows(select('journey_value', { policy: 'raw', columns: newest, where: journeys, by: made })),
        ],
        ...columns(
          [
            ['status', t('state'), statusColumn(context)],
            ['name', t('webName')],
            ['value', t('sensorValue'), { decimals: 2 }],
            ['text', t('webText')],
            ['service', t('service')],
            ['server', t('webServer')],
            ['journey', t('webJourney')],
            ['site', t('site')],
          ],
          { before: joined() },
        ),
      },
      { column: t('state'), descending: true },
    ),
  ]
}
