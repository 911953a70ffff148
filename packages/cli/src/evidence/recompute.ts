/**
 * Works a link's figures out of its raw samples, by the words of docs/sla.md and without any code of the report: time is cut at every
 * moment at which anything may change, and each piece is judged by itself.
 */

/** One line of the samples. `status` NaN: a measurement without a verdict. */
export interface Line {
  readonly at: number
  readonly status: number
  readonly rtt: number | undefined
  readonly loss: number | undefined
}

export interface Stretch {
  readonly from: number
  readonly to: number
}

/** By which rules. */
export interface Rules {
  readonly period: Stretch
  readonly interval_ms: number
  readonly hold_ms: number
  readonly excluded: readonly Stretch[]
  readonly closed: readonly Stretch[]
}

export interface Figures {
  readonly up_ms: number
  readonly down_ms: number
  readonly blind_ms: number
  readonly excluded_ms: number
  readonly closed_ms: number
  readonly outages: { from: number; to: number; counted_ms: number }[]
  readonly latency: { count: number; mean: number } | null
  readonly loss: { count: number; mean: number } | null
}

type Where = 'up' | 'down' | 'blind' | 'excluded' | 'closed'

/** Lines in order of time. */
export function recompute(lines: readonly Line[], rules: Rules): Figures {
  const { period, hold_ms, excluded, closed } = rules
  const verdicts = lines.filter(({ status }) => !Number.isNaN(status))
  const cuts = cutsOf(verdicts, rules)
  const sums: Record<Where, number> = { up: 0, down: 0, blind: 0, excluded: 0, closed: 0 }
  const outages: Figures['outages'] = []
  const good: { from: number; to: number }[] = []
  let current: Figures['outages'][number] | undefined
  let seen = -1
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!]
    if (from < period.from || to > period.to) continue
    while (seen + 1 < verdicts.length && verdicts[seen + 1]!.at <= from) seen++
    const last = verdicts[seen]
    const counts = last !== undefined && from < last.at + hold_ms
    const isDown = counts && last.status === 2
    const isUp = counts && last.status < 2
    const isClosed = closed.some((one) => from >= one.from && from < one.to)
    const isExcluded = excluded.some((one) => from >= one.from && from < one.to)
    const where: Where = isClosed ? 'closed' : isExcluded ? 'excluded' : isDown ? 'down' : isUp ? 'up' : 'blind'
    sums[where] += to - from
    if (where === 'up') {
      const before = good.at(-1)
      if (before?.to === from) before.to = to
      else good.push({ from, to })
    }
    if (isClosed) continue
    if (isUp) current = undefined
    if (isDown) {
      if (!current) {
        current = { from, to, counted_ms: 0 }
        outages.push(current)
      }
      current.to = to
      if (!isExcluded) current.counted_ms += to - from
    }
  }
  return {
    up_ms: sums.up,
    down_ms: sums.down,
    blind_ms: sums.blind,
    excluded_ms: sums.excluded,
    closed_ms: sums.closed,
    outages,
    latency: meanOf(lines, good, rules, ({ rtt }) => rtt),
    loss: meanOf(lines, good, rules, ({ loss }) => loss),
  }
}

function cutsOf(verdicts: readonly Line[], { period, hold_ms, excluded, closed }: Rules): Float64Array {
  const all = [period.from, period.to]
  for (const { at } of verdicts) all.push(at, at + hold_ms)
  for (const { from, to } of excluded) all.push(from, to)
  for (const { from, to } of closed) all.push(from, to)
  return Float64Array.from(new Set(all)).sort()
}

/** The mean of what was measured while all was well, one interval after each time that it began to be. */
function meanOf(
  lines: readonly Line[],
  good: readonly Stretch[],
  { interval_ms }: Rules,
  measuredBy: (line: Line) => number | undefined,
): Figures['latency'] {
  let [sum, count, next] = [0, 0, 0]
  for (const line of lines) {
    while (next < good.length && line.at >= good[next]!.to) next++
    const value = measuredBy(line)
    if (next >= good.length || value === undefined || line.at < good[next]!.from + interval_ms) continue
    sum += value
    count++
  }
  return count === 0 ? null : { count, mean: sum / count }
}
