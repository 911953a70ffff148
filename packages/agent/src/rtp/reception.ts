import { SAMPLES_PER_MS } from './packet.ts'

/** A packet of sound as it came. */
export interface Arrival {
  readonly ssrc: number
  readonly sequence: number
  /** In samples. */
  readonly timestamp: number
  /** Monotonic, ms. */
  readonly at: number
  /** This process was behind when it read it: the time is ours, not the network's. */
  readonly tainted: boolean
  /** Of a frame of ours that came back. */
  readonly index: number | undefined
}

/** A stream of sound in figures (RFC 3550 section 6.4.1 and appendix A.3). */
export interface Reception {
  /** Different packets that came. */
  readonly received: number
  /** From the first sequence number that came to the last. */
  readonly expected: number
  readonly lossPct: number
  readonly duplicate: number
  readonly reorder: number
  /** Mean |D| over neighbours, ms; `undefined` where no two can be compared. */
  readonly jitterMs: number | undefined
  /** The running estimate J at the end, ms. */
  readonly jitterRfc3550Ms: number | undefined
  readonly burst: number
  /** Packets of other sources. */
  readonly strays: number
  readonly tainted: number
}

/** Fewer runs of loss than this say nothing about how long they are; G.107 knows no longer ones than 8 times those of chance. */
const LEAST_RUNS = 5
const MOST_BURST = 8

/** Adds up what came of the source that sent most. `undefined`: nothing came. Pure. */
export function receptionOf(all: readonly Arrival[]): Reception | undefined {
  const arrivals = mainSource(all)
  if (arrivals.length === 0) return undefined
  const numbers = extended(arrivals)
  const seen = new Set<number>()
  let [highest, duplicate, reorder] = [Number.NEGATIVE_INFINITY, 0, 0]
  for (const number of numbers) {
    if (seen.has(number)) duplicate++
    else if (number < highest) reorder++
    seen.add(number)
    highest = Math.max(highest, number)
  }
  const ordered = [...seen].sort((a, b) => a - b)
  const expected = ordered.at(-1)! - ordered[0]! + 1
  return {
    received: seen.size,
    expected,
    lossPct: (100 * (expected - seen.size)) / expected,
    duplicate,
    reorder,
    ...jitter(arrivals),
    burst: burstRatio(ordered, seen.size / expected),
    strays: all.length - arrivals.length,
    tainted: arrivals.filter(({ tainted }) => tainted).length,
  }
}

/** A source may change within a call, and strangers may send: the one with most packets counts. */
function mainSource(all: readonly Arrival[]): Arrival[] {
  const bySource = Map.groupBy(all, ({ ssrc }) => ssrc)
  return [...bySource.values()].sort((a, b) => b.length - a.length)[0] ?? []
}

/** Sequence numbers that do not begin anew after 65,535. */
function extended(arrivals: readonly Arrival[]): number[] {
  let last = arrivals[0]!.sequence
  return arrivals.map(({ sequence }) => {
    // The nearest of the numbers that end so.
    const step = ((sequence - last + 0x8000) & 0xffff) - 0x8000
    const number = last + step
    last = Math.max(last, number)
    return number
  })
}

function jitter(arrivals: readonly Arrival[]): Pick<Reception, 'jitterMs' | 'jitterRfc3550Ms'> {
  const timed = arrivals.filter(({ tainted }) => !tainted)
  let [sum, running] = [0, 0]
  for (let n = 1; n < timed.length; n++) {
    const [before, after] = [timed[n - 1]!, timed[n]!]
    const sentMs = ((after.timestamp - before.timestamp) | 0) / SAMPLES_PER_MS
    const difference = Math.abs(after.at - before.at - sentMs)
    sum += difference
    running += (difference - running) / 16
  }
  if (timed.length < 2) return { jitterMs: undefined, jitterRfc3550Ms: undefined }
  return { jitterMs: sum / (timed.length - 1), jitterRfc3550Ms: running }
}

/** Mean length of the runs of loss over that of random loss, 1 / (1 − p). */
export function burstRatio(ordered: readonly number[], kept: number): number {
  let [runs, lost] = [0, 0]
  for (let n = 1; n < ordered.length; n++) {
    const missing = ordered[n]! - ordered[n - 1]! - 1
    if (missing === 0) continue
    runs++
    lost += missing
  }
  return runs < LEAST_RUNS ? 1 : Math.min(MOST_BURST, Math.max(1, (lost / runs) * kept))
}

/** Our own sound that came back: loss and time both ways together. */
export interface Echo {
  readonly received: number
  readonly sent: number
  readonly lossPct: number
  readonly burst: number
  readonly rttMs: { readonly min: number; readonly avg: number; readonly max: number } | undefined
}

/**
 * What of the frames sent at `sentMs` (monotonic, by index) came back. `undefined` where nothing did: then nobody echoes. Pure.
 */
export function echoOf(all: readonly Arrival[], sentMs: readonly number[]): Echo | undefined {
  const first = new Map<number, Arrival>()
  for (const arrival of all) {
    const { index } = arrival
    if (index !== undefined && index < sentMs.length && !first.has(index)) first.set(index, arrival)
  }
  if (first.size === 0) return undefined
  const ordered = [...first.keys()].sort((a, b) => a - b)
  const times = [...first].flatMap(([index, { at, tainted }]) => (tainted ? [] : at - sentMs[index]!))
  const sent = sentMs.length
  return {
    received: first.size,
    sent,
    lossPct: (100 * (sent - first.size)) / sent,
    burst: burstRatio(ordered, first.size / sent),
    rttMs:
      times.length === 0
        ? undefined
        : {
            min: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
            avg: times.reduce((sum, time) => sum + time, 0) / times.length,
            max: times.reduce((most, time) => Math.max(most, time), 0),
          },
  }
}
