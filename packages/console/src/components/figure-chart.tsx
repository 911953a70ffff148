import { useMemo } from 'preact/hooks'
import type { CheckFigure, SeriesDocument } from '../api/document.ts'
import { alignLines } from '../charts/lines.ts'
import { type HistoryRange, historyRanges } from '../charts/state-strip.ts'
import { useConsole, useSpeech } from '../context.ts'
import type { Format } from '../i18n/format.ts'
import type { Words } from '../i18n/vi.ts'
import type { Reading } from '../state/history.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { Plot } from './plot.tsx'
import { SeriesTrouble } from './series-trouble.tsx'

const REFETCH_MS = 60_000
/** Lines of one chart that can be told apart. */
const MAX_LINES = 4
/** Steps without a point after which a line is broken; checks that run once a day have wider ones. */
const GAP_STEPS = 3

type Unit = CheckFigure['unit']

/** What the axis shows, from what is stored. */
const scaleOf: Readonly<Record<Unit, number>> = {
  ms: 1,
  s: 1_000,
  days: 1,
  seconds_left: 1 / 86_400,
  percent: 1,
  count: 1,
  score: 1,
}
/** The least that an axis shows, so that noise does not look like a mountain. */
const leastOf: Readonly<Record<Unit, number>> = {
  ms: 0.1,
  s: 0.1,
  days: 10,
  seconds_left: 10,
  percent: 10,
  count: 5,
  score: 5,
}

const textIn = (unit: Unit, format: Format, words: Words) => (value: number | null) => {
  if (value === null) return words.unknownValue
  if (unit === 'ms' || unit === 's') return format.milliseconds(value)
  if (unit === 'percent') return format.percent(value)
  if (unit === 'count') return format.count(value)
  if (unit === 'score') return format.decimal(value)
  return words.aboutCheck.days(format.count(Math.floor(value)))
}

interface FigureChartProps {
  readonly figure: CheckFigure
  readonly title: string
  readonly range: HistoryRange
  /** What one run of the check is apart from the next, ms. */
  readonly intervalMs: number
  /** Charts with the same key move their cursors together. */
  readonly sync: string
}

/** One figure of a check over time, as the store has it. */
export function FigureChart({ figure, title, range, intervalMs, sync }: FigureChartProps) {
  const { client, live } = useConsole()
  const { words, format } = useSpeech()
  const { spanMs, figureStepMs } = historyRanges[range]
  const key = `${figure.measurement} ${figure.field} ${JSON.stringify(figure.tags)} ${range}`
  const { value, error, reload } = useResource(key, async (signal) => {
    const to = Date.now() + live.state.clockOffset
    const { measurement, field, tags, group } = figure
    const query = { measurement, field, tags, group, from: to - spanMs, to, stepMs: figureStepMs }
    return { to, series: (await client.series(query, signal)).series }
  })
  usePolling(reload, REFETCH_MS)
  const lines = useMemo(() => linesOf(value?.series ?? [], figure), [value])
  const data = useMemo(
    () =>
      alignLines(
        lines.map(({ readings }) => readings),
        GAP_STEPS * Math.max(figureStepMs, intervalMs),
      ),
    [lines, figureStepMs, intervalMs],
  )
  const text = useMemo(() => textIn(figure.unit, format, words), [figure.unit, format, words])
  if (error !== undefined && !value) return <SeriesTrouble title={title} error={error} onRetry={reload} />
  const newest = lines.map(({ label, readings }) => `${label} ${text(readings.at(-1)?.[1] ?? null)}`)
  const left = (value?.series.length ?? 0) - lines.length
  const to = value?.to ?? Date.now()
  return (
    <section class="panel chart">
      <h3>{title}</h3>
      <Plot
        data={data}
        labels={lines.map(({ label }) => label || title)}
        format={text}
        time={range === '24h' ? format.minute : format.day}
        clock={format.stamp}
        leastSpan={leastOf[figure.unit]}
        sync={sync}
        label={`${title}, ${words.aboutCheck.historyRanges[range]}: ${newest.join(', ')}`}
        window={[to - spanMs, to]}
      />
      {left > 0 && <p class="muted">{words.aboutCheck.moreLines(left)}</p>}
      {value && data[0].length === 0 && <p class="chart-empty muted">{words.noSeries}</p>}
      {!value && <p class="chart-empty muted">{words.loading}</p>}
    </section>
  )
}

function linesOf(series: SeriesDocument['series'], { unit, group }: CheckFigure) {
  const scale = scaleOf[unit]
  return series
    .filter(({ points }) => points.length > 0)
    .slice(0, MAX_LINES)
    .map(({ tags, points }) => ({
      label: group.map((tag) => tags[tag] ?? '').join(' '),
      readings: points.map(([at, value]): Reading => [at, value === null ? null : value * scale]),
    }))
}
