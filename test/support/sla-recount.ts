/** What a recount says of a thing, ms. */
export interface Recount {
  readonly up: number
  readonly down: number
  readonly blind: number
  readonly excluded: number
  readonly outages: number
}

/** Results of one check: Unix ms and status, in order of time. */
export type Results = readonly (readonly [at: number, status: number])[]

interface RecountOptions {
  readonly from: number
  readonly to: number
  /** How long a result counts, ms. */
  readonly hold: number
  readonly excluded?: readonly { readonly from: number; readonly to: number }[]
}

/** How finely time is looked at, ms: each moment in the middle of such a step stands for it. */
const STEP_MS = 200

/**
 * Moment by moment, by the words of docs/sla.md alone: what was this thing at this time? It knows nothing of spans, and shares no code
 * with the reports. Of several checks it is up while any is, and down while all are: a site by its links. The results begin before the
 * period.
 */
export function recounted(checks: readonly Results[], { from, to, hold, excluded = [] }: RecountOptions): Recount {
  const sums = { up: 0, down: 0, blind: 0, excluded: 0, outages: 0 }
  const next = checks.map(() => 0)
  // An outage goes on until something good is known, and is one only where some of it counts.
  let outage: 'none' | 'uncounted' | 'counted' = 'none'
  for (let at = from + STEP_MS / 2; at < to; at += STEP_MS) {
    let ups = 0
    let downs = 0
    for (let i = 0; i < checks.length; i++) {
      const results = checks[i]!
      while (next[i]! < results.length && results[next[i]!]![0] <= at) next[i]!++
      const last = results[next[i]! - 1]
      const status = last !== undefined && at < last[0] + hold ? last[1] : 3
      if (status < 2) ups++
      else if (status === 2) downs++
    }
    const what = ups > 0 ? 'up' : downs === checks.length ? 'down' : 'blind'
    const out = excluded.some((span) => at >= span.from && at < span.to)
    sums[out ? 'excluded' : what] += STEP_MS
    if (what === 'up') outage = 'none'
    else if (what === 'down' && outage === 'none') outage = 'uncounted'
    if (what === 'down' && !out && outage === 'uncounted') {
      outage = 'counted'
      sums.outages++
    }
  }
  return sums
}

/** The value that `p` per cent of the values do not exceed (nearest rank), rounded to a tenth as the reports do. */
export function nearestRank(values: readonly number[], p: number): number {
  const sorted = values.map((value) => Math.round(value * 10) / 10).sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]!
}
