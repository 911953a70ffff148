/** One reading: Unix ms and milliseconds of latency; `null` when nothing came back. */
export type Reading = readonly [at: number, value: number | null]
/** The recent past of one site, oldest first. */
export type History = readonly Reading[]

/** How far back a sparkline looks. */
export const HISTORY_MS = 15 * 60_000
/** Readings closer together than this count as one: a sparkline has about as many pixels. */
export const HISTORY_STEP_MS = 10_000

/** Adds a reading; a second one in the same step takes the place of the first. A reading from the past changes nothing. */
export function remember(history: History, at: number, value: number | null): History {
  const last = history.at(-1)
  if (last && at <= last[0]) return history
  const step = (time: number) => Math.floor(time / HISTORY_STEP_MS)
  const older = last && step(last[0]) === step(at) ? history.slice(0, -1) : history
  const oldest = older.findIndex(([time]) => time > at - HISTORY_MS)
  return [...(oldest < 0 ? [] : older.slice(oldest)), [at, value]]
}

/** Puts what the store knows before what was seen live. */
export function prepend(history: History, past: readonly Reading[]): History {
  const first = history[0]?.[0] ?? Number.POSITIVE_INFINITY
  return [...past.filter(([at]) => at < first), ...history]
}
