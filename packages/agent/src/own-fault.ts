import type { Clock } from '@vonggac/model'
import { createDropMeter, type DropMeter } from './own-drops.ts'
import { createUplinkWatch, type UplinkState, type UplinkWatch } from './own-uplink.ts'

/**
 * Why a missing answer may be this machine's own fault: its process was not run, its interface to the world is down, or its kernel
 * threw answers away because nobody fetched them.
 */
export type OwnFault = 'event_loop' | 'uplink' | 'drops'

/** What the machine itself has suffered since the last read-out. */
export interface OwnHealth {
  /** How late a timer came, 99th percentile and most, ms. */
  readonly lagP99Ms: number
  readonly lagMaxMs: number
  /** Datagrams that the kernel threw away for want of room in a socket; undefined where it cannot be read. */
  readonly udpDrops: number | undefined
  readonly icmpDrops: number | undefined
  readonly uplink: UplinkState
}

/** Watches this machine and this process. One for all probes of an agent. */
export interface OwnFaultWatch extends Disposable {
  /** What explains that an answer is missing to something sent since `fromMs`, by the monotonic clock. A drop explains one answer. */
  explains(fromMs: number): OwnFault | undefined
  /** What is wrong right now with the way out, for people; undefined when nothing is known to be. */
  uplinkProblem(): string | undefined
  takeHealth(): OwnHealth
}

/** How often we look whether we are being run, ms. */
const TICK_MS = 500
/** A process that slept for this long may have missed what its helpers and sockets had to say: less is made good by reading on, ms. */
export const ASLEEP_MS = 1_000
/** After a sleep, what was under way is not judged for this long, ms: fping was held up as well, and catches up more slowly. */
const WAKING_MS = 2_500
/** The same after an uplink came back, ms. */
const AFTERMATH_MS = 1_000
/** How old what we know of the kernel's counters and of the uplink may be: with a loss to explain, and without, ms. */
const FRESH_MS = { asked: 100, idle: 2_000 }
/** A drop is believed to explain a loss for this long, ms: three times what a packet is normally given. */
const DROP_VALID_MS = 2_000
/** Samples of lag between two read-outs: an hour. */
const MAX_LAGS = 7_200

const watches = new WeakMap<Clock, { readonly watch: Watch; users: number }>()

/** The watch of this process; made with the first user and stopped with the last. The caller disposes of it. */
export function watchOwnFaults(clock: Clock): OwnFaultWatch {
  const shared = watches.get(clock) ?? { watch: new Watch(clock, createDropMeter(), createUplinkWatch()), users: 0 }
  watches.set(clock, shared)
  shared.users += 1
  let used = true
  const { watch } = shared
  return {
    explains: (fromMs) => watch.explains(fromMs),
    uplinkProblem: () => watch.uplinkProblem(),
    takeHealth: () => watch.takeHealth(),
    [Symbol.dispose]() {
      if (used) shared.users -= 1
      used = false
      if (shared.users > 0) return
      watch.stop()
      watches.delete(clock)
    },
  }
}

/** For tests: a watch over given meters. */
export const createOwnFaultWatch = (clock: Clock, drops: DropMeter, uplink: UplinkWatch): Watch =>
  new Watch(clock, drops, uplink)

class Watch {
  readonly #clock: Clock
  readonly #drops: DropMeter
  readonly #uplink: UplinkWatch
  #cancel: () => void
  #dueMs: number
  #asleepUntilMs = Number.NEGATIVE_INFINITY
  #downUntilMs = Number.NEGATIVE_INFINITY
  #lookedMs = Number.NEGATIVE_INFINITY
  #unspent = { drops: 0, untilMs: Number.NEGATIVE_INFINITY }
  #lags: number[] = []
  #counted = { udp: 0, icmp: 0 }

  constructor(clock: Clock, drops: DropMeter, uplink: UplinkWatch) {
    this.#clock = clock
    this.#drops = drops
    this.#uplink = uplink
    this.#dueMs = clock.monotonic() + TICK_MS
    this.#cancel = clock.after(TICK_MS, () => this.#tick())
    this.#look(0)
    this.#counted = { udp: 0, icmp: 0 }
    this.#unspent.drops = 0
  }

  explains(fromMs: number): OwnFault | undefined {
    const nowMs = this.#clock.monotonic()
    if (nowMs - this.#dueMs > ASLEEP_MS) this.#asleepUntilMs = nowMs
    if (this.#asleepUntilMs + WAKING_MS > fromMs) return 'event_loop'
    this.#look(FRESH_MS.asked)
    if (this.#downUntilMs + AFTERMATH_MS > fromMs) return 'uplink'
    if (this.#unspent.drops === 0 || this.#unspent.untilMs < nowMs) return undefined
    this.#unspent.drops -= 1
    return 'drops'
  }

  uplinkProblem() {
    const state = this.#uplink.state()
    return state.state === 'down' ? state.why : undefined
  }

  takeHealth(): OwnHealth {
    this.#look(FRESH_MS.asked)
    const overdueMs = Math.max(0, this.#clock.monotonic() - this.#dueMs)
    const lags = Float64Array.from([...this.#lags, overdueMs]).sort()
    const { udp, icmp } = this.#counted
    this.#lags = []
    this.#counted = { udp: 0, icmp: 0 }
    return {
      lagP99Ms: lags[Math.ceil(lags.length * 0.99) - 1]!,
      lagMaxMs: lags.at(-1)!,
      udpDrops: this.#drops.readable ? udp : undefined,
      icmpDrops: this.#drops.readable ? icmp : undefined,
      uplink: this.#uplink.state(),
    }
  }

  stop() {
    this.#cancel()
  }

  #tick() {
    const nowMs = this.#clock.monotonic()
    const lagMs = Math.max(0, nowMs - this.#dueMs)
    if (this.#lags.length < MAX_LAGS) this.#lags.push(lagMs)
    if (lagMs > ASLEEP_MS) this.#asleepUntilMs = nowMs
    this.#look(FRESH_MS.idle)
    this.#dueMs = nowMs + TICK_MS
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick())
  }

  #look(maxAgeMs: number) {
    const nowMs = this.#clock.monotonic()
    if (nowMs - this.#lookedMs < maxAgeMs) return
    this.#lookedMs = nowMs
    this.#uplink.look()
    if (this.#uplink.state().state === 'down') this.#downUntilMs = nowMs
    const { udp, icmp } = this.#drops.since()
    this.#counted.udp += udp
    this.#counted.icmp += icmp
    if (icmp === 0) return
    const left = this.#unspent.untilMs < nowMs ? 0 : this.#unspent.drops
    this.#unspent = { drops: left + icmp, untilMs: nowMs + DROP_VALID_MS }
  }
}
