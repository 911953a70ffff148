import { colour, thresholds } from '../colour.ts'
import { count, first, last } from '../expression.ts'
import type { Context } from '../frame.ts'
import { titleField } from '../incident-query.ts'
import { causeMapping, severityMapping } from '../incident-table.ts'
import { select, selectFrom } from '../influxql.ts'
import { barGauge, field, type ModernPanel, timeseries } from '../panel.ts'
import { rows, series } from '../target.ts'
import { chosenOnes } from './selection.ts'

/** How often, of what kind, where. */
export function counts({ t, language }: Context): ModernPanel[] {
  const title = titleField(language)
  const number = { number: count('title') } as const
  const by = <B extends 'cause' | 'severity' | 'site'>(tag: B) =>
    selectFrom(
      select('incident', {
        policy: 'raw',
        columns: { title: last(title) },
        where: [...chosenOnes],
        by: ['incident', tag],
      }),
      { columns: number, by: [tag] },
    )
  const base = { decimals: 0, min: 0, noValue: t('noIncidentsThen'), thresholds: thresholds(colour.blue) }
  // The first that was heard of each in the time shown.
  const openings = selectFrom(
    select('incident', {
      policy: 'raw',
      columns: { title: first(title) },
      where: [...chosenOnes],
      by: ['incident', 'severity'],
    }),
    { columns: number, every: true, fill: 'none', by: ['severity'] },
  )
  const bars = (name: string, tag: 'cause' | 'severity') =>
    barGauge(
      {
        ...base,
        title: name,
        description: t('incidentsThenHint'),
        width: 6,
        height: 9,
        targets: [rows(by(tag))],
        overrides: [field(tag, { mappings: [tag === 'cause' ? causeMapping(t) : severityMapping(t)] })],
      },
      { column: 'number' },
    )
  return [
    timeseries(
      {
        ...base,
        title: t('openings'),
        description: t('openingsHint'),
        width: 6,
        height: 9,
        interval: '10m',
        targets: [series('$tag_severity', openings)],
        overrides: [
          field('critical', { displayName: t('critical'), color: { mode: 'fixed', fixedColor: colour.fail } }),
          field('warning', { displayName: t('warning'), color: { mode: 'fixed', fixedColor: colour.warn } }),
        ],
      },
      { bars: true, stacked: true },
    ),
    bars(t('bySeverity'), 'severity'),
    bars(t('byCause'), 'cause'),
    barGauge({
      ...base,
      title: t('bySite'),
      description: t('incidentsThenHint'),
      width: 6,
      height: 9,
      targets: [series('$tag_site', by('site'))],
    }),
  ]
}
