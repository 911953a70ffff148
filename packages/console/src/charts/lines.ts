import type { Reading } from '../state/history.ts'

/** uPlot's input: times in seconds, then one row for each line. `null` is a gap, `undefined` is "nothing at this time". */
export type Aligned = [number[], ...(number | null | undefined)[][]]

/**
 * Puts lines with times of their own on one time axis. Where a line is silent for longer than `gapMs` it is broken,
 * so that an outage is not drawn as a straight line across it.
 */
export function alignLines(lines: readonly (readonly Reading[])[], gapMs: number): Aligned {
  const broken = lines.map((line) => withGaps(line, gapMs))
  const times = [...new Set(broken.flatMap((line) => line.map(([at]) => at)))].sort((a, b) => a - b)
  const place = new Map(times.map((at, i) => [at, i]))
  const rows = broken.map((line) => {
    const row = new Array<number | null | undefined>(times.length)
    for (const [at, value] of line) row[place.get(at)!] = value
    return row
  })
  return [times.map((at) => at / 1000), ...rows]
}

function withGaps(line: readonly Reading[], gapMs: number): Reading[] {
  return line.flatMap((reading, i) => {
    const before = line[i - 1]
    const silent = before !== undefined && reading[0] - before[0] > gapMs
    return silent ? [[before[0] + 1, null] as const, reading] : [reading]
  })
}

/** What was fetched, then what came live after it, no older than `from`. */
export function continueLine(
  fetched: readonly Reading[],
  live: readonly Reading[],
  stepMs: number,
  from: number,
): Reading[] {
  const end = fetched.length > 0 ? fetched.at(-1)![0] + stepMs : Number.NEGATIVE_INFINITY
  return [...fetched, ...live.filter(([at]) => at >= end)].filter(([at]) => at >= from)
}
