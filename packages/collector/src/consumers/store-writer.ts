import type { Journal, JournalRecord } from '@vonggac/journal'
import { backoffMs, type Clock, encodePoints, type Log, type Point, TransientError } from '@vonggac/model'
import { release } from '../ingest/body.ts'
import type { Metrics } from '../metrics.ts'
import { type RejectedLine, setAside } from '../state/rejected.ts'
import type { State } from '../state/tables.ts'
import type { Store } from '../store/store.ts'
import { type Loop, startLoop } from './loop.ts'
import { openRecord, pointsOf } from './record-points.ts'

/** The store writer's name as a reader of the journal. */
export const STORE_CURSOR = 'store'

/** Enough to make a write of the store worth its commit, little enough to hold in memory several times. */
const MAX_POINTS = 5_000
const READ = { maxRecords: 64, maxBytes: 262_144 }
/** Small writes of many agents are collected for this long. Charts do not need to be quicker; alerting does not wait for it. */
const LINGER_MS = 200
const RETRY = { firstMs: 500, maxMs: 30_000 }
/** How long a write under way may take when we stop. */
const STOP_GRACE_MS = 1_000
/** A write that fails this often with the same unexpected error is not the store's bad day: its points are set aside. */
const MAX_UNEXPECTED = 5

interface Options {
  readonly journal: Journal
  readonly store: Store
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

export interface StoreWriter extends Loop {
  /** Since when the store cannot be written, Unix ms; `undefined` while it can. */
  readonly downSince: number | undefined
}

/** Points of one record on their way to the store. */
interface Portion {
  readonly record: number
  readonly agent: string
  readonly points: readonly Point[]
}

/**
 * Carries points from the journal to the store, in order. While the store is down it waits, for hours if need be: nothing
 * is read ahead, the journal keeps the rest. After a crash the last portion is written again, which changes nothing.
 */
export function startStoreWriter(options: Options): StoreWriter {
  const { journal, clock } = options
  const outage = createOutage(options)
  const loop = startLoop('the store writer', { ...options, onError: () => options.metrics.bugs++ }, async (signal) => {
    const after = journal.cursor(STORE_CURSOR)
    await journal.appended(after, signal)
    if (journal.stats().head - after < READ.maxRecords) await clock.sleep(LINGER_MS, signal)
    const records = journal.read(after, READ)
    for (const portions of await portionsOf(records, options)) await writePortions(portions, options, outage, signal)
    // Without records the head is one that is already trimmed away: nothing is left to do for it.
    journal.advance(STORE_CURSOR, records.at(-1)?.id ?? journal.stats().head)
  })
  return {
    ...loop,
    get downSince() {
      return outage.since()
    },
  }
}

/** Groups records into writes of about `MAX_POINTS`. A record that cannot be opened is set aside and passed over. */
async function portionsOf(records: readonly JournalRecord[], options: Options): Promise<Portion[][]> {
  const groups: Portion[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const record of records) {
    for (const portion of await open(record, options)) {
      if (size + portion.points.length > MAX_POINTS) {
        groups.push([])
        size = 0
      }
      groups.at(-1)!.push(portion)
      size += portion.points.length
    }
  }
  return groups
}

async function open(record: JournalRecord, { state, clock, log, metrics }: Options): Promise<Portion[]> {
  try {
    const opened = openRecord(record)
    const { points, errors, failed } = pointsOf(opened)
    if (opened.meta.encoding === 'gzip') release(opened.body)
    const agent = opened.meta.agent ?? ''
    if (failed > opened.meta.bad) {
      await setAside(
        state,
        clock.now(),
        errors.map(({ text, reason }) => ({ record: record.id, agent, reason, line: text })),
      )
    }
    return slices(points).map((part) => ({ record: record.id, agent, points: part }))
  } catch (error) {
    metrics.bugs++
    log.error('a record of the journal cannot be read and is passed over', { record: record.id, error })
    const reason = `unreadable record: ${(error as Error).message}`
    await setAside(state, clock.now(), [{ record: record.id, agent: '', reason, line: '' }])
    return []
  }
}

const slices = (points: readonly Point[]) =>
  Array.from({ length: Math.ceil(points.length / MAX_POINTS) }, (_, i) =>
    points.slice(i * MAX_POINTS, (i + 1) * MAX_POINTS),
  )

/** Returns when the store has the points, or has refused some for good, which are then set aside. */
async function writePortions(portions: readonly Portion[], options: Options, outage: Outage, signal: AbortSignal) {
  const { store, state, clock, log, metrics } = options
  const points = portions.flatMap((portion) => portion.points)
  let unexpected = 0
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    try {
      const { rejected } = await withGrace(store.write(points), clock, signal)
      outage.end()
      metrics.stored += points.length - rejected.length
      metrics.rejected += rejected.length
      const from = origins(portions)
      await setAside(
        state,
        clock.now(),
        rejected.map(({ point, reason }) => ({ ...from(point), reason, line: lineOf(point) })),
      )
      return
    } catch (error) {
      signal.throwIfAborted()
      metrics.storeErrors++
      outage.begin(error)
      if (!(error instanceof TransientError) && ++unexpected >= MAX_UNEXPECTED) {
        log.error('the store fails on these points again and again: they are set aside', {
          error,
          points: points.length,
        })
        metrics.rejected += points.length
        await setAside(state, clock.now(), allLines(portions, (error as Error).message))
        return
      }
      const asked = error instanceof TransientError ? (error.retryAfterMs ?? 0) : 0
      await clock.sleep(Math.max(asked, backoffMs(attempt, RETRY)), signal)
    }
  }
}

/** A store that hangs must not keep us from stopping: what it was told is told again after the start, which changes nothing. */
async function withGrace<T>(work: Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  const given = Promise.withResolvers<never>()
  let cancel = () => {}
  const stopping = () => {
    cancel = clock.after(STOP_GRACE_MS, () => given.reject(signal.reason))
  }
  signal.addEventListener('abort', stopping, { once: true })
  try {
    return await Promise.race([work, given.promise])
  } finally {
    signal.removeEventListener('abort', stopping)
    cancel()
  }
}

function origins(portions: readonly Portion[]) {
  const byPoint = new Map(
    portions.flatMap(({ record, agent, points }) => points.map((point) => [point, { record, agent }])),
  )
  return (point: Point) => byPoint.get(point) ?? { record: 0, agent: '' }
}

const allLines = (portions: readonly Portion[], reason: string): RejectedLine[] =>
  portions.flatMap(({ record, agent, points }) =>
    points.map((point) => ({ record, agent, reason, line: lineOf(point) })),
  )

/** A refused point as text, even if it is one that line protocol cannot say. */
function lineOf(point: Point): string {
  try {
    return encodePoints([point]).trimEnd()
  } catch {
    return point.measurement
  }
}

/** Notes when the store goes and comes back: logged on change, not at every attempt. */
interface Outage {
  begin(error: unknown): void
  end(): void
  since(): number | undefined
}

function createOutage({ clock, log }: Options): Outage {
  let since: number | undefined
  let reason = ''
  return {
    since: () => since,
    begin(error) {
      const message = error instanceof Error ? error.message : String(error)
      if (message !== reason) {
        const data = { reason: message, ...(error instanceof TransientError ? {} : { error }) }
        log.warn('the store cannot be written: points wait in the journal, alerting goes on', data)
      }
      since ??= clock.now()
      reason = message
    },
    end() {
      if (since !== undefined) log.info('the store can be written again', { downMs: clock.now() - since })
      since = undefined
      reason = ''
    },
  }
}
