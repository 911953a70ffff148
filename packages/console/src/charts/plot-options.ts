import uPlot from 'uplot'
import { ZONE } from '../i18n/format.ts'

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
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
    padding: [10, 12, 0, 0],
    cursor: { sync: { key: style.sync }, points: { size: 7 }, drag: { x: false, y: false } },
    legend: { live: true, markers: { width: 0, fill: (_, i) => style.lines[i - 1]?.color ?? 'transparent' } },
    scales: { y: { range: (_, low, high) => [0, Math.max(style.leastSpan, (high ?? 0) * 1.15, low ?? 0)] } },
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

function newest(values: uPlot.AlignedData[number] | undefined): number | null | undefined {
  return values && Array.from(values).findLast((value) => value !== undefined)
}
