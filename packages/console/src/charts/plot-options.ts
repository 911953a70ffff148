import uPlot from 'uplot'

/** What a chart needs to know to be drawn. Colours are CSS colours, resolved: a canvas knows no custom properties. */
export interface PlotStyle {
  readonly lines: readonly { readonly label: string; readonly color: string }[]
  readonly text: string
  readonly grid: string
  readonly font: string
  /** A value in words, for the legend and the axis. */
  readonly format: (value: number | null) => string
  /** A time of day, Unix ms. */
  readonly time: (at: number) => string
  readonly clock: (at: number) => string
  /** Whose clocks the axis is marked by. */
  readonly zone: string
  /** The least that the axis shows, so that noise does not look like a mountain. */
  readonly leastSpan: number
  /** Charts with the same key move their cursors together. */
  readonly sync: string
}

/** uPlot's options for one metric over time. */
export function plotOptions(style: PlotStyle, width: number, height: number): uPlot.Options {
  const axis = { stroke: style.text, font: style.font, grid: { stroke: style.grid, width: 1 }, ticks: { show: false } }
  return {
    width,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), style.zone),
    padding: [10, 12, 0, 0],
    cursor: { sync: { key: style.sync }, points: { size: 7 }, drag: { x: false, y: false } },
    legend: { live: true, markers: { width: 0, fill: (_, i) => style.lines[i - 1]?.color ?? 'transparent' } },
    scales: { y: { range: (_, low, high) => spanOf(low ?? 0, high ?? 0, style.leastSpan) } },
    axes: [
      { ...axis, space: 70, size: 30, values: (_, splits) => splits.map((at) => style.time(at * 1000)) },
      { ...axis, size: 62, gap: 6, values: (_, splits) => splits.map((value) => style.format(value)) },
    ],
    series: [
      { label: '', value: (_, at) => (at == null ? '' : style.clock(at * 1000)) },
      ...style.lines.map(({ label, color }) => ({
        label,
        stroke: color,
        width: 1.75,
        points: { show: false },
        // Without a cursor the legend says the newest figure.
        value: (plot: uPlot, value: number | null, line: number, at: number | null) =>
          style.format((at === null ? newest(plot.data[line]) : value) ?? null),
      })),
    ],
  }
}

/** From zero, so that twice as high is twice as much; below it only where a clock is behind. */
const spanOf = (low: number, high: number, least: number): [number, number] => [
  Math.min(0, low * 1.15),
  Math.max(low < 0 ? 0 : least, high * 1.15),
]

function newest(values: uPlot.AlignedData[number] | undefined): number | null | undefined {
  return values && Array.from(values).findLast((value) => value !== undefined)
}
