import { statusColours, statusMapping } from './colour.ts'
import { type Condition, last, max, value } from './expression.ts'
import type { Context } from './frame.ts'
import { select } from './influxql.ts'
import type { TagOf } from './measurement.ts'
import { field, type ModernPanel, type Override, stateTimeline, table } from './panel.ts'
import type { DataLink } from './schema.ts'
import { rows, series } from './target.ts'
import { renamed } from './transformation.ts'

/** What stands in a board about some of the checks. */
interface About {
  readonly title: string
  readonly where: readonly Condition<TagOf<'check'>>[]
  readonly width?: number
  readonly height?: number
  readonly noValue?: string
}

/** A column with the status of a check, a value or a sensor: in words, and in colour. */
export const statusColumn = ({ t }: Pick<Context, 't'>, name = t('state')): Override =>
  field(name, {
    mappings: [statusMapping(t)],
    thresholds: statusColours,
    'custom.displayMode': 'color-background',
    'custom.width': 110,
  })

/** Newest results, the worst first. `since`: as far back as the slowest of them is apart from the next. */
export function checkTable(
  context: Context,
  { title, where, width = 24, height = 9, noValue }: About,
  { since, links = [] }: { readonly since: string; readonly links?: readonly DataLink[] },
): ModernPanel {
  const { t } = context
  const newest = select('check', {
    policy: 'raw',
    // Error and detail of the very point that is the newest: beside `last` of each they could be of another day.
    columns: { status: last('status'), error: value('error'), detail: value('detail'), took: value('duration_ms') },
    where,
    by: ['site', 'check', 'kind'],
  })
  const names = {
    status: t('state'),
    site: t('site'),
    check: t('check'),
    kind: t('kind'),
    error: t('error'),
    detail: t('detail'),
    took: t('took'),
  }
  return table(
    {
      title,
      description: t('checkTableHint'),
      width,
      height,
      timeFrom: since,
      noValue: noValue ?? t('noChecks'),
      targets: [rows(newest)],
      transformations: [renamed(names, t('checkedAt'), 'last')],
      overrides: [
        statusColumn(context),
        field(t('took'), { unit: 'ms', decimals: 0, 'custom.width': 100 }),
        field(t('kind'), { 'custom.width': 110 }),
        field(t('error'), { 'custom.width': 110 }),
        field(t('checkedAt'), { 'custom.width': 170 }),
        ...(links.length > 0 ? [field(t('site'), { links })] : []),
      ],
    },
    { column: t('state'), descending: true },
  )
}

/** How the checks were; between two runs the state stays what it was. */
export function checkTimeline(
  context: Context,
  { title, where, width = 24, height = 8, noValue }: About,
  { interval }: { readonly interval: string },
): ModernPanel {
  const { t } = context
  const states = select('check', {
    policy: 'raw',
    columns: { status: max('status') },
    where,
    every: true,
    by: ['check'],
  })
  return stateTimeline({
    title,
    description: t('checkTimelineHint'),
    width,
    height,
    interval,
    targets: [series('$tag_check', states)],
    mappings: [statusMapping(t)],
    thresholds: statusColours,
    noValue: noValue ?? t('noChecks'),
  })
}
