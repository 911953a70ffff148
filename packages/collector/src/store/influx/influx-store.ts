import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, ConfigError, type Point, TransientError } from '@vonggac/model'
import type { StoreConfig } from '@vonggac/model/inventory'
import type { RowsQuery, SeriesQuery, SeriesResult, SeriesValue, Store, StoreDeps } from '../store.ts'
import { chooseTier, effectiveRetention, type Retention } from '../tier.ts'
import { BACK_FILL_EVERY_MS, startBackFill } from './back-fill.ts'
import { type Connection, connect, type InfluxSeries, StatementError } from './connection.ts'
import { DirtyHours } from './dirty-hours.ts'
import { selectStatement } from './influxql.ts'
import { startResolution, writeResolution } from './resolution.ts'
import { readRows } from './rows.ts'
import { ensureSchema } from './schema.ts'
import { writePoints } from './write.ts'

/** A server that has not answered for so long will not. */
const TIMEOUT_MS = 15_000

/** How long the start waits for a server that takes connections and says nothing: alerting must not wait for it. */
const START_PATIENCE_MS = 1_000
/** What a write under way gets when the store is closed. */
const CLOSE_GRACE_MS = 1_000

/** In the store's directory: hours that have yet to be rolled up. */
const MARKS_FILE = 'rollups.db'

/**
 * Opens the store. An InfluxDB that does not answer is no error here: the writes say so, and set it up when it is back. Throws a
 * `ConfigError` when the directory cannot be used.
 */
export async function openInfluxStore(
  config: Extract<StoreConfig, { kind: 'influx' }>,
  { dir, clock, log, secret }: StoreDeps,
  {
    timeoutMs = TIMEOUT_MS,
    backFillEveryMs = BACK_FILL_EVERY_MS,
  }: { timeoutMs?: number; backFillEveryMs?: number } = {},
): Promise<Store> {
  const { url, database, username } = config
  const password = config.password && secret(config.password)
  const connection = connect({ url, database, username, password, timeoutMs }, clock)
  const retention = effectiveRetention(config.retention)
  const told = { connection, database, retention, clock, log }
  const setUp = async () => {
    const rollups = await ensureSchema(connection, database, retention, log)
    await writeResolution(told, rollups)
    return rollups
  }
  const hours = openMarks(dir, retention)
  const store = new InfluxStore({ connection, database, retention, setUp, hours, clock })
  try {
    const answered = await within(START_PATIENCE_MS, clock, store.prepare())
    if (!answered) log.warn('InfluxDB does not answer yet', { url, reason: 'it takes its time' })
  } catch (error) {
    if (!(error instanceof TransientError)) {
      await store.close()
      throw error
    }
    log.warn('InfluxDB does not answer yet', { url, reason: error.message })
  }
  const prepare = () => store.prepare()
  store.owns(startBackFill({ connection, database, hours, prepare, clock, log, everyMs: backFillEveryMs }))
  store.owns(startResolution({ ...told, prepare }))
  return store
}

/** Whether the work was done in time. Its failure in time is thrown; later, it is whoever asks next who hears of it. */
async function within(ms: number, clock: Clock, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const cancel = clock.after(ms, () => late.resolve(false))
  try {
    return await Promise.race([work.then(() => true), late.promise])
  } finally {
    cancel()
  }
}

function openMarks(dir: string, { raw }: Retention): DirtyHours {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    throw new ConfigError(`${dir}: cannot be made: ${(error as Error).message}`, { cause: error })
  }
  return new DirtyHours(join(dir, MARKS_FILE), raw)
}

interface Parts {
  readonly connection: Connection
  readonly database: string
  readonly retention: Retention
  /** Makes the database what it should be; says whether there are rollups. */
  readonly setUp: () => Promise<boolean>
  /** Closed with the store. */
  readonly hours: DirtyHours
  readonly clock: Clock
}

class InfluxStore implements Store {
  readonly kind = 'influx'
  readonly #parts: Parts
  /** Whether there are rollups; `undefined` until the database has been set up, and again when it seems gone. */
  #rollups: boolean | undefined
  #preparing: Promise<boolean> | undefined
  #writing: Promise<unknown> = Promise.resolve()
  readonly #owned = new AsyncDisposableStack()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Sets the database up unless it is known to be. Says whether there are rollups. */
  async prepare(): Promise<boolean> {
    if (this.#rollups !== undefined) return this.#rollups
    this.#preparing ??= this.#parts.setUp().finally(() => {
      this.#preparing = undefined
    })
    this.#rollups = await this.#preparing
    return this.#rollups
  }

  /** Takes over what has to end before the store does. */
  owns(work: AsyncDisposable) {
    this.#owned.use(work)
  }

  write(points: readonly Point[]) {
    const writing = this.#writing.then(() => this.#write(points))
    this.#writing = writing.catch(() => undefined)
    return writing
  }

  async #write(points: readonly Point[]) {
    const { connection, hours, clock } = this.#parts
    await this.prepare()
    try {
      const rejected = await writePoints(connection, points)
      hours.mark(points, clock.now())
      return { rejected }
    } catch (error) {
      // A 500 may mean that the retention policy is gone (the package does not show us its text), a 404 that the database is.
      if (error instanceof TransientError) this.#rollups = undefined
      throw error
    }
  }

  async series(query: SeriesQuery): Promise<SeriesResult[]> {
    const { connection, database, retention, clock } = this.#parts
    await this.prepare()
    const choice = this.#rollups
      ? chooseTier(query, retention, clock.now())
      : { tier: 'raw' as const, stepMs: query.stepMs }
    const statement = selectStatement(query, choice, database)
    if (!statement) return []
    try {
      const found = await connection.select(statement)
      const results = found.map((series) => result(series, query)).filter(({ points }) => points.length > 0)
      // Newest points first turns InfluxDB's order of series round, too.
      return results.reverse()
    } catch (error) {
      if (error instanceof StatementError && NOT_NUMERIC.test(error.message)) return []
      throw error
    }
  }

  async *rows(query: RowsQuery) {
    const { connection, database } = this.#parts
    await this.prepare()
    yield* readRows(connection, database, query)
  }

  rawSince() {
    return this.#parts.clock.now() - this.#parts.retention.raw
  }

  summariesSince() {
    const { clock, retention } = this.#parts
    return clock.now() - (this.#rollups === false ? retention.raw : retention.fiveMinutes)
  }

  async health() {
    const version = await this.#parts.connection.version()
    if (version === undefined) return { ok: false, detail: 'InfluxDB does not answer' }
    try {
      await this.prepare()
      return { ok: true, detail: `InfluxDB ${version}${this.#rollups ? '' : ', without rollups'}` }
    } catch (error) {
      return { ok: false, detail: (error as Error).message }
    }
  }

  async close() {
    const { connection, clock } = this.#parts
    const cancel = clock.after(CLOSE_GRACE_MS, () => connection.abandon())
    await this.#owned.disposeAsync()
    await this.#writing
    cancel()
    connection.abandon()
    this.#parts.hours[Symbol.dispose]()
  }

  [Symbol.asyncDispose]() {
    return this.close()
  }
}

/** The mean of texts, for one. */
const NOT_NUMERIC = /^unsupported \w+ iterator type/

function result({ tags = {}, values }: InfluxSeries, query: SeriesQuery): SeriesResult {
  const exact = query.stepMs === undefined || query.aggregate === 'last'
  const points = values.flatMap(([at, value]): [number, SeriesValue][] => {
    if (value === null || value === undefined) return []
    if (exact) return [[at as number, value as SeriesValue]]
    if (query.aggregate === 'max' || query.aggregate === 'min') {
      return typeof value === 'boolean' ? [] : [[at as number, value as SeriesValue]]
    }
    return [[at as number, Number(value)]]
  })
  return { tags, points: points.reverse() }
}
