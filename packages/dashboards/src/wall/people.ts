import { colour, thresholds } from '../colour.ts'
import { last } from '../expression.ts'
import type { Context } from '../frame.ts'
import { openIncidentsOf } from '../incident-query.ts'
import { select } from '../influxql.ts'
import { field, type ModernPanel, stat } from '../panel.ts'
import { rows } from '../target.ts'
import { LETTERS } from './tiles.ts'

/** Most incidents in letters that can be read from afar; the number of all stands above. */
const MAX_SHOWN = 7

export const onCall = ({ t }: Context): ModernPanel =>
  stat(
    {
      title: t('wallOnCall'),
      description: t('wallOnCallHint'),
      width: 8,
      height: 4,
      timeFrom: '10m',
      targets: [rows(select('on_call', { policy: 'raw', columns: { person: last('person') }, by: ['rota'] }))],
      thresholds: thresholds(colour.blue),
      noValue: t('noRota'),
    },
    { column: 'person', letters: { value: 34, title: 20 }, most: 4 },
  )

/** What is wrong, in words. */
export const incidentTiles = ({ t, language, siteNames }: Context): ModernPanel =>
  stat(
    {
      title: t('openIncidents'),
      description: t('openIncidentsHint'),
      width: 8,
      height: 20,
      timeFrom: '30d',
      targets: [rows(openIncidentsOf(language, []))],
      thresholds: thresholds(colour.fail),
      noValue: t('noIncidents'),
      overrides: [field('site', { mappings: [siteNames] })],
      transformations: [
        { id: 'sortBy', options: { fields: {}, sort: [{ field: 'severity', desc: false }] } },
        // What else is a text would stand in the tile's head.
        {
          id: 'filterFieldsByName',
          options: { include: { names: ['site', 'title'] } },
        },
      ],
    },
    { filled: true, column: 'title', letters: { ...LETTERS, value: 26, title: 20 }, stacked: true, most: MAX_SHOWN },
  )
