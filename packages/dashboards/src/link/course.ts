import { colour, rankColours, rankMapping, thresholds } from '../colour.ts'
import { last, max } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { availabilityCourse } from '../link-state.ts'
import { field, type ModernPanel, stateTimeline, table, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { renamed } from '../transformation.ts'
import { here } from './selection.ts'

export const state = ({ t }: Context): ModernPanel =>
  stateTimeline({
    title: t('linkState'),
    description: t('linkStateHint'),
    width: 24,
    height: 5,
    interval: '30s',
    targets: [
      series(
        '$tag_link',
        select('link_state', { columns: { rank: max('rank') }, where: here, every: true, by: ['site', 'link'] }),
      ),
    ],
    mappings: [rankMapping(t)],
    thresholds: rankColours,
    noValue: t('noLinks'),
  })

export const availability = ({ t }: Context): ModernPanel =>
  timeseries(
    {
      title: t('availabilityCourse'),
      description: t('accountHint'),
      width: 24,
      height: 6,
      interval: '1m',
      unit: 'percent',
      max: 100,
      targets: [series('$tag_link', availabilityCourse(here, ['site', 'link']))],
      thresholds: thresholds(colour.blue),
      noValue: t('noAccount'),
    },
    // What is promised lies above 99 %, and that is where the differences are.
    { softMin: 98 },
  )

/** Hops are numbers in texts: sorted by their order in the answer, which is that of tag values. */
export const pathTable = ({ t }: Context): ModernPanel =>
  table(
    {
      title: t('path'),
      description: t('pathHint'),
      width: 8,
      height: 9,
      targets: [
        rows(
          select('path', {
            policy: 'raw',
            columns: { address: last('address'), rtt: last('rtt_ms'), loss: last('loss_pct') },
            where: here,
            by: ['hop'],
          }),
        ),
      ],
      noValue: t('noPath'),
      transformations: [
        renamed({ hop: t('hop'), address: t('address'), rtt: t('roundTrip'), loss: t('loss') }),
        // A tag is a text: as a number, 10 comes after 9.
        {
          id: 'convertFieldType',
          options: { fields: {}, conversions: [{ targetField: t('hop'), destinationType: 'number' }] },
        },
      ],
      overrides: [
        field(t('hop'), { decimals: 0, 'custom.width': 70 }),
        field(t('roundTrip'), { unit: 'ms', decimals: 1 }),
        field(t('loss'), { unit: 'percent', decimals: 0 }),
      ],
    },
    { column: t('hop'), descending: false },
  )
