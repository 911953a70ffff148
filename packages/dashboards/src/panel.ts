import { colour, thresholds } from './colour.ts'
import type {
  DataLink,
  Defaults,
  Mapping,
  PanelJson,
  PanelKind,
  PanelKinds,
  Thresholds,
  Transformation,
} from './schema.ts'
import { dataSource, lettered, type Target } from './target.ts'

/** What every kind of panel says of itself. Grafana's grid is 24 wide; a unit of height is about 30 pixels. */
export interface PanelSpec {
  readonly title: string
  /** Shown behind the panel's "i": what it means and what to do. */
  readonly description?: string
  readonly width: number
  readonly height: number
  readonly targets: readonly Omit<Target, 'refId'>[]
  /** Grafana's id of the unit: `ms`, `percent`, `bps`. */
  readonly unit?: string
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  readonly thresholds?: Thresholds
  readonly mappings?: readonly Mapping[]
  /** What stands there when there is no data: the likely reason and the way out. */
  readonly noValue: string
  readonly links?: readonly DataLink[]
  readonly overrides?: readonly Override[]
  readonly transformations?: readonly Transformation[]
  /** Looks at this much time before the end of the range, whatever the range is: for panels that say "now". */
  readonly timeFrom?: string
  /** Narrowest bucket: the interval at which the thing is measured. */
  readonly interval?: string
  /** Most points of a curve, or of states in a line. */
  readonly maxDataPoints?: number
}

export interface Override {
  readonly matcher: { readonly id: 'byName' | 'byRegexp' | 'byFrameRefID'; readonly options: string }
  readonly properties: readonly { readonly id: string; readonly value: unknown }[]
}

/** Sets properties of one column or curve. */
export const field = (name: string, properties: Readonly<Record<string, unknown>>): Override => ({
  matcher: { id: 'byName', options: name },
  properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
})

/** Our own panel: dash-gen's panels are of a kind that Grafana has dropped. Its rows only call `generate`. */
export interface ModernPanel {
  generate(): PanelJson
}

function panel<K extends PanelKind>(
  type: K,
  spec: PanelSpec,
  options: PanelKinds[K]['options'],
  custom: PanelKinds[K]['custom'] | undefined,
  color: Defaults<K>['color'],
): ModernPanel {
  const { title, description, width, height, unit, decimals, min, max, mappings = [], links = [] } = spec
  const defaults: Defaults<K> = {
    ...(color && { color }),
    ...(custom && { custom }),
    ...(unit !== undefined && { unit }),
    ...(decimals !== undefined && { decimals }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    mappings: [...mappings],
    thresholds: spec.thresholds ?? thresholds(colour.ok),
    noValue: spec.noValue,
    links: [...links],
  }
  const json = {
    type,
    title,
    ...(description && { description }),
    datasource: dataSource,
    gridPos: { x: 0, y: 0, w: width, h: height },
    fieldConfig: { defaults, overrides: [...(spec.overrides ?? [])] },
    options,
    targets: lettered(spec.targets),
    ...(spec.transformations && { transformations: [...spec.transformations] }),
    ...(spec.timeFrom && { timeFrom: spec.timeFrom }),
    ...(spec.interval && { interval: spec.interval }),
    ...(spec.maxDataPoints && { maxDataPoints: spec.maxDataPoints }),
  }
  // Options and custom fields are checked above against their own types; `Panel` itself knows them only as records.
  return { generate: () => json as unknown as PanelJson }
}

/**
 * A point every 5 minutes of 48 hours: where a longer range is shown from 5-minute averages, a bucket then is no narrower than those, and
 * none is empty between two.
 */
const MAX_POINTS = 576

/** A longer silence than two of the 5-minute averages is a real one, ms. */
const GAP_MS = 600_000

export interface CurveStyle {
  /** Areas on top of each other. */
  readonly stacked?: boolean
  /** Draws the thresholds into the chart. */
  readonly showThresholds?: boolean
  readonly legend?: 'list' | 'table'
  readonly bars?: boolean
  /** Where the axis begins unless a value is below; 0 unless said. */
  readonly softMin?: number
}

/** Curves over time. */
export const timeseries = (
  spec: PanelSpec,
  { stacked, showThresholds, legend = 'list', bars, softMin = 0 }: CurveStyle = {},
): ModernPanel =>
  panel(
    'timeseries',
    { maxDataPoints: MAX_POINTS, ...spec },
    {
      legend: {
        displayMode: legend,
        placement: legend === 'table' ? 'right' : 'bottom',
        showLegend: true,
        calcs: legend === 'table' ? ['lastNotNull', 'max'] : [],
        ...(legend === 'table' && { sortBy: 'Max', sortDesc: true }),
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    {
      drawStyle: bars ? 'bars' : 'line',
      lineInterpolation: 'linear',
      lineWidth: 1,
      fillOpacity: bars ? 60 : stacked ? 30 : 0,
      gradientMode: 'none',
      showPoints: 'auto',
      pointSize: 4,
      // Probes report on their own rhythm.
      spanNulls: GAP_MS,
      stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
      axisPlacement: 'auto',
      axisSoftMin: softMin,
      thresholdsStyle: { mode: showThresholds ? 'dashed' : 'off' },
    },
    { mode: 'palette-classic' },
  )

export interface StatStyle {
  /** Fills the tile with the colour instead of writing in it. */
  readonly filled?: boolean
  readonly sparkline?: boolean
  /** A tile for each row of the result, showing this column; otherwise one for each curve, showing its last value. */
  readonly column?: string
  /** Letters for a wall, pixels: the values', and those of what stands above them. */
  readonly letters?: { readonly value: number; readonly title: number }
  /** Without the tile's name: there is one. */
  readonly nameless?: boolean
  /** Tiles one below the other. */
  readonly stacked?: boolean
  /** Most tiles. */
  readonly most?: number
}

/** Big figures. */
export const stat = (
  spec: PanelSpec,
  { filled, sparkline, column, letters, nameless, stacked, most }: StatStyle = {},
): ModernPanel =>
  panel(
    'stat',
    spec,
    {
      reduceOptions: reduced(column, most),
      orientation: stacked ? 'horizontal' : 'auto',
      ...(letters && { text: { titleSize: letters.title, valueSize: letters.value } }),
      textMode: nameless ? 'value' : column ? 'value_and_name' : 'auto',
      colorMode: filled ? 'background' : 'value',
      graphMode: sparkline ? 'area' : 'none',
      justifyMode: 'center',
    },
    undefined,
    { mode: 'thresholds' },
  )

/** States over time, a line each. */
export const stateTimeline = (spec: PanelSpec): ModernPanel =>
  panel(
    'state-timeline',
    { maxDataPoints: MAX_POINTS, ...spec },
    {
      mergeValues: true,
      showValue: 'never',
      alignValue: 'left',
      rowHeight: 0.85,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'single', sort: 'none' },
    },
    { fillOpacity: 85, lineWidth: 0, spanNulls: GAP_MS },
    { mode: 'thresholds' },
  )

/** An empty cell: Grafana would write the panel's `noValue` into each, which is a sentence. */
const emptyCells: Override = {
  matcher: { id: 'byRegexp', options: '/.*/' },
  properties: [{ id: 'noValue', value: '–' }],
}

export interface Sorting {
  /** The column's shown name. */
  readonly column: string
  readonly descending: boolean
}

/** Rows and columns, by the first of `sortBy`, then by the next. */
export const table = (spec: PanelSpec, ...sortBy: readonly Sorting[]): ModernPanel =>
  panel(
    'table',
    { ...spec, overrides: [emptyCells, ...(spec.overrides ?? [])] },
    {
      showHeader: true,
      ...(sortBy.length > 0 && {
        sortBy: sortBy.map(({ column, descending }) => ({ displayName: column, desc: descending })),
      }),
    },
    // `displayMode` is what Grafana 9 reads; newer ones translate it into `cellOptions`.
    { align: 'auto', displayMode: 'auto', filterable: true },
    { mode: 'thresholds' },
  )

/** A bar for each curve's last value; with `column`, for each row of the result. */
export const barGauge = (spec: PanelSpec, { column }: { readonly column?: string } = {}): ModernPanel =>
  panel(
    'bargauge',
    spec,
    {
      orientation: 'horizontal',
      displayMode: 'basic',
      showUnfilled: true,
      valueMode: 'color',
      reduceOptions: reduced(column),
    },
    undefined,
    { mode: 'thresholds' },
  )

/** What of a result is shown: each row's value of a column, or each curve's last value. */
const reduced = (column: string | undefined, limit = MAX_TILES) =>
  column
    ? { values: true, calcs: ['lastNotNull'], fields: `/^${column}$/`, limit }
    : { values: false, calcs: ['lastNotNull'], fields: '' }

/** More tiles than this nobody reads. */
const MAX_TILES = 200
