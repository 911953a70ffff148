import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Aligned } from '../charts/lines.ts'
import { type PlotStyle, plotOptions } from '../charts/plot-options.ts'
import { useSpeech } from '../context.ts'
import { useColorScheme } from './color-scheme.ts'

const HEIGHT = 170

export interface PlotProps {
  data: Aligned
  labels: readonly string[]
  format: PlotStyle['format']
  time: PlotStyle['time']
  clock: PlotStyle['clock']
  leastSpan: number
  sync: string
  /** What the chart shows, for those who cannot see it. */
  label: string
  /** Left and right edge, Unix ms. */
  window: readonly [number, number]
}

/** A uPlot chart as wide as its place. Drawn anew for other lines, language or colours; otherwise only given new data. */
export function Plot({ data, labels, format, time, clock, leastSpan, sync, label, window: [from, to] }: PlotProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef({ data, from, to })
  latest.current = { data, from, to }
  const scheme = useColorScheme()
  const { zone } = useSpeech()
  const names = labels.join('\n')

  // `names` stands for `labels`, `scheme` for the colours
  useEffect(() => {
    const element = place.current!
    const style: PlotStyle = { ...resolveColors(element, labels), format, time, clock, zone, leastSpan, sync }
    const made = new uPlot(plotOptions(style, element.clientWidth, HEIGHT), undefined, element)
    plot.current = made
    show(made, latest.current)
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [names, format, time, clock, zone, leastSpan, sync, scheme])

  useEffect(() => {
    if (plot.current) show(plot.current, { data, from, to })
  }, [data, from, to])

  return (
    <div class="plot" role="img" aria-label={label}>
      <div ref={place} />
    </div>
  )
}

function show(plot: uPlot, { data, from, to }: { data: Aligned; from: number; to: number }) {
  plot.batch(() => {
    plot.setData(data as uPlot.AlignedData, false)
    plot.setScale('x', { min: from / 1000, max: to / 1000 })
  })
}

/** Reads the theme's colours as the browser resolves them: a canvas does not know `var()` and `light-dark()`. */
function resolveColors(element: HTMLElement, labels: readonly string[]) {
  const probe = document.createElement('span')
  element.append(probe)
  const color = (property: string) => {
    probe.style.color = `var(${property})`
    return getComputedStyle(probe).color
  }
  const style = {
    lines: labels.map((label, i) => ({ label, color: color(`--line-${(i % 4) + 1}`) })),
    text: color('--muted'),
    grid: color('--grid'),
    font: `12px ${getComputedStyle(probe).fontFamily}`,
  }
  probe.remove()
  return style
}
