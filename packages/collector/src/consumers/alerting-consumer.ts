import type { AlertEvent, Engine, MaintenanceWindow, Pager, PagerDecision } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Clock, Log } from '@vonggac/model'
import type { Handoff } from '../ingest/handoff.ts'
import type { Live } from '../live/live.ts'
import { contextText } from '../live/trap-table.ts'
import type { Metrics } from '../metrics.ts'
import { type By, nameOf } from '../state/audit.ts'
import { commitDecision, type Decision } from '../state/decisions.ts'
import { readOutcomes } from '../state/outcomes.ts'
import type { NewServiceChange } from '../state/service-changes.ts'
import type { State } from '../state/tables.ts'
import { evaluate, nextRecords } from './evaluation.ts'
import { incidentLines } from './incident-lines.ts'
import { type Loop, startLoop } from './loop.ts'
import type { IncidentNote, PathNotes } from './path-notes.ts'
import { createBell, createMutex, pause } from './turns.ts'

/** Alerting's name as a reader of the journal. */
export const ALERTING_CURSOR = 'alerting'

/** How much evaluating is repeated after a crash, at most, when nothing happened. What happened is committed at once. */
const SAVE_EVERY_MS = 5_000
/** So late people are told in any case: normally it is first read what may have ended what they are told of. */
const TELL_LATE_MS = 5_000
/** How exactly the pager's timers go on when the clock is set, ms. */
const PAGER_HEARS_MS = 1_000

interface Options {
  readonly journal: Journal
  readonly state: State
  readonly engine: Engine
  readonly live: Live
  readonly pathNotes: PathNotes
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly handoff: Handoff
  /** The last record of the journal that the engine and `live` know already. */
  readonly position: number
  /** Decides who is told of what the engine decides. */
  readonly pager: Pager
  /** What is known of incidents beside these events. */
  readonly circumstances: (events: readonly AlertEvent[]) => Decision['circumstances']
  /** What these events change of services. */
  readonly services: (events: readonly AlertEvent[]) => readonly NewServiceChange[]
  /** Called after every commit, with what is now on disk; often there is nothing. */
  readonly decided: (events: readonly AlertEvent[], paging: readonly PagerDecision[]) => Promise<void>
}

export interface Alerting extends Loop {
  /** The last record of the journal that has been evaluated; the cursor follows when that is saved. */
  readonly position: number
  /** Values of series that rules are about and that nothing looked at, for want of room, since the start. */
  readonly ignoredSeries: number
  /** An operator says that an incident is over. Resolves once that is on disk, with whether the engine knew the incident. */
  resolve(incident: string, by: By): Promise<boolean>
  /** What is worked on from now on. Resolves once what follows from it is on disk. */
  maintain(windows: readonly MaintenanceWindow[]): Promise<void>
  /** Of what nobody wants to hear from now on, beside what is worked on. */
  silence(windows: readonly MaintenanceWindow[]): Promise<void>
  /** Somebody takes care, or wants to be told again later. Resolve once what follows from it is on disk. */
  acknowledge(incident: string, by: string): Promise<void>
  snooze(incident: string, until: number, by: string): Promise<void>
  /** Somebody else may be on call from now on. Resolves once who takes over is told, on disk. */
  review(): Promise<void>
  /** Something became of messages. */
  settled(): void
}

/**
 * Reads check results from the journal as they come, asks the engine, and commits what it decided together with how far
 * it has read. Needs no store.
 */
export function startAlerting(options: Options): Alerting {
  const { journal, state, engine, pager, clock, metrics } = options
  const committer = createCommitter(options)
  const exclusive = createMutex()
  const bell = createBell()
  // What became of messages before the start has not been heard of.
  bell.ring()

  const read = () => {
    const records = nextRecords(committer.position, options)
    const events = records.flatMap((record) => evaluate(record, options))
    committer.read(records.at(-1)?.id, events)
  }
  const hear = async () => {
    if (!bell.taken()) return
    const outcomes = await readOutcomes(state, committer.heard)
    for (const outcome of outcomes) committer.told(pager.settled(outcome, clock.now()), outcome.id)
    if (outcomes.length > 0) bell.ring()
  }
  let heardAt = clock.now()
  const tick = () => {
    // Time passes only when everything is read: what has not been read yet is no missing result.
    const now = clock.now()
    const isRead = journal.stats().head <= committer.position
    if (isRead && (engine.nextDue() ?? now + 1) <= now) committer.read(undefined, engine.tick(now))
    const due = pager.nextDue()
    if (due === undefined) return
    // It hears what time it is now and then, so that it can tell a clock that is set from time that passes.
    const isNews = due > now && Math.abs(now - heardAt) >= PAGER_HEARS_MS
    if (!isNews && due > (isRead ? now : now - TELL_LATE_MS)) return
    heardAt = now
    committer.told(pager.tick(now))
  }
  const waits = () => {
    const saveAt = committer.saveDueMs()
    const due = [engine.nextDue(), pager.nextDue()].flatMap((at) => (at === undefined ? [] : [at - clock.now()]))
    return saveAt === undefined ? due : [...due, saveAt - clock.monotonic()]
  }
  const loop = startLoop('alerting', { ...options, onError: () => metrics.bugs++ }, async (signal) => {
    await exclusive(async () => {
      await committer.commitIfNeeded()
      await hear()
      read()
      tick()
      await committer.commitIfNeeded()
    })
    if (journal.stats().head > committer.position) return void (await clock.sleep(0, signal))
    await pause({ ...options, bell }, { after: committer.position, waits: waits() }, signal)
  })
  return {
    ...loop,
    ...peopleAt(options, committer, exclusive),
    get position() {
      return committer.position
    },
    get ignoredSeries() {
      return engine.ignoredSeries
    },
    settled: bell.ring,
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]()
      // What cannot be saved now is decided again after the start: nothing is lost by it but a few seconds of work.
      await exclusive(() => committer.commit()).catch((error: unknown) =>
        options.log.warn('alerting could not be saved', { error }),
      )
    },
  }
}

/** What people ask for, each as of now and on disk when it resolves. */
function peopleAt(
  { journal, engine, pager, clock }: Options,
  committer: ReturnType<typeof createCommitter>,
  exclusive: ReturnType<typeof createMutex>,
): Pick<Alerting, 'resolve' | 'maintain' | 'silence' | 'acknowledge' | 'snooze' | 'review'> {
  // Until both are known, those that the pager remembers count.
  let working: readonly MaintenanceWindow[] | undefined
  let silenced: readonly MaintenanceWindow[] | undefined
  const act = <T>(work: () => T | Promise<T>) =>
    exclusive(async () => {
      await committer.commitIfNeeded()
      const done = await work()
      await committer.commitIfNeeded()
      return done
    })
  const hush = () => {
    if (working && silenced) committer.told(pager.hush([...working, ...silenced], clock.now()))
  }
  return {
    maintain: (windows) =>
      act(() => {
        working = windows
        // Nobody is told of what is worked on before it is judged.
        hush()
        // What is still to be read is judged in its own time; only then it is now.
        const now = journal.stats().head > committer.position ? undefined : clock.now()
        committer.read(undefined, engine.maintain(windows, now))
      }),
    silence: (windows) =>
      act(() => {
        silenced = windows
        hush()
      }),
    acknowledge: (incident, by) => act(() => committer.told(pager.acknowledge(incident, by, clock.now()))),
    snooze: (incident, until, by) => act(() => committer.told(pager.snooze(incident, until, by, clock.now()))),
    review: () => act(() => committer.told(pager.review(clock.now()))),
    resolve: (incident, by) =>
      act(async () => {
        const events = engine.resolve(incident, clock.now(), nameOf(by))
        if (events.length === 0) return false
        committer.read(undefined, events)
        await committer.commit({ by, what: 'incident resolved', target: incident })
        return true
      }),
  }
}

/** Keeps what was decided until it is on disk: a failed commit is tried again with the same events before anything new is read. */
function createCommitter(options: Options) {
  const { journal, state, engine, pager, live, pathNotes, clock, metrics, decided } = options
  let position = options.position
  let committed = position
  let savedAt = clock.monotonic()
  let pending: AlertEvent[] = []
  let notes: IncidentNote[] = []
  let paging: PagerDecision[] = []
  let outcomes = 0

  const told = (decision: PagerDecision, through = outcomes) => {
    if (through > outcomes || Object.values(decision).some(({ length }) => length > 0)) paging = [...paging, decision]
    outcomes = through
  }
  const commit = async (audit?: Decision['audit']) => {
    const [events, noted, said] = [pending, notes, paging]
    const decision: Decision = {
      position,
      at: clock.now(),
      events,
      notes: noted,
      paging: said,
      outcomes,
      lines: incidentLines(events, (id) => live.incidents().find(({ run }) => run === id)?.acked_by ?? null),
      memory: { engine: engine.snapshot(), live: live.save(), pager: pager.snapshot() },
      services: options.services(events),
      circumstances: options.circumstances(events),
    }
    await commitDecision(state, { ...decision, ...(audit && { audit }) })
    pending = pending.slice(events.length)
    notes = notes.slice(noted.length)
    paging = paging.slice(said.length)
    committed = position
    savedAt = clock.monotonic()
    metrics.alertEvents += events.length
    journal.advance(ALERTING_CURSOR, position)
    await decided(events, said)
  }
  return {
    get position() {
      return position
    },
    /** The last outcome of a delivery that the pager knows. */
    get heard() {
      return outcomes
    },
    read(through: number | undefined, events: readonly AlertEvent[]) {
      position = through ?? position
      pending = [...pending, ...events]
      pathNotes.decided(events)
      notes = [...notes, ...pathNotes.take(), ...contextOf(events, live)]
      if (events.length > 0) told(pager.take(events, Math.max(...events.map(({ at }) => at))))
    },
    told,
    commit,
    commitIfNeeded: async () => {
      const due = position > committed && clock.monotonic() - savedAt >= SAVE_EVERY_MS
      if (pending.length > 0 || notes.length > 0 || paging.length > 0 || due) await commit()
    },
    /** When progress wants saving, on the monotonic clock; `undefined` when there is none. */
    saveDueMs: () => (position > committed ? savedAt + SAVE_EVERY_MS : undefined),
  }
}

/** What devices said of themselves shortly before an incident on their site opened. */
function contextOf(events: readonly AlertEvent[], { traps }: Live): IncidentNote[] {
  return events.flatMap((event) => {
    if (event.kind !== 'opened') return []
    const { id, site, openedAt } = event.incident
    return traps
      .context(site, openedAt)
      .map((trap) => ({ incident: id, at: event.at, text: contextText(trap, openedAt) }))
  })
}
