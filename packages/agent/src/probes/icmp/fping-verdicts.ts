import { isIPv6 } from 'node:net'
import type { Echo, EngineDeps } from './engine.ts'
import { createFpingReader } from './fping-line.ts'
import type { Output } from './fping-process.ts'
import { createRounds, type Rounds } from './fping-rounds.ts'

/** Beyond `lostAfter`, the time fping and its pipe are given to tell us about a packet, ms. */
const SLACK_MS = 60
/** How soon a question is asked again whose answer was "cannot say now", ms. */
const RETRY_MS = 50
/** What fping's own time-out may come late and still be expected, ms. */
const TIMEOUT_SLACK_MS = 20

/** What one fping's output comes to. */
export interface Verdicts {
  /** Before the first `take`. */
  attach(output: Output): void
  /** Takes output as it comes; the bytes are valid only during the call. */
  take(bytes: Buffer): void
  /** When the last output came, by the monotonic clock. */
  lastLineMs(): number
  /** The last line that was no report of a packet. */
  lastWords(): string
  close(): void
}

/**
 * Turns one fping's output into verdicts. fping's own time-out is longer than ours, as it hides every answer that comes after it: we
 * give a packet up when its round has been under way for `lostAfterMs` and fping, provably awake, has not said a word of it, and what
 * comes then is late. A packet that fping says nothing of even after its own time-out was never sent: the kernel knew no way.
 */
export const createVerdicts = (echoes: readonly Echo[], deps: EngineDeps): Verdicts => new FpingVerdicts(echoes, deps)

class FpingVerdicts implements Verdicts {
  readonly #echoes: readonly Echo[]
  readonly #deps: EngineDeps
  readonly #heartbeat: string
  readonly #index: ReadonlyMap<string, number>
  readonly #rounds: Rounds
  /** What the network said of an address since its last verdict. */
  readonly #notes = new Map<string, string>()
  /** Grows faster than fping counts, so that the packets of the next fping have other numbers. */
  readonly #base: number
  /** So many rounds after a packet, fping has told of its end. */
  readonly #toldAfter: number
  readonly #reader = createFpingReader({
    answered: (address, seq, rttMs) => this.#answered(address, seq, rttMs),
    timedOut: (address, seq) => this.#timedOut(address, seq),
    refused: (address, note) =>
      void (this.#index.has(address) && /unreachable|exceeded|filtered/i.test(note) && this.#notes.set(address, note)),
    other: (line) => {
      this.#lastWords = line
    },
  })
  readonly #timers = new Set<() => void>()
  #output: Output | undefined
  #round = -1
  #closed = false
  #lastLineMs: number
  #lastWords = ''

  constructor(echoes: readonly Echo[], deps: EngineDeps) {
    const { address, lostAfterMs, forgetAfterMs, periodMs } = echoes[0]!
    this.#echoes = echoes
    this.#deps = deps
    this.#heartbeat = isIPv6(address) ? '::1' : '127.0.0.1'
    this.#index = new Map(echoes.map((echo, at) => [echo.address, at]))
    this.#rounds = createRounds(echoes.length)
    this.#lastLineMs = deps.clock.monotonic()
    this.#base = Math.floor(this.#lastLineMs)
    this.#toldAfter = Math.ceil((forgetAfterMs - lostAfterMs + TIMEOUT_SLACK_MS) / periodMs)
  }

  attach(output: Output) {
    this.#output = output
  }

  take(bytes: Buffer) {
    this.#lastLineMs = this.#deps.clock.monotonic()
    if (!this.#closed) this.#reader.push(bytes)
  }

  lastLineMs() {
    return this.#lastLineMs
  }

  lastWords() {
    return this.#lastWords
  }

  close() {
    this.#closed = true
    for (const cancel of this.#timers) cancel()
  }

  #answered(address: string, seq: number, rttMs: number) {
    const target = this.#lineOf(address, seq)
    if (target === undefined) return
    const { sink } = this.#deps
    const echo = this.#echoes[target]!
    if (rttMs > echo.lostAfterMs) this.#giveUp(target, seq)
    const arrival = this.#rounds.arrive(target, seq)
    if (this.#notes.size > 0 && arrival !== 'odd') this.#notes.delete(address)
    if (arrival === 'first') sink.answered(echo, rttMs, IN_ORDER)
    else if (arrival === 'reordered') sink.answered(echo, rttMs, REORDERED)
    else if (arrival === 'late') sink.late(echo, this.#base + seq)
    else if (arrival === 'duplicate') sink.duplicate(echo)
  }

  #timedOut(address: string, seq: number) {
    const target = this.#lineOf(address, seq)
    if (target === undefined) return
    this.#giveUp(target, seq)
    this.#rounds.forget(target, seq)
  }

  /** The target of a line; undefined when we never asked for it. The line of the heartbeat starts the time of its round. */
  #lineOf(address: string, seq: number): number | undefined {
    if (address === this.#heartbeat && seq > this.#round) {
      this.#round = seq
      this.#later(this.#echoes[0]!.lostAfterMs + SLACK_MS, () => this.#judge(seq))
    }
    return this.#index.get(address)
  }

  #judge(seq: number) {
    if (this.#closed || !this.#output || this.#rounds.missing(seq).length === 0) return
    if (!this.#output.isIdle()) {
      this.#later(RETRY_MS, () => this.#judge(seq))
      return
    }
    this.#output.drain()
    for (const { target, seq: each } of this.#rounds.missing(seq)) this.#giveUp(target, each)
  }

  #giveUp(target: number, seq: number) {
    if (!this.#rounds.giveUp(target, seq)) return
    const echo = this.#echoes[target]!
    const said = this.#notes.get(echo.address)
    if (said) this.#notes.delete(echo.address)
    const note = said ?? (this.#rounds.isAwaited(target, seq - this.#toldAfter) ? NO_WAY : undefined)
    this.#deps.sink.lost(echo, { cause: note ? 'unreachable' : 'timeout', note, packet: this.#base + seq })
  }

  #later(ms: number, call: () => void) {
    const cancel = this.#deps.clock.after(ms, () => {
      this.#timers.delete(cancel)
      call()
    })
    this.#timers.add(cancel)
  }
}

const IN_ORDER = { reordered: false } as const
const REORDERED = { reordered: true } as const
const NO_WAY = 'this machine has no way there'
