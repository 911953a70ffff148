import { colour, falling, rising, sourceMapping, statusColours, thresholds, zeroIsGood } from '../colour.ts'
import { above, count, is, isValue, last, max, min } from '../expression.ts'
import { type Context, drillDown } from '../frame.ts'
import { countOf, select, selectFrom } from '../influxql.ts'
import { field, type ModernPanel, type PanelSpec, stat, table } from '../panel.ts'
import { placeholder } from '../placeholder.ts'
import type { Thresholds } from '../schema.ts'
import { rows, series } from '../target.ts'
import { joined, renamed, worstFirst } from '../transformation.ts'
import { here, NOW } from './selection.ts'
import { asTheyAre, sources } from './supply.ts'

/** Per cent of a full battery. */
export const charged = falling({ warn: 80, fail: 50 })
/** Seconds that a battery lasts: half an hour is good, ten minutes are what an orderly shutdown takes. */
export const lasting = falling({ warn: 1_800, fail: 600 })
export const loaded = rising({ warn: 80, fail: 95 })
/** °C in a server room (ASHRAE recommends up to 27). */
export const warm = rising({ warn: 30, fail: 38 })

export const powerFigures = (context: Context): ModernPanel[] => [...supplyFigures(context), ...roomFigures(context)]

const figure = (
  title: string,
  description: string,
  query: Parameters<typeof series>[1],
  colours: Thresholds,
  more: Partial<PanelSpec> = {},
): ModernPanel =>
  stat({
    title,
    description,
    width: 4,
    height: 4,
    decimals: 0,
    timeFrom: NOW,
    targets: [series('', query)],
    thresholds: colours,
    noValue: '–',
    ...more,
  })

function supplyFigures({ t }: Context): ModernPanel[] {
  const onBattery = countOf(sources, 'source', [isValue('source', 2)])
  const all = selectFrom(sources, { columns: { n: count('source') } })
  const lowest = selectFrom(asTheyAre.battery, { columns: { lowest: min('charge') } })
  const shortest = selectFrom(asTheyAre.battery, { columns: { least: min('left') } })
  return [
    figure(t('powerWatched'), t('powerWatchedHint'), all, thresholds(colour.ok)),
    figure(t('powerOnBattery'), t('powerOnBatteryHint'), onBattery, zeroIsGood(), { noValue: '0' }),
    figure(t('powerLowest'), t('powerLowestHint'), lowest, charged, { unit: 'percent' }),
    figure(t('powerShortest'), t('powerShortestHint'), shortest, lasting, { unit: 's' }),
  ]
}

function roomFigures({ t }: Context): ModernPanel[] {
  const by = ['site', 'device', 'type', 'sensor'] as const
  const hottest = select('sensor', {
    policy: 'raw',
    columns: { hottest: max('value') },
    where: [...here, is('type', 'temperature')],
  })
  const statuses = select('sensor', { policy: 'raw', columns: { status: last('status') }, where: here, by })
  const many = countOf(statuses, 'status', [above('status', 0)])
  return [
    figure(t('powerHottest'), t('powerHottestHint'), hottest, thresholds(colour.blue), { unit: 'celsius' }),
    figure(t('powerSick'), t('powerSickHint'), many, zeroIsGood(colour.warn), { noValue: '0' }),
  ]
}

/** A tile a site: on the mains or on its batteries. */
export const powerGrid = (context: Context): ModernPanel =>
  stat(
    {
      title: context.t('powerGrid'),
      description: context.t('powerGridHint'),
      width: 24,
      height: 6,
      timeFrom: NOW,
      targets: [rows(selectFrom(sources, { columns: { source: max('source') }, by: ['site'] }))],
      mappings: [sourceMapping(context.t)],
      thresholds: statusColours,
      noValue: context.t('powerNothing'),
      transformations: [worstFirst('source')],
      links: [drillDown(context, 'power', { site: placeholder('__data.fields.site') })],
    },
    { filled: true, column: 'source' },
  )

/** Every supply, those on batteries first, the longest first. */
export function supplyTable(context: Context): ModernPanel {
  const { t } = context
  const text = (unit: string, colours: Thresholds, more = {}) => ({
    unit,
    decimals: 0,
    thresholds: colours,
    'custom.displayMode': 'color-text',
    ...more,
  })
  const voltage = { unit: 'volt', decimals: 0 }
  return table(
    {
      title: t('powerSupplies'),
      description: t('powerSuppliesHint'),
      width: 14,
      height: 10,
      timeFrom: NOW,
      noValue: t('powerNothing'),
      targets: [rows(sources), rows(asTheyAre.battery), rows(asTheyAre.input), rows(asTheyAre.output)],
      transformations: [
        ...joined(),
        renamed({
          source: t('powerSource'),
          site: t('site'),
          device: t('device'),
          charge: t('powerCharge'),
          left: t('powerLeft'),
          load: t('powerLoad'),
          input: t('powerInput'),
          output: t('powerOutput'),
        }),
      ],
      overrides: [
        field(t('powerSource'), {
          mappings: [sourceMapping(t)],
          thresholds: statusColours,
          'custom.displayMode': 'color-background',
          'custom.width': 130,
        }),
        field(t('powerCharge'), text('percent', charged)),
        field(t('powerLeft'), text('s', lasting)),
        field(t('powerLoad'), text('percent', loaded)),
        field(t('powerInput'), voltage),
        field(t('powerOutput'), voltage),
        field(t('site'), { links: [drillDown(context, 'power', { site: placeholder('__value.raw') })] }),
        field(t('device'), {
          links: [
            drillDown(context, 'device', {
              site: placeholder(`__data.fields["${t('site')}"]`),
              device: placeholder('__value.raw'),
            }),
          ],
        }),
      ],
    },
    { column: t('powerSource'), descending: true },
    { column: t('powerCharge'), descending: false },
  )
}
