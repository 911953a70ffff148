import { type Clock, dscpValue, type Log, ProbeFailure } from '@vonggac/model'
import type { IcmpConfig } from '@vonggac/model/inventory'
import { type OwnFault, type OwnFaultWatch, watchOwnFaults } from '../../own-fault.ts'
import type { ContinuousProbe, Notice, Reading } from '../../probe.ts'
import { createNameCache, type NameCache } from '../name-cache.ts'
import { type Bursts, createBursts } from './burst.ts'
import type { Echo, EchoEngine, EchoSink, EngineChoice } from './engine.ts'
import { chooseEngine, type Which } from './engine-choice.ts'
import { createLossMemory, type LossMemory } from './loss-memory.ts'
import { icmpReading, noSuchHost } from './reading.ts'
import { type Change, createTargetWindow, type TargetWindow, type WindowSummary } from './target-window.ts'

/** One run outside the schedule: this many packets … */
const RUN_PACKETS = 5
/** … this far apart, ms. */
const RUN_PERIOD_MS = 200

export interface IcmpProbe extends ContinuousProbe<IcmpConfig> {
  /** How this machine sends its echoes, and why so. Tries it out at the first call. */
  describe(): Promise<EngineChoice>
  close(): Promise<void>
}

export interface IcmpDeps {
  readonly clock: Clock
  readonly log: Log
  /** Where programs are looked for; the system's way unless given. */
  readonly which?: Which
  /** How names become addresses; the system's resolver unless given. */
  readonly names?: NameCache
}

/** A name that has no address, or whose target is down, is looked up again this often at most, ms. */
const RESOLVE_AGAIN_MS = 60_000

/** What is heard of after `lostAfterMs`, so that late is told from lost: two periods, or this, ms; less than fping remembers. */
const LATE_MS = { min: 950, max: 4_900 }
/** A one-shot run does not wait for late answers longer than for two of its packets, ms. */
const RUN_LATE_MS = 2 * RUN_PERIOD_MS - 20

/** A target's packets in a row that drops may explain: with one more, an outage is told two packets later than otherwise. */
const MAX_DROPS_IN_ROW = 2

type Targets = readonly { readonly checkId: string; readonly config: IcmpConfig }[]

interface Watched {
  readonly checkId: string
  readonly config: IcmpConfig
  readonly window: TargetWindow
  readonly loss: LossMemory
  /** What is sent for it; undefined while its name has no address. */
  echo: Echo | undefined
  /** Whether it has ever answered. */
  heard: boolean
  problem: string
}

/** Watches targets with ICMP echoes all the time; `run` sends five. See `chooseEngine` for how. */
export function createIcmpProbe(deps: IcmpDeps): IcmpProbe {
  return new Icmp(deps)
}

class Icmp implements IcmpProbe {
  readonly kind = 'icmp'
  readonly #deps: IcmpDeps
  readonly #names: NameCache
  #choice: Promise<EngineChoice> | undefined
  #engine: Promise<EchoEngine> | undefined
  #watched = new Map<string, Watched>()
  /** Who wants to know about an echo, by its key. */
  #subscribers = new Map<string, Watched[]>()
  #notify: (notice: Notice) => void = () => {}
  #heard: (checkId: string) => void = () => {}
  /** Only while something is watched: one run is not long enough to tell. */
  #own: OwnFaultWatch | undefined
  /** Packets in a row, by echo, whose loss drops on this machine were held to explain. */
  readonly #excused = new Map<string, number>()
  readonly #bursts: Bursts
  #last: Promise<void> = Promise.resolve()
  #resolvedMs = Number.NEGATIVE_INFINITY

  constructor(deps: IcmpDeps) {
    this.#deps = deps
    this.#names = deps.names ?? createNameCache(deps.clock)
    this.#bursts = createBursts((sink) => this.#startEngine(sink), deps.clock)
  }

  describe() {
    this.#choice ??= chooseEngine(this.#deps.which)
    return this.#choice
  }

  /** One plan after the other: `watch` may be called again before it is done. */
  watch(targets: Targets, notify: (notice: Notice) => void, heard: (checkId: string) => void = () => {}) {
    this.#last = this.#last.catch(() => {}).then(() => this.#take(targets, notify, heard))
    return this.#last
  }

  async #take(targets: Targets, notify: (notice: Notice) => void, heard: (checkId: string) => void) {
    this.#notify = notify
    this.#heard = heard
    this.#own ??= watchOwnFaults(this.#deps.clock)
    this.#resolvedMs = this.#deps.clock.monotonic()
    const watched = await Promise.all(targets.map((target) => this.#watchOne(target)))
    this.#watched = new Map(watched.map((each) => [each.checkId, each]))
    this.#subscribers = new Map()
    for (const each of watched) {
      if (!each.echo) continue
      const others = this.#subscribers.get(each.echo.key)
      if (others) others.push(each)
      else this.#subscribers.set(each.echo.key, [each])
    }
    const echoes = new Map(watched.flatMap(({ echo }) => (echo ? [[echo.key, echo] as const] : [])))
    this.#engine ??= this.#startEngine(this.#sink())
    await (await this.#engine).watch([...echoes.values()])
  }

  async #watchOne({ checkId, config }: { readonly checkId: string; readonly config: IcmpConfig }): Promise<Watched> {
    const before = this.#watched.get(checkId)
    const same = before && before.config.lossRun === config.lossRun && before.config.address === config.address
    const window = same ? before.window : createTargetWindow(config.lossRun)
    const loss = same ? before.loss : createLossMemory()
    const heard = same ? before.heard : false
    try {
      const echo = echoOf(config, await this.#names.resolve(config.address))
      return { checkId, config, window, loss, echo, heard, problem: '' }
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error
      return { checkId, config, window, loss, echo: undefined, heard, problem: error.message }
    }
  }

  async read(checkId: string): Promise<Reading> {
    const watched = this.#watched.get(checkId)
    if (!watched) throw new ProbeFailure('local', 'this check is not being watched')
    if (!watched.echo) {
      this.#resolveAgain()
      return noSuchHost(watched.config.address, watched.problem)
    }
    const summary = watched.window.take(this.#deps.clock.monotonic())
    if (summary.sent === 0) throw new ProbeFailure('local', whyNothing(summary, this.#own?.uplinkProblem()))
    if (summary.outage && watched.echo.address !== watched.config.address) this.#resolveAgain()
    return icmpReading(watched.config, summary, watched.loss)
  }

  /** Takes the same plan up anew: whoever has another address now, or one at last, is sent echoes there. */
  #resolveAgain() {
    if (this.#deps.clock.monotonic() - this.#resolvedMs < RESOLVE_AGAIN_MS) return
    this.watch([...this.#watched.values()], this.#notify, this.#heard).catch((error: unknown) => {
      this.#deps.log.error('names of icmp targets were not looked up again', { error })
    })
  }

  async run(config: IcmpConfig, { signal }: { readonly signal: AbortSignal }): Promise<Reading> {
    signal.throwIfAborted()
    const address = await this.#names.resolve(config.address)
    const window = createTargetWindow(RUN_PACKETS)
    const { monotonic } = this.#deps.clock
    const sink: EchoSink = {
      answered: (_echo, rttMs, packet) => void window.answered(rttMs, monotonic(), packet),
      lost: (_echo, loss) => void window.lost(loss, monotonic()),
      late: (_echo, packet) => void window.late(packet, monotonic()),
      duplicate: () => window.duplicate(),
    }
    const echo = {
      ...echoOf({ ...config, periodMs: RUN_PERIOD_MS }, address),
      forgetAfterMs: config.lostAfterMs + RUN_LATE_MS,
    }
    await this.#bursts.send(echo, RUN_PACKETS, sink, signal)
    return icmpReading(config, window.take(monotonic()))
  }

  async close() {
    this.#notify = () => {}
    this.#heard = () => {}
    await this.#last.catch(() => {})
    await this.#bursts.close()
    const engine = await this.#engine
    await engine?.close()
    this.#own?.[Symbol.dispose]()
    this.#own = undefined
    this.#watched.clear()
    this.#subscribers.clear()
  }

  #sink(): EchoSink {
    const each = (echo: Echo, tell: (window: TargetWindow, nowMs: number) => Change | undefined) => {
      const nowMs = this.#deps.clock.monotonic()
      for (const { checkId, window } of this.#subscribers.get(echo.key) ?? []) {
        const change = tell(window, nowMs)
        if (change) this.#notify({ checkId, ...change, at: this.#deps.clock.now() })
      }
    }
    const answers = (echo: Echo) => {
      for (const watched of this.#subscribers.get(echo.key) ?? []) {
        if (watched.heard) continue
        watched.heard = true
        this.#heard(watched.checkId)
      }
    }
    return {
      answered: (echo, rttMs, packet) => {
        if (this.#excused.size > 0) this.#excused.delete(echo.key)
        each(echo, (window, nowMs) => window.answered(rttMs, nowMs, packet))
        answers(echo)
      },
      lost: (echo, loss) => {
        const sentMs = this.#deps.clock.monotonic() - echo.lostAfterMs - echo.periodMs
        const fault = this.#excuse(echo.key, this.#own?.explains(sentMs))
        if (fault) each(echo, (window) => void window.unjudged(fault))
        else each(echo, (window, nowMs) => window.lost(loss, nowMs))
      },
      late: (echo, packet) => each(echo, (window, nowMs) => window.late(packet, nowMs)),
      duplicate: (echo) => each(echo, (window) => void window.duplicate()),
    }
  }

  /** Drops hit this packet and that: they do not explain that a target is silent, however many there are. */
  #excuse(key: string, fault: OwnFault | undefined): OwnFault | undefined {
    if (fault !== 'drops') return fault
    const times = (this.#excused.get(key) ?? 0) + 1
    this.#excused.set(key, times)
    return times > MAX_DROPS_IN_ROW ? undefined : fault
  }

  async #startEngine(sink: EchoSink): Promise<EchoEngine> {
    const { clock, log } = this.#deps
    const choice = await this.describe()
    if (choice.engine === 'fping') {
      const { createFpingEngine } = await import('./fping-engine.ts')
      return createFpingEngine({ path: choice.path!, gapMs: choice.gapMs! }, { clock, log, sink })
    }
    log.warn('icmp without fping', { why: choice.why })
    if (choice.engine === 'ping') {
      const { createPingEngine } = await import('./ping-engine.ts')
      return createPingEngine({ clock, log, sink }, choice.path)
    }
    const { createUdpEngine } = await import('./udp-engine.ts')
    return createUdpEngine({ clock, log, sink })
  }
}

const echoOf = ({ periodMs, lostAfterMs, size, dscp = 0 }: IcmpConfig, address: string): Echo => ({
  key: `${address} ${periodMs} ${lostAfterMs} ${size} ${dscpValue(dscp)}`,
  address,
  periodMs,
  lostAfterMs,
  forgetAfterMs: lostAfterMs + Math.max(LATE_MS.min, Math.min(LATE_MS.max, 2 * periodMs - 100)),
  size,
  dscp: dscpValue(dscp),
})

function whyNothing({ unjudged, ownFault }: WindowSummary, uplinkProblem: string | undefined): string {
  if (unjudged === 0) return 'no packet has been sent and judged since the last reading'
  const why = ownFault === 'uplink' ? (uplinkProblem ?? 'the uplink of this machine was down') : FAULTS[ownFault!]
  return `${unjudged} packets without an answer say nothing of the target: ${why}`
}

const FAULTS: Readonly<Record<Exclude<OwnFault, 'uplink'>, string>> = {
  event_loop: 'this agent was not being run',
  drops: 'this machine threw answers away',
}
