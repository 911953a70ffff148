import type { DatabaseSync } from 'node:sqlite'
import { type Retention, tierMs } from '../tier.ts'
import type { Catalog } from './catalog.ts'
import { mod } from './rollup.ts'

/** Series looked at, and rows of one series deleted, in one transaction: a few milliseconds. */
const SLICE_SERIES = 100
const SLICE_ROWS = 2_000

/** Deletes what is older than it should be, a slice at a time, and the series of which nothing is left. */
export class Sweep {
  readonly #catalog: Catalog
  readonly #retention: Retention
  readonly #statements

  constructor(db: DatabaseSync, catalog: Catalog, retention: Retention) {
    this.#catalog = catalog
    this.#retention = retention
    this.#statements = prepare(db)
  }

  /** Sweeps the series after the given id. Returns where to go on, or `undefined` at the end. Inside a transaction. */
  next(now: number, after: number): number | undefined {
    const rows = this.#statements.series.all(after, SLICE_SERIES) as { id: number }[]
    for (const { id } of rows) {
      if (!this.#sweep(id, now)) return id - 1
    }
    return rows.length === SLICE_SERIES ? rows.at(-1)!.id : undefined
  }

  /** Whether the series is done: false when there were more rows than go in a slice. */
  #sweep(series: number, now: number): boolean {
    let left = false
    for (const { tier, step, remove, first } of this.#statements.tables) {
      // Whole hours go, so that no bucket that is computed anew has lost a part.
      const limit = now - this.#retention[tier]
      const cutoff = limit - mod(limit, tierMs.oneHour)
      const beyond = step.get(series, cutoff, SLICE_ROWS) as { at: number } | undefined
      remove.run(series, beyond?.at ?? cutoff)
      if (beyond && beyond.at < cutoff) return false
      left ||= first.get(series) !== undefined
    }
    if (!left) {
      this.#statements.clean.run(series)
      this.#catalog.remove(series)
    }
    return true
  }
}

function prepare(db: DatabaseSync) {
  const table = (tier: keyof Retention, name: string, time: string) => ({
    tier,
    step: db.prepare(
      `SELECT ${time} AS at FROM ${name} WHERE series = ? AND ${time} < ? ORDER BY ${time} LIMIT 1 OFFSET ?`,
    ),
    remove: db.prepare(`DELETE FROM ${name} WHERE series = ? AND ${time} < ?`),
    first: db.prepare(`SELECT 1 FROM ${name} WHERE series = ? LIMIT 1`),
  })
  return {
    series: db.prepare('SELECT id FROM series WHERE id > ? ORDER BY id LIMIT ?'),
    clean: db.prepare('DELETE FROM dirty WHERE series = ? AND size IN (300000, 3600000)'),
    tables: [
      table('raw', 'value', 'ms'),
      table('fiveMinutes', 'five_minutes', 'at'),
      table('oneHour', 'one_hour', 'at'),
    ],
  }
}
