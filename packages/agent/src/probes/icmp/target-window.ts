import type { OwnFault } from '../../own-fault.ts'
import type { Loss, LossCause, Packet } from './engine.ts'
import { createLossRuns, type LossRuns } from './loss-runs.ts'
import { createRoundTrips, type RttSummary } from './round-trips.ts'

/** Answers in a row that end an announced outage: one stray answer of a dying link does not. */
const ANSWERS_TO_MEND = 2

const MENDING = `answered once after an outage: over with ${ANSWERS_TO_MEND} answers in a row`

/** A path that lost a packet among so many last ones is lossy: chance alone makes runs there, and one packet more tells them apart. */
const LOSSY_PACKETS = 300

/** A change that is worth telling at once. */
export type Change =
  | { readonly status: 'fail'; readonly error: LossCause; readonly detail: string }
  | { readonly status: 'ok'; readonly detail: string }

/** What was seen between two read-outs. Times in ms; undefined without an answer. */
export interface WindowSummary {
  /** Packets that have a verdict: answered in time, late or lost. */
  readonly sent: number
  /** Answered in time. */
  readonly received: number
  /** Of `sent`, those that count as lost still: no answer in time, and none after it so far. */
  readonly lost: number
  /** Of the lost ones, those of an announced outage that is over: they were told of, and say nothing of how it is now. */
  readonly toldLost: number
  readonly rtt: RttSummary | undefined
  /** What only an engine that knows its packets one by one can tell. */
  readonly order: Order | undefined
  /** Packets that had no answer while this machine itself was in trouble: neither sent nor lost. */
  readonly unjudged: number
  readonly ownFault: OwnFault | undefined
  /** Set while an announced outage lasts. */
  readonly outage: { readonly error: LossCause; readonly detail: string } | undefined
  /** Why the last lost packet of the window counts as lost. */
  readonly cause: LossCause
}

export interface Order extends LossRuns {
  /** Answers that came in the window, after their packet had been given up. */
  readonly late: number
  /** Second and further answers to one packet. */
  readonly duplicates: number
  /** Answers in time that came after the answer to a later packet (RFC 4737, type-P-reordered). */
  readonly reordered: number
}

/** The accounting of one check's packets: loss and round trips per read-out, and runs of lost packets as they happen. */
export interface TargetWindow {
  answered(rttMs: number, nowMs: number, packet?: Packet): Change | undefined
  lost(loss: Loss, nowMs: number): Change | undefined
  /** An answer to the packet of this number, which was given up before. */
  late(packet: number, nowMs: number): Change | undefined
  duplicate(): void
  /** A packet without an answer, by our own fault. */
  unjudged(fault: OwnFault): void
  /** Sums up since the last call and begins anew. */
  take(nowMs: number): WindowSummary
}

/** Makes an empty window. Pure bookkeeping: `nowMs` is any monotonic clock, and `lossRun` packets lost in a row are an outage. */
export function createTargetWindow(lossRun: number): TargetWindow {
  return new Window(lossRun)
}

class Window implements TargetWindow {
  readonly #lossRun: number
  readonly #rtts = createRoundTrips()
  #runs: ReturnType<typeof createLossRuns> | undefined
  #counts = emptyCounts()
  #lastAnswerMs: number | undefined
  #run = 0
  /** Packets so far, and how many there had been when last some were lost without an outage. */
  #packets = 0
  #strayAt = Number.NEGATIVE_INFINITY
  #lastLost = 0
  #answersInRow = 0
  #outage: { sinceMs: number; cause: LossCause; note: string | undefined } | undefined
  #cause: LossCause = 'timeout'
  #ownFault: OwnFault | undefined

  constructor(lossRun: number) {
    this.#lossRun = lossRun
  }

  answered(rttMs: number, nowMs: number, packet?: Packet) {
    this.#rtts.add(rttMs)
    this.#counts.sent += 1
    if (packet) this.#runs ??= createLossRuns()
    if (packet?.reordered) this.#counts.reordered += 1
    this.#packets += 1
    if (this.#run > 0 && !this.#outage) this.#strayAt = this.#packets
    this.#run = 0
    return this.#alive(nowMs, `round trip ${formatMs(rttMs)}`)
  }

  lost({ cause, note, packet }: Loss, nowMs: number): Change | undefined {
    this.#counts.sent += 1
    this.#counts.lost += 1
    this.#packets += 1
    if (packet !== undefined) {
      this.#runs ??= createLossRuns()
      this.#runs.lost(packet)
      this.#lastLost = packet
    }
    this.#cause = cause
    this.#run += 1
    // Late answers come between the losses of a slow path: those are no interruption of their row.
    if (this.#run >= this.#lossRun || packet === undefined || !this.#outage) this.#answersInRow = 0
    if (this.#outage) {
      this.#outage.cause = cause
      this.#outage.note = note
      return undefined
    }
    if (this.#run < this.#needed()) return undefined
    this.#outage = { sinceMs: this.#lastAnswerMs ?? nowMs, cause, note }
    return { status: 'fail', error: cause, detail: this.#describeRun(nowMs, note) }
  }

  /** One that shall be told of the first lost packet is told of the first. */
  #needed() {
    const lossy = this.#packets - this.#strayAt <= LOSSY_PACKETS
    return lossy && this.#lossRun > 1 ? this.#lossRun + 1 : this.#lossRun
  }

  /** The path is slow and not cut: only what was sent after this packet can still be a run of lost ones. */
  late(packet: number, nowMs: number) {
    this.#counts.late += 1
    if (this.#runs?.cameLate(packet)) this.#counts.lost -= 1
    this.#run = Math.min(this.#run, Math.max(0, this.#lastLost - packet))
    if (this.#run >= this.#lossRun) return undefined
    return this.#alive(nowMs, 'but late')
  }

  duplicate() {
    this.#counts.duplicates += 1
  }

  unjudged(fault: OwnFault) {
    this.#counts.unjudged += 1
    this.#ownFault = fault
  }

  take(nowMs: number): WindowSummary {
    const { late, duplicates, reordered, ...counts } = this.#counts
    const summary = {
      ...counts,
      received: this.#rtts.count,
      rtt: this.#rtts.take(),
      order: this.#runs && { late, duplicates, reordered, ...this.#runs.take() },
      ownFault: this.#ownFault,
      outage: this.#outage && {
        error: this.#outage.cause,
        detail: this.#run === 0 ? MENDING : this.#describeRun(nowMs, this.#outage.note),
      },
      cause: this.#cause,
    }
    this.#counts = emptyCounts()
    this.#ownFault = undefined
    return summary
  }

  #alive(nowMs: number, how: string): Change | undefined {
    this.#lastAnswerMs = nowMs
    this.#answersInRow += 1
    if (!this.#outage || this.#answersInRow < ANSWERS_TO_MEND) return undefined
    const lasted = seconds(nowMs - this.#outage.sinceMs)
    this.#outage = undefined
    this.#counts.toldLost = this.#counts.lost
    return { status: 'ok', detail: `answers again after ${lasted}, ${how}` }
  }

  #describeRun(nowMs: number, note: string | undefined): string {
    const last =
      this.#lastAnswerMs === undefined ? 'no answer so far' : `last answer ${seconds(nowMs - this.#lastAnswerMs)} ago`
    const packets = this.#run === 1 ? '1 packet lost' : `${this.#run} packets lost in a row`
    return note ? `${packets}, ${last}: ${note}` : `${packets}, ${last}`
  }
}

const emptyCounts = () => ({ sent: 0, lost: 0, toldLost: 0, late: 0, duplicates: 0, reordered: 0, unjudged: 0 })

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** A round trip for people: `0.04 ms`, `12.3 ms`, `250 ms`. */
export const formatMs = (ms: number): string =>
  `${ms < 1 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`
