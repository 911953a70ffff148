import type { CheckReport } from '@vonggac/model'
import type { AlertEvent, Engine, MaintenanceWindow, Sample } from '../contract.ts'
import { createEngine } from '../engine.ts'
import type { Outcome, Pager, PagerDecision } from '../paging/pager-contract.ts'
import { byOurClock } from '../skew.ts'
import type { EngineInput } from '../world.ts'
import type { Agenda } from './agenda.ts'
import type { OpenPager } from './paging.ts'
import type { Delivered } from './uplinks.ts'

/** Something that the engine decided, at a moment of true time. */
export interface Decided {
  readonly at: number
  readonly event: AlertEvent
}

/** The collector's part that alerts: the real engine and pager, on a clock that can be set, saved and restarted. */
export interface Collector {
  /** Takes a result down. `clockMs`: how far the clock of its agent is off just now. */
  observe(result: Delivered, clockMs: number): void
  /** Stops it and starts it again from what it had saved; `killed`: from what it had committed before. */
  restart(options: { readonly killed: boolean; readonly until: number }): void
  /** When it takes data again; `undefined`: it does. */
  downUntil(at: number): number | undefined
  /** From now on these, complete: what is worked on, and what nobody wants to hear of. */
  quiet(windows: Quiet): void
  /** Open incidents. */
  readonly engine: Engine
  act(deed: (parts: { engine: Engine; pager: Pager; now: number }) => Act): void
  /** What became of an attempt to send. */
  settled(outcome: Omit<Outcome, 'at'>): void
  /** Sets the clock, by so many ms from where it is. */
  setClock(byMs: number): void
}

/** Windows of maintenance, and of silence. */
export interface Quiet {
  readonly maintenance: readonly MaintenanceWindow[]
  readonly silences: readonly MaintenanceWindow[]
}

/** What follows from something that people do. */
export interface Act {
  readonly events?: readonly AlertEvent[]
  readonly paged?: PagerDecision
}

interface Parts {
  readonly input: EngineInput
  readonly openPager: OpenPager
  readonly agenda: Agenda
  readonly keeps: boolean
  readonly onEvent: (decided: Decided) => void
  readonly onPaged: (decision: PagerDecision) => void
}

/** What is saved without a decision, at most this often. */
const SAVE_EVERY_MS = 5_000

/** Something that the collector has read, and reads again from its journal after it was killed. */
interface Input {
  readonly now: number
  readonly report: CheckReport
  readonly samples: readonly Sample[]
}

/** Makes it: it runs from now on. `keeps`: it may be killed, so that what it has committed must be kept. */
export const createCollector = (parts: Parts): Collector => new SimulatedCollector(parts)

const NEVER = Number.POSITIVE_INFINITY

class SimulatedCollector implements Collector {
  readonly #parts: Parts
  #engine: Engine
  #pager: Pager
  #offset = 0
  #quiet: Quiet = { maintenance: [], silences: [] }
  #downUntil = Number.NEGATIVE_INFINITY
  #wakeAt = NEVER
  #saved: { readonly engine: unknown; readonly pager: unknown }
  #savedAt: number
  #since: Input[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    this.#engine = createEngine(parts.input)
    this.#pager = parts.openPager()
    this.#saved = this.#memory()
    this.#savedAt = parts.agenda.now
    this.#decided(this.#engine.tick(this.#clock()), this.#clock())
    this.#arm()
  }

  get engine() {
    return this.#engine
  }

  observe({ report, samples }: Delivered, clockMs: number) {
    const ours = (at: number) => byOurClock(at, clockMs - this.#offset)
    this.#take({
      report: { ...report, at: ours(report.at) },
      samples: samples.map((sample) => ({ ...sample, timestamp: ours(sample.timestamp) })),
      now: this.#clock(),
    })
  }

  restart({ killed, until }: { readonly killed: boolean; readonly until: number }) {
    const { input, openPager, agenda } = this.#parts
    const replayed = killed ? this.#since : []
    const memory: { engine: unknown; pager: unknown } = JSON.parse(
      JSON.stringify(killed ? this.#saved : this.#memory()),
    )
    this.#engine = createEngine(input, memory.engine)
    this.#pager = openPager(memory.pager)
    this.#engine.maintain(this.#quiet.maintenance)
    this.#downUntil = until
    this.#since = []
    agenda.plan(until, () => {
      for (const input of replayed) this.#take(input)
    })
    this.#arm()
  }

  downUntil(at: number) {
    return at < this.#downUntil ? this.#downUntil : undefined
  }

  quiet(windows: Quiet) {
    this.#quiet = windows
    const { maintenance, silences } = windows
    // Nobody is told of what is worked on before it is judged.
    this.act(({ pager, now }) => ({ paged: pager.hush([...maintenance, ...silences], now) }))
    this.act(({ engine, now }) => ({ events: engine.maintain(maintenance, now) }))
  }

  act(deed: (parts: { engine: Engine; pager: Pager; now: number }) => Act) {
    const now = this.#clock()
    const { events = [], paged } = deed({ engine: this.#engine, pager: this.#pager, now })
    this.#decided(events, now)
    if (paged) this.#say(paged)
  }

  settled(outcome: Omit<Outcome, 'at'>) {
    const at = this.#clock()
    this.#say(this.#pager.settled({ ...outcome, at }, at))
  }

  setClock(byMs: number) {
    this.#offset += byMs
    this.#wakeAt = NEVER
    this.#arm()
  }

  #clock() {
    return this.#parts.agenda.now + this.#offset
  }

  #memory() {
    return { engine: this.#engine.snapshot(), pager: this.#pager.snapshot() }
  }

  #take(input: Input) {
    if (this.#parts.keeps) this.#since.push(input)
    const { report, samples, now } = input
    this.#decided(this.#engine.observe(report, now), now)
    if (samples.length > 0) this.#decided(this.#engine.measure(samples, now), now)
    if (this.#parts.agenda.now - this.#savedAt >= SAVE_EVERY_MS) this.#commit()
    this.#arm()
  }

  #decided(events: readonly AlertEvent[], now: number) {
    if (events.length === 0) return
    const { agenda, onEvent } = this.#parts
    for (const event of events) onEvent({ at: agenda.now, event })
    this.#say(this.#pager.take(events, now))
  }

  #say(decision: PagerDecision) {
    this.#parts.onPaged(decision)
    this.#commit()
    this.#arm()
  }

  #commit() {
    if (!this.#parts.keeps) return
    this.#saved = this.#memory()
    this.#savedAt = this.#parts.agenda.now
    this.#since = []
  }

  #nextDue() {
    return Math.min(this.#engine.nextDue() ?? NEVER, this.#pager.nextDue() ?? NEVER)
  }

  /** Sees to it that it is woken when something is due, and not before `earliest`. */
  #arm(earliest = this.#parts.agenda.now) {
    const at = Math.max(earliest, this.#downUntil, this.#nextDue() - this.#offset)
    if (at >= this.#wakeAt) return
    this.#wakeAt = at
    this.#parts.agenda.plan(at, () => this.#wake(at))
  }

  #wake(at: number) {
    if (at !== this.#wakeAt) return
    this.#wakeAt = NEVER
    const now = this.#clock()
    if ((this.#engine.nextDue() ?? NEVER) <= now) this.#decided(this.#engine.tick(now), now)
    if ((this.#pager.nextDue() ?? NEVER) <= now) this.#say(this.#pager.tick(now))
    // A moment later at the earliest: what is due and does not go away must not stop the world.
    this.#arm(this.#parts.agenda.now + 1)
  }
}
