import { statusColours, statusMapping } from '../colour.ts'
import { chosen, max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stateTimeline, timeseries } from '../panel.ts'
import { series } from '../target.ts'

/** The checks that services have of their own: their states, and what each phase of them adds up to. */
export function checks({ t }: Context): ModernPanel[] {
  const run = (columns: Parameters<typeof select<'check', 'shown'>>[1]['columns']) =>
    select('check', {
      policy: 'raw',
      columns,
      where: [chosen('service', 'service')],
      every: true,
      by: ['check', 'site', 'service'],
    })
  const base = { noValue: t('noChecks') }
  return [
    stateTimeline({
      ...base,
      title: t('servicesCheckStates'),
      width: 12,
      height: 10,
      // As wide as the slowest check is long, twice: a narrower bucket would be empty now and then.
      interval: '2m',
      targets: [series('$tag_check', run({ shown: max('status') }))],
      mappings: [statusMapping(t)],
      thresholds: statusColours,
    }),
    timeseries({
      ...base,
      title: t('servicesDurations'),
      description: t('servicesDurationsHint'),
      width: 12,
      height: 10,
      unit: 'ms',
      interval: '30s',
      targets: [series('$tag_check', run({ shown: mean('duration_ms') }))],
    }),
  ]
}
