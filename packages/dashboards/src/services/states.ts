import { serviceColours, serviceMapping } from '../colour.ts'
import { chosen, last, max, mean, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stat, stateTimeline } from '../panel.ts'
import { series } from '../target.ts'
import { falling } from './falling.ts'

const here = [chosen('service', 'service')] as const

/** Two sites may have a service of one id. */
const NAMED = '$tag_site / $tag_service'
const BY = ['site', 'service'] as const

/** A state is written every minute. */
const EVERY = '1m'

export const now = ({ t }: Context): ModernPanel =>
  stat(
    {
      title: t('servicesNow'),
      description: t('servicesNowHint'),
      width: 12,
      height: 7,
      timeFrom: '10m',
      targets: [
        series(NAMED, select('service', { policy: 'raw', columns: { state: last('rank') }, where: here, by: [...BY] })),
      ],
      mappings: [serviceMapping(t)],
      thresholds: serviceColours,
      noValue: t('noServices'),
    },
    { filled: true },
  )

export const availability = ({ t, limits }: Context): ModernPanel =>
  stat({
    title: t('servicesAvailability'),
    description: t('servicesAvailabilityHint'),
    width: 12,
    height: 7,
    unit: 'percent',
    decimals: 2,
    targets: [
      series(NAMED, select('service', { columns: { available: times(mean('up'), 100) }, where: here, by: [...BY] })),
    ],
    thresholds: falling(limits.availabilityPct),
    noValue: t('noServices'),
  })

export const states = ({ t }: Context): ModernPanel =>
  stateTimeline({
    title: t('servicesStates'),
    width: 24,
    height: 9,
    interval: EVERY,
    targets: [
      series(
        NAMED,
        select('service', {
          policy: 'raw',
          columns: { state: max('rank') },
          where: here,
          every: true,
          by: [...BY],
        }),
      ),
    ],
    mappings: [serviceMapping(t)],
    thresholds: serviceColours,
    noValue: t('noServices'),
  })
