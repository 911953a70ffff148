import { colour, statusColours, statusMapping, thresholds, zeroIsGood } from '../colour.ts'
import { bits, count, has, is, last, max, sum, times } from '../expression.ts'
import type { Context } from '../frame.ts'
import { openNumber } from '../incident-query.ts'
import { select, selectFrom } from '../influxql.ts'
import { field, type ModernPanel, stat } from '../panel.ts'
import { rows, series } from '../target.ts'
import { worstFirst } from '../transformation.ts'

/** Big enough to be read from 4 m: a letter of 30 pixels is 9 mm on a screen of 55 inches. */
export const LETTERS = { value: 44, title: 24 }
const TALL = { width: 4, height: 4 }

/** The newest result of every link. */
const newest = select('check', {
  policy: 'raw',
  columns: { status: last('status') },
  where: [has('link'), is('kind', 'icmp')],
  by: ['site', 'link', 'check'],
})

/** Whether what stands here is of now: the collector writes of itself every 10 s. */
export const live = ({ t }: Context): ModernPanel =>
  stat(
    {
      ...TALL,
      title: t('wallLive'),
      description: t('wallFreshHint'),
      timeFrom: '1m',
      targets: [series('', select('collector', { policy: 'raw', columns: { runs: count('store_up') } }))],
      mappings: [
        { type: 'range', options: { from: 1, to: null, result: { text: t('wallRuns'), color: colour.ok, index: 0 } } },
        {
          type: 'special',
          options: { match: 'null+nan', result: { text: t('wallStale'), color: colour.fail, index: 1 } },
        },
      ],
      thresholds: thresholds(colour.fail, [1, colour.ok]),
      noValue: t('wallStale'),
    } as Parameters<typeof stat>[0],
    { filled: true, letters: LETTERS },
  )

/** When that was. */
export const fresh = ({ t }: Context): ModernPanel =>
  stat(
    {
      ...TALL,
      title: t('wallFresh'),
      description: t('wallFreshHint'),
      timeFrom: '24h',
      unit: 'dateTimeFromNow',
      targets: [rows(select('collector', { policy: 'raw', columns: { up: last('store_up') } }))],
      thresholds: thresholds(colour.blue),
      noValue: t('wallStale'),
    },
    { column: '[Tt]ime', letters: LETTERS, nameless: true },
  )

export function numbers({ t, language }: Context): ModernPanel[] {
  const down = selectFrom(selectFrom(newest, { columns: { bad: bits('status', 2) }, by: ['site', 'link'] }), {
    columns: { down: times(sum('bad'), 0.5) },
  })
  return [
    stat(
      {
        ...TALL,
        title: t('wallOpen'),
        description: t('openIncidentsHint'),
        timeFrom: '30d',
        decimals: 0,
        targets: [series('', openNumber(language, []))],
        thresholds: zeroIsGood(),
        noValue: '0',
      },
      { filled: true, letters: { ...LETTERS, value: 72 } },
    ),
    stat(
      {
        ...TALL,
        title: t('wallDown'),
        description: t('linksDownHint'),
        timeFrom: '10m',
        decimals: 0,
        targets: [series('', down)],
        thresholds: zeroIsGood(),
        noValue: '–',
      },
      { filled: true, letters: { ...LETTERS, value: 72 } },
    ),
  ]
}

/** A tile for each site, in its own name, the worst first. */
export const siteTiles = ({ t, siteNames }: Context): ModernPanel =>
  stat(
    {
      title: t('wallSites'),
      description: t('siteGridHint'),
      width: 16,
      height: 20,
      timeFrom: '10m',
      targets: [rows(selectFrom(newest, { columns: { status: max('status') }, by: ['site'] }))],
      mappings: [statusMapping(t)],
      thresholds: statusColours,
      noValue: t('noLinks'),
      transformations: [worstFirst('status')],
      overrides: [field('site', { mappings: [siteNames] })],
    },
    { filled: true, column: 'status', letters: { value: 22, title: 28 } },
  )
