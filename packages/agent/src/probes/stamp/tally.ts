import { type Attribution, attribute } from './attribution.ts'
import { ANSWERED, LATE, type Recording, SENT, TAINTED } from './recording.ts'

/** Smallest, mean, 95th percentile and largest of a set of times, ms. */
export interface Spread {
  readonly min: number
  readonly avg: number
  readonly p95: number
  readonly max: number
}

/** A run in figures. What cannot be told is `undefined`. Percentages 0 to 100, times ms. */
export interface Tally extends Attribution {
  /** Packets of the stream alone: closing ones are not among them. */
  readonly sent: number
  /** Answered in time. */
  readonly received: number
  /** Answered after the limit: neither received nor lost. */
  readonly late: number
  /** Replies whose times were not used, because this machine was behind when it read them. */
  readonly tainted: number
  /** Without the time that the reflector held the packet. */
  readonly rtt: Spread | undefined
  /** Mean |D| of RFC 3550 §6.4.1 over neighbours in order of arrival: what its J is a running estimate of. */
  readonly jitterForward: number | undefined
  readonly jitterReturn: number | undefined
  readonly duplicateForward: number
  readonly duplicateReturn: number
  /** Packets that came after one sent later (RFC 4737 §4.2). */
  readonly reorderForward: number
  readonly reorderReturn: number
  /** Mean of `reached − sent` and `back − left`: the clocks' difference is in them, with opposite signs. */
  readonly transitForward: number | undefined
  readonly transitReturn: number | undefined
}

/** Adds a run up. Pure. */
export function tally(recording: Recording): Tally {
  const { flags, stream, duplicateForward, duplicateReturn } = recording
  let [sent, received, late, tainted] = [0, 0, 0, 0]
  for (let sequence = 0; sequence < stream; sequence++) {
    const flag = flags[sequence]!
    if (flag & SENT) sent++
    if ((flag & ANSWERED) === 0) continue
    if (flag & LATE) late++
    else received++
    if (flag & TAINTED) tainted++
  }
  const timed = timedArrivals(recording)
  const rtt = spread(timed.map((sequence) => roundTrip(recording, sequence)))
  const byNumber = [...arrivalsOf(recording)].sort((a, b) => recording.number[a]! - recording.number[b]!)
  const timedByNumber = byNumber.filter((sequence) => isTimed(recording, sequence))
  const most = rtt?.max ?? 0
  return {
    ...attribute(recording),
    sent,
    received,
    late,
    tainted,
    rtt,
    jitterForward: jitter(timedByNumber, recording.sent, { to: recording.reached, most }),
    jitterReturn: jitter(timed, recording.left, { to: recording.back, most }),
    duplicateForward,
    duplicateReturn,
    reorderForward: outOfOrder(byNumber, (sequence) => sequence),
    reorderReturn: outOfOrder(arrivalsOf(recording), (sequence) => recording.number[sequence]!),
    transitForward: mean(timed.map((sequence) => recording.reached[sequence]! - recording.sent[sequence]!)),
    transitReturn: mean(timed.map((sequence) => recording.back[sequence]! - recording.left[sequence]!)),
  }
}

/** Packets of the stream in the order of their replies. */
const arrivalsOf = ({ arrivals, arrived, stream }: Recording): number[] =>
  [...arrivals.subarray(0, arrived)].filter((sequence) => sequence < stream)

const isTimed = ({ flags }: Recording, sequence: number): boolean => (flags[sequence]! & (TAINTED | LATE)) === 0

const timedArrivals = (recording: Recording): number[] =>
  arrivalsOf(recording).filter((sequence) => isTimed(recording, sequence))

/** A reflector that says it held the packet for longer than it was away, or for less than nothing, is not believed. */
function roundTrip({ sent, back, reached, left }: Recording, sequence: number): number {
  const away = back[sequence]! - sent[sequence]!
  const held = left[sequence]! - reached[sequence]!
  return held >= 0 && held <= away ? away - held : away
}

function spread(times: number[]): Spread | undefined {
  const avg = mean(times)
  if (avg === undefined) return undefined
  const sorted = Float64Array.from(times).sort()
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1]!
  return { min: sorted[0]!, avg, p95, max: sorted.at(-1)! }
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length

/** No two packets can differ by more than the longest round trip: where they do, the reflector's clock was set between them. */
function jitter(
  order: readonly number[],
  from: Float64Array,
  { to, most }: { readonly to: Float64Array; readonly most: number },
): number | undefined {
  let sum = 0
  let pairs = 0
  for (let at = 1; at < order.length; at++) {
    const [before, after] = [order[at - 1]!, order[at]!]
    const difference = Math.abs(to[after]! - to[before]! - (from[after]! - from[before]!))
    if (difference > most) continue
    sum += difference
    pairs++
  }
  return pairs === 0 ? undefined : sum / pairs
}

function outOfOrder(order: readonly number[], rank: (sequence: number) => number): number {
  let [highest, count] = [-1, 0]
  for (const sequence of order) {
    if (rank(sequence) < highest) count++
    else highest = rank(sequence)
  }
  return count
}
