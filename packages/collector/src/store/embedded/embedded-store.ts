import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ConfigError, type FieldValue, formatDuration, type Point, Unsigned } from '@vonggac/model'
import type { StoreConfig } from '@vonggac/model/inventory'
import { conflict, isNumeric, typeOf, valueFault } from '../field-type.ts'
import { explain, transaction } from '../sqlite.ts'
import type { Rejection, RowsQuery, SeriesQuery, SeriesResult, Store, StoreDeps } from '../store.ts'
import { chooseTier, effectiveRetention, type Retention, tierMs } from '../tier.ts'
import { Catalog } from './catalog.ts'
import { openDatabase } from './database.ts'
import { startMaintenance } from './maintenance.ts'
import { groups, matcher, readGroup } from './query.ts'
import { Sweep } from './retention.ts'
import { mod, Rollup } from './rollup.ts'
import { readRows } from './rows.ts'

/** Points in one transaction: between two, others get their turn. */
const CHUNK = 500

/** Opens `store.db` in the directory, making both when they are not there. */
export async function openEmbeddedStore(
  config: Extract<StoreConfig, { kind: 'embedded' }>,
  { dir, clock, log }: StoreDeps,
): Promise<Store> {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    throw new ConfigError(`${dir}: cannot be made: ${(error as Error).message}`, { cause: error })
  }
  const retention = effectiveRetention(config.retention)
  const path = join(dir, 'store.db')
  const db = openDatabase(path)
  const { catalog, rollup, sweep } = readParts(db, { path, retention })
  const stopMaintenance = startMaintenance({ db, rollup, sweep, clock, log })
  return new EmbeddedStore({ db, catalog, rollup, retention, now: () => clock.now(), stopMaintenance })
}

/** What the store keeps in memory of its file: here shows a file that is damaged behind its first page. */
function readParts(db: DatabaseSync, { path, retention }: { path: string; retention: Retention }) {
  try {
    const catalog = new Catalog(db)
    return { catalog, rollup: new Rollup(db, catalog), sweep: new Sweep(db, catalog, retention) }
  } catch (error) {
    db.close()
    throw new ConfigError(`${path}: cannot be used as a store: ${explain(error)}`, { cause: error })
  }
}

interface Parts {
  readonly db: DatabaseSync
  readonly catalog: Catalog
  readonly rollup: Rollup
  readonly retention: Retention
  readonly now: () => number
  readonly stopMaintenance: () => void
}

class EmbeddedStore implements Store {
  readonly kind = 'embedded'
  readonly #parts: Parts
  readonly #insert: StatementSync
  #writing: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#insert = parts.db.prepare(
      'INSERT INTO value (series, ms, nanos, value) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
  }

  write(points: readonly Point[]) {
    const writing = this.#writing.then(() => this.#writeAll(points))
    this.#writing = writing.catch(() => undefined)
    return writing
  }

  async #writeAll(points: readonly Point[]) {
    const { db, catalog } = this.#parts
    const rejected: Rejection[] = []
    for (let i = 0; i < points.length; i += CHUNK) {
      if (i > 0) await new Promise<void>((resolve) => setImmediate(resolve))
      if (!db.isOpen) throw new Error('the store is closed')
      try {
        rejected.push(...transaction(db, () => this.#writeChunk(points.slice(i, i + CHUNK))))
      } catch (error) {
        if (db.isOpen) catalog.forget()
        throw error
      }
    }
    return { rejected }
  }

  #writeChunk(points: readonly Point[]): Rejection[] {
    const rejected: Rejection[] = []
    const oldest = this.#parts.now() - this.#parts.retention.raw
    for (const point of points) {
      const reason = point.timestamp < oldest ? this.#beyond() : this.#fault(point)
      if (reason !== undefined) rejected.push({ point, reason })
      else this.#writePoint(point)
    }
    return rejected
  }

  #beyond = () => `beyond retention policy: older than ${formatDuration(this.#parts.retention.raw)}`

  /** Why the point cannot be written at all. InfluxDB refuses the whole point for one field, so we do. */
  #fault({ measurement, fields }: Point): string | undefined {
    let any = false
    for (const name in fields) {
      any = true
      const value = fields[name]!
      const fault = valueFault(value)
      if (fault !== undefined) return `field "${name}": ${fault}`
      const type = typeOf(value)
      const was = this.#parts.catalog.typeOf(measurement, name)
      if (was !== undefined && was !== type) return conflict(measurement, name, type, was)
    }
    return any ? undefined : 'missing fields'
  }

  #writePoint({ measurement, tags, fields, timestamp, nanos = 0 }: Point) {
    const { catalog, rollup } = this.#parts
    const known = catalog.fieldsOf(measurement, tags)
    const bucket = timestamp - mod(timestamp, tierMs.fiveMinutes)
    for (const name in fields) {
      const value = fields[name]!
      const series = known.get(name) ?? catalog.add(measurement, tags, name, typeOf(value))
      this.#insert.run(series.id, timestamp, nanos, stored(value))
      if (series.dirtyAt !== bucket && isNumeric(series.type)) {
        rollup.mark(series.id, bucket)
        series.dirtyAt = bucket
      }
    }
  }

  async series(query: SeriesQuery): Promise<SeriesResult[]> {
    const { db, catalog, rollup, retention, now } = this.#parts
    const rows = catalog.find(query.measurement, query.field, matcher(query.tags))
    const numeric = rows.length > 0 && isNumeric(rows[0]!.type)
    const choice = numeric ? chooseTier(query, retention, now()) : { tier: 'raw' as const, stepMs: query.stepMs }
    if (choice.tier !== 'raw') {
      const ids = rows.map(({ id }) => id)
      transaction(db, () => rollup.freshen(ids, query.from, query.to, now()))
    }
    const results = groups(rows, query.groupBy).map((group) => readGroup(db, group, query, choice))
    return results.filter(({ points }) => points.length > 0)
  }

  rows(query: RowsQuery) {
    const { db, catalog } = this.#parts
    return readRows(db, catalog, query)
  }

  rawSince() {
    return this.#parts.now() - this.#parts.retention.raw
  }

  summariesSince() {
    return this.#parts.now() - this.#parts.retention.fiveMinutes
  }

  async health() {
    const { db } = this.#parts
    if (!db.isOpen) return { ok: false, detail: 'closed' }
    try {
      db.prepare('SELECT 1 FROM series LIMIT 1').get()
      return { ok: true, detail: 'SQLite' }
    } catch (error) {
      return { ok: false, detail: (error as Error).message }
    }
  }

  async close() {
    this.#parts.stopMaintenance()
    await this.#writing
    if (this.#parts.db.isOpen) this.#parts.db.close()
  }

  [Symbol.asyncDispose]() {
    return this.close()
  }
}

function stored(value: FieldValue): number | bigint | string {
  if (typeof value === 'boolean') return value ? 1n : 0n
  return value instanceof Unsigned ? BigInt.asIntN(64, value.value) : value
}
