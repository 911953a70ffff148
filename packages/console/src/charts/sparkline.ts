import { HISTORY_MS, type History } from '../state/history.ts'

/** SVG paths of a sparkline. */
export interface SparklinePaths {
  readonly line: string
  readonly area: string
  /** A tick at the foot for each reading without an answer. */
  readonly lost: string
}

/** From foot to top at least this part of the highest value: a steady link draws a flat line, not its noise blown up. */
const LEAST_SPAN = 0.6
const EDGE = 2

/** Draws the history into a box; the right edge is the newest reading, the left edge `HISTORY_MS` before or the first reading. */
export function sparkline(history: History, width: number, height: number): SparklinePaths {
  const values = history.flatMap(([, value]) => (value === null ? [] : [value]))
  if (history.length < 2) return { line: '', area: '', lost: '' }
  const end = history.at(-1)![0]
  const start = Math.max(history[0]![0], end - HISTORY_MS)
  const high = Math.max(0, ...values)
  const span = Math.max(high * LEAST_SPAN, high - Math.min(high, ...values)) || 1
  const low = Math.max(0, high - span * 1.2)
  const x = (at: number) => round(((at - start) / Math.max(1, end - start)) * width)
  const y = (value: number) => round(height - EDGE - ((value - low) / (high - low || 1)) * (height - 2 * EDGE))

  const runs = runsOf(history).map((run) => ({
    left: x(run[0]![0]),
    right: x(run.at(-1)![0]),
    path: run.map(([at, value]) => `${x(at)} ${y(value)}`).join('L'),
  }))
  const line = runs.map(({ path }) => `M${path}`).join('')
  const area = runs.map(({ left, right, path }) => `M${left} ${height}L${path}L${right} ${height}z`).join('')
  const lost = history.flatMap(([at, value]) => (value === null ? [`M${x(at)} ${height - 5}v5`] : [])).join('')
  return { line, area, lost }
}

/** The stretches without a loss in between. */
function runsOf(history: History): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = []
  let open = false
  for (const [at, value] of history) {
    if (value !== null && open) runs.at(-1)!.push([at, value])
    else if (value !== null) runs.push([[at, value]])
    open = value !== null
  }
  return runs
}

const round = (value: number) => Math.round(value * 10) / 10
