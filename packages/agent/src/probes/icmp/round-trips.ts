/** Round trips kept between two read-outs, newest last; counts and means go on beyond it. Bounds memory when nobody reads. */
export const MAX_SAMPLES = 4_096

/** The gain of RFC 3550 §6.4.1. */
const JITTER_GAIN = 1 / 16

/** What the round trips of a window come to, ms. */
export interface RttSummary {
  readonly min: number
  readonly avg: number
  readonly max: number
  /** Of the population, as ping's mdev. */
  readonly stddev: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Mean absolute difference of consecutive round trips of this window alone, so that windows can be compared and averaged. */
  readonly jitter: number
  /** RFC 3550 §6.4.1: the same differences smoothed with gain 1/16 over the whole stream, as it stands at the end of the window. */
  readonly jitterRfc3550: number
}

/** Collects round trips; the difference over the border of two windows belongs to the later one. */
export interface RoundTrips {
  add(rttMs: number): void
  /** How many since the last `take`. */
  readonly count: number
  /** Sums up since the last call and begins anew; undefined when there were none. The smoothed jitter goes on. */
  take(): RttSummary | undefined
}

export function createRoundTrips(): RoundTrips {
  let tally = emptyTally()
  let previous: number | undefined
  let smoothed = 0
  return {
    add(rttMs) {
      count(tally, rttMs, previous)
      if (previous !== undefined) smoothed += (Math.abs(rttMs - previous) - smoothed) * JITTER_GAIN
      previous = rttMs
    },
    get count() {
      return tally.count
    },
    take() {
      const summary = summarise(tally, smoothed)
      tally = emptyTally()
      return summary
    },
  }
}

interface Tally {
  count: number
  sum: number
  squares: number
  min: number
  max: number
  differences: number
  pairs: number
  /** A ring once it is full. */
  samples: number[]
}

const emptyTally = (): Tally => ({
  count: 0,
  sum: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: 0,
  differences: 0,
  pairs: 0,
  samples: [],
})

function count(tally: Tally, rttMs: number, previous: number | undefined) {
  tally.samples[tally.count % MAX_SAMPLES] = rttMs
  tally.count += 1
  tally.sum += rttMs
  tally.squares += rttMs * rttMs
  if (rttMs < tally.min) tally.min = rttMs
  if (rttMs > tally.max) tally.max = rttMs
  if (previous === undefined) return
  tally.differences += Math.abs(rttMs - previous)
  tally.pairs += 1
}

function summarise(tally: Tally, jitterRfc3550: number): RttSummary | undefined {
  if (tally.count === 0) return undefined
  const sorted = Float64Array.from(tally.samples).sort()
  const avg = Math.min(tally.max, Math.max(tally.min, tally.sum / tally.count))
  return {
    min: tally.min,
    avg,
    max: tally.max,
    stddev: Math.sqrt(Math.max(0, tally.squares / tally.count - avg * avg)),
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    jitter: tally.pairs === 0 ? 0 : tally.differences / tally.pairs,
    jitterRfc3550,
  }
}

/** Definition R7 of Hyndman and Fan (1996), linear between the neighbours: what Telegraf's `percentile*_ms` are. */
function percentile(sorted: Float64Array, fraction: number): number {
  const rank = fraction * (sorted.length - 1)
  const lower = sorted[Math.floor(rank)]!
  const upper = sorted[Math.ceil(rank)]!
  return lower + (rank - Math.floor(rank)) * (upper - lower)
}
