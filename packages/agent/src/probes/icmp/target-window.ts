import type { LossCause } from './engine.ts'

/** Answers in a row that end an announced outage: one stray answer of a dying link does not. */
const ANSWERS_TO_MEND = 2

/** Round trips kept between two read-outs, newest last; counts and means go on beyond it. Bounds memory when nobody reads. */
export const MAX_SAMPLES = 4_096

const MENDING = `answered once after an outage: over with ${ANSWERS_TO_MEND} answers in a row`

/** A change that is worth telling at once. */
export type Change =
  | { readonly status: 'fail'; readonly error: LossCause; readonly detail: string }
  | { readonly status: 'ok'; readonly detail: string }

/** What was seen between two read-outs. Times in ms; undefined without an answer. */
export interface WindowSummary {
  readonly sent: number
  readonly received: number
  /** Of the lost ones, those of an announced outage that is over: they were told of, and say nothing of how it is now. */
  readonly toldLost: number
  readonly rtt: RttSummary | undefined
  /** Set while an announced outage lasts. */
  readonly outage: { readonly error: LossCause; readonly detail: string } | undefined
  /** Why the last lost packet of the window counts as lost. */
  readonly cause: LossCause
}

export interface RttSummary {
  readonly min: number
  readonly avg: number
  readonly max: number
  /** Of the population, as ping's mdev. */
  readonly stddev: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /**
   * Mean absolute difference of consecutive round trips. RFC 3550 §6.4.1 smooths the same differences (of one-way transit)
   * with gain 1/16 over the whole stream; ours is of this window alone, so that windows can be compared and averaged.
   */
  readonly jitter: number
}

/** The accounting of one check's packets: loss and round trips per read-out, and runs of lost packets as they happen. */
export interface TargetWindow {
  answered(rttMs: number, nowMs: number): Change | undefined
  lost(cause: LossCause, nowMs: number, note?: string): Change | undefined
  /** Sums up since the last call and begins anew. */
  take(nowMs: number): WindowSummary
}

/** Makes an empty window. Pure bookkeeping: `nowMs` is any monotonic clock, and `lossRun` packets lost in a row are an outage. */
export function createTargetWindow(lossRun: number): TargetWindow {
  let tally = emptyTally()
  let previousRtt: number | undefined
  let lastAnswerMs: number | undefined
  let run = 0
  let answersInRow = 0
  let toldLost = 0
  let outage: { sinceMs: number; cause: LossCause; note: string | undefined } | undefined
  let cause: LossCause = 'timeout'

  return {
    answered(rttMs, nowMs) {
      count(tally, rttMs, previousRtt)
      previousRtt = rttMs
      lastAnswerMs = nowMs
      run = 0
      answersInRow += 1
      if (!outage || answersInRow < ANSWERS_TO_MEND) return undefined
      const lasted = seconds(nowMs - outage.sinceMs)
      outage = undefined
      toldLost = tally.sent - tally.received
      return { status: 'ok', detail: `answers again after ${lasted}, round trip ${formatMs(rttMs)}` }
    },
    lost(why, nowMs, note) {
      tally.sent += 1
      cause = why
      answersInRow = 0
      run += 1
      if (outage) {
        outage.cause = why
        outage.note = note
        return undefined
      }
      if (run < lossRun) return undefined
      outage = { sinceMs: lastAnswerMs ?? nowMs, cause: why, note }
      return { status: 'fail', error: why, detail: describeRun(run, lastAnswerMs, nowMs, note) }
    },
    take(nowMs) {
      const summary = {
        sent: tally.sent,
        received: tally.received,
        toldLost,
        rtt: summarise(tally),
        outage: outage && {
          error: outage.cause,
          detail: run === 0 ? MENDING : describeRun(run, lastAnswerMs, nowMs, outage.note),
        },
        cause,
      }
      tally = emptyTally()
      toldLost = 0
      return summary
    },
  }
}

interface Tally {
  sent: number
  received: number
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
  sent: 0,
  received: 0,
  sum: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: 0,
  differences: 0,
  pairs: 0,
  samples: [],
})

function count(tally: Tally, rttMs: number, previousRtt: number | undefined) {
  tally.samples[tally.received % MAX_SAMPLES] = rttMs
  tally.sent += 1
  tally.received += 1
  tally.sum += rttMs
  tally.squares += rttMs * rttMs
  if (rttMs < tally.min) tally.min = rttMs
  if (rttMs > tally.max) tally.max = rttMs
  if (previousRtt === undefined) return
  tally.differences += Math.abs(rttMs - previousRtt)
  tally.pairs += 1
}

function summarise(tally: Tally): RttSummary | undefined {
  if (tally.received === 0) return undefined
  const sorted = Float64Array.from(tally.samples).sort()
  const avg = Math.min(tally.max, Math.max(tally.min, tally.sum / tally.received))
  return {
    min: tally.min,
    avg,
    max: tally.max,
    stddev: Math.sqrt(Math.max(0, tally.squares / tally.received - avg * avg)),
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    jitter: tally.pairs === 0 ? 0 : tally.differences / tally.pairs,
  }
}

/** Definition R7 of Hyndman and Fan (1996), linear between the neighbours: what Telegraf's `percentile*_ms` are. */
function percentile(sorted: Float64Array, fraction: number): number {
  const rank = fraction * (sorted.length - 1)
  const lower = sorted[Math.floor(rank)]!
  const upper = sorted[Math.ceil(rank)]!
  return lower + (rank - Math.floor(rank)) * (upper - lower)
}

function describeRun(run: number, lastAnswerMs: number | undefined, nowMs: number, note: string | undefined): string {
  const last = lastAnswerMs === undefined ? 'no answer so far' : `last answer ${seconds(nowMs - lastAnswerMs)} ago`
  const packets = run === 1 ? '1 packet lost' : `${run} packets lost in a row`
  return note ? `${packets}, ${last}: ${note}` : `${packets}, ${last}`
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** A round trip for people: `0.04 ms`, `12.3 ms`, `250 ms`. */
export const formatMs = (ms: number): string =>
  `${ms < 1 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`
