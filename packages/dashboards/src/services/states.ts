import { serviceColours, serviceMapping } from '../colour.ts'
import { chosen, last, max, mean, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, stat, stateTimeline } from '../panel.ts'
import { series } from '../target.ts'
import { falling } from './falling.ts'

const here = [chosen('service', 'service')] as const

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
        series(
          '$tag_service',
          select('service', { policy: 'raw', columns: { state: last('state') }, where: here, by: ['service'] }),
        ),
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
      series(
        '$tag_service',
        select('service', { columns: { available: times(mean('up'), 100) }, where: here, by: ['service'] }),
      ),
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
        '$tag_service',
        select('service', {
          policy: 'raw',
          columns: { state: max('state') },
          where: here,
          every: true,
          by: ['service'],
        }),
      ),
    ],
    mappings: [serviceMapping(t)],
    thresholds: serviceColours,
    noValue: t('noServices'),
  })
