import type { AlertEvent, Engine, MaintenanceWindow } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Clock, Log } from '@vonggac/model'
import type { Handoff } from '../ingest/handoff.ts'
import type { Live } from '../live/live.ts'
import { contextText } from '../live/trap-table.ts'
import type { Metrics } from '../metrics.ts'
import { commitDecision, type Decision } from '../state/decisions.ts'
import type { NewDelivery } from '../state/outbox.ts'
import type { NewServiceChange } from '../state/service-changes.ts'
import type { State } from '../state/tables.ts'
import { evaluate, nextRecords } from './evaluation.ts'
import { incidentLines } from './incident-lines.ts'
import { type Loop, startLoop } from './loop.ts'
import type { IncidentNote, PathNotes } from './path-notes.ts'

/** Alerting's name as a reader of the journal. */
export const ALERTING_CURSOR = 'alerting'

/** How much evaluating is repeated after a crash, at most, when nothing happened. What happened is committed at once. */
const SAVE_EVERY_MS = 5_000
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
  /** What is to be said to whom about these events. */
  readonly deliver: (events: readonly AlertEvent[]) => readonly NewDelivery[]
  /** What is known of incidents beside these events. */
  readonly circumstances: (events: readonly AlertEvent[]) => Decision['circumstances']
  /** What these events change of services. */
  readonly services: (events: readonly AlertEvent[]) => readonly NewServiceChange[]
  /** Called after every commit, with the events that are now on disk; often there are none. */
  readonly decided: (events: readonly AlertEvent[]) => Promise<void>
}

export interface Alerting extends Loop {
  /** The last record of the journal that has been evaluated; the cursor follows when that is saved. */
  readonly position: number
  /** An operator says that an incident is over. Resolves once that is on disk, with whether the engine knew the incident. */
  resolve(incident: string, by: string): Promise<boolean>
  /** What is worked on from now on. Resolves once what follows from it is on disk. */
  maintain(windows: readonly MaintenanceWindow[]): Promise<void>
}

/**
 * Reads check results from the journal as they come, asks the engine, and commits what it decided together with how far
 * it has read. Needs no store.
 */
export function startAlerting(options: Options): Alerting {
  const { journal, engine, clock, metrics } = options
  const committer = createCommitter(options)
  const exclusive = createMutex()

  const read = () => {
    const records = nextRecords(committer.position, options)
    const events = records.flatMap((record) => evaluate(record, options))
    committer.read(records.at(-1)?.id, events)
  }
  const tick = () => {
    // Time passes only when everything is read: what has not been read yet is no missing result.
    const due = engine.nextDue()
    if (due === undefined || due > clock.now() || journal.stats().head > committer.position) return
    committer.read(undefined, engine.tick(clock.now()))
  }

  const loop = startLoop('alerting', { ...options, onError: () => metrics.bugs++ }, async (signal) => {
    await exclusive(async () => {
      await committer.commitIfNeeded()
      read()
      tick()
      await committer.commitIfNeeded()
    })
    if (journal.stats().head > committer.position) return void (await clock.sleep(0, signal))
    await pause(options, { after: committer.position, untilMs: committer.saveDueMs() }, signal)
  })
  return {
    ...loop,
    get position() {
      return committer.position
    },
    maintain: (windows) =>
      exclusive(async () => {
        await committer.commitIfNeeded()
        // What is still to be read is judged in its own time; only then it is now.
        const now = journal.stats().head > committer.position ? undefined : clock.now()
        committer.read(undefined, engine.maintain(windows, now))
        await committer.commitIfNeeded()
      }),
    resolve: (incident, by) =>
      exclusive(async () => {
        await committer.commitIfNeeded()
        const events = engine.resolve(incident, clock.now(), by)
        if (events.length === 0) return false
        committer.read(undefined, events)
        await committer.commit({ who: by, what: 'incident resolved', target: incident, detail: '' })
        return true
      }),
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]()
      // What cannot be saved now is decided again after the start: nothing is lost by it but a few seconds of work.
      await exclusive(() => committer.commit()).catch((error: unknown) =>
        options.log.warn('alerting could not be saved', { error }),
      )
    },
  }
}

/** Keeps what was decided until it is on disk: a failed commit is tried again with the same events before anything new is read. */
function createCommitter(options: Options) {
  const { journal, state, engine, live, pathNotes, clock, metrics, deliver, decided } = options
  let position = options.position
  let committed = position
  let savedAt = clock.monotonic()
  let pending: AlertEvent[] = []
  let notes: IncidentNote[] = []

  const commit = async (audit?: Decision['audit']) => {
    const events = pending
    const noted = notes
    const at = clock.now()
    const memory = { engine: engine.snapshot(), live: live.save() }
    const deliveries = deliver(events)
    const lines = incidentLines(events)
    const decision = {
      position,
      at,
      events,
      notes: noted,
      deliveries,
      lines,
      memory,
      services: options.services(events),
      circumstances: options.circumstances(events),
    }
    await commitDecision(state, { ...decision, ...(audit && { audit }) })
    pending = pending.slice(events.length)
    notes = notes.slice(noted.length)
    committed = position
    savedAt = clock.monotonic()
    metrics.alertEvents += events.length
    journal.advance(ALERTING_CURSOR, position)
    await decided(events)
  }
  return {
    get position() {
      return position
    },
    read(through: number | undefined, events: readonly AlertEvent[]) {
      position = through ?? position
      pending = [...pending, ...events]
      pathNotes.decided(events)
      notes = [...notes, ...pathNotes.take(), ...contextOf(events, live)]
    },
    commit,
    commitIfNeeded: async () => {
      const due = position > committed && clock.monotonic() - savedAt >= SAVE_EVERY_MS
      if (pending.length > 0 || notes.length > 0 || due) await commit()
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

/** Waits for the next record, the engine's next moment, or the time to save. */
async function pause(
  { journal, engine, clock }: Options,
  { after, untilMs }: { after: number; untilMs: number | undefined },
  signal: AbortSignal,
) {
  const due = engine.nextDue()
  const waits = [
    ...(due === undefined ? [] : [due - clock.now()]),
    ...(untilMs === undefined ? [] : [untilMs - clock.monotonic()]),
  ]
  const wake = new AbortController()
  const stop = () => wake.abort(signal.reason)
  const cancel = waits.length > 0 ? clock.after(Math.max(1, Math.min(...waits)), () => wake.abort(wake)) : () => {}
  signal.addEventListener('abort', stop, { once: true })
  try {
    await journal.appended(after, wake.signal)
  } catch (reason) {
    if (reason !== wake) throw reason
  } finally {
    signal.removeEventListener('abort', stop)
    cancel()
  }
}

/** One at a time, in order: the engine must not be asked while what it said before is being committed. */
function createMutex() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
