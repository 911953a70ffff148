import type { DatabaseSync } from 'node:sqlite'
import { tierMs } from '../tier.ts'
import type { Catalog } from './catalog.ts'

/** Unsigned integers beyond 2^63 stand as negative ones: as a number they are what their bits say. */
export const unsignedNumber = (column: string) =>
  `CASE WHEN ${column} < 0 THEN ${column} + 18446744073709551616.0 ELSE ${column} END`

/** Buckets rolled up in one transaction: some 20 µs each. */
const SLICE = 200

/**
 * Keeps the 5-minute and 1-hour rollups of numeric series. A write marks its bucket dirty in the same transaction; a bucket is always
 * computed anew from all that is in it, so late and repeated points come out right and a crash between loses nothing.
 */
export class Rollup {
  readonly #catalog: Catalog
  readonly #statements

  constructor(db: DatabaseSync, catalog: Catalog) {
    this.#catalog = catalog
    this.#statements = prepare(db)
  }

  /** Marks the 5-minute bucket at `at` of a series. Inside the write's transaction. */
  mark(series: number, at: number) {
    this.#statements.mark.run(tierMs.fiveMinutes, series, at)
  }

  /**
   * Rolls up the next dirty buckets that are over at `now`, after the given one. Returns the last that was done, or `undefined` at the
   * end. Inside a transaction.
   */
  next(size: number, now: number, after: readonly [series: number, at: number]): [number, number] | undefined {
    const rows = this.#statements.due.all(size, after[0], after[1], now - size, SLICE) as {
      series: number
      at: number
    }[]
    for (const { series, at } of rows) this.#roll(size, series, at, now)
    const last = rows.at(-1)
    return rows.length === SLICE ? [last!.series, last!.at] : undefined
  }

  /** Brings the rollups of some series up to date between two times, the running buckets too. Inside a transaction. */
  freshen(series: readonly number[], from: number, to: number, now: number) {
    const ids = JSON.stringify(series)
    for (const size of [tierMs.fiveMinutes, tierMs.oneHour]) {
      const rows = this.#statements.dirtyOf.all(size, ids, from - size, to) as { series: number; at: number }[]
      for (const { series: id, at } of rows) this.#roll(size, id, at, now)
    }
  }

  #roll(size: number, series: number, at: number, now: number) {
    const { raw, rawUnsigned, hour, mark, clean, isUnsigned } = this.#statements
    const unsigned = isUnsigned.get(series) !== undefined
    const compute = size === tierMs.oneHour ? hour : unsigned ? rawUnsigned : raw
    compute.run({ series, at, end: at + size })
    if (size === tierMs.fiveMinutes) {
      mark.run(tierMs.oneHour, series, at - mod(at, tierMs.oneHour))
      this.#catalog.rolled(series, at)
    }
    if (at + size <= now) clean.run(size, series, at)
  }
}

/** Remainder that is never negative. */
export const mod = (value: number, size: number): number => ((value % size) + size) % size

function prepare(db: DatabaseSync) {
  const newest = (column: string, table: string, time: string, order: string) =>
    `(SELECT ${column} FROM ${table} WHERE series = $series AND ${time} >= $at AND ${time} < $end ORDER BY ${order} DESC LIMIT 1)`
  const raw = (v: string) => `INSERT OR REPLACE INTO five_minutes
    SELECT $series, $at, min(${v}), max(${v}), total(${v}), count(*), ${newest(v, 'value', 'ms', 'ms DESC, nanos')}, max(ms)
    FROM value WHERE series = $series AND ms >= $at AND ms < $end HAVING count(*) > 0`
  return {
    mark: db.prepare('INSERT OR IGNORE INTO dirty (size, series, at) VALUES (?, ?, ?)'),
    clean: db.prepare('DELETE FROM dirty WHERE size = ? AND series = ? AND at = ?'),
    due: db.prepare(
      'SELECT series, at FROM dirty WHERE size = ? AND (series, at) > (?, ?) AND at <= ? ORDER BY series, at LIMIT ?',
    ),
    dirtyOf: db.prepare(
      'SELECT series, at FROM dirty WHERE size = ? AND series IN (SELECT value FROM json_each(?)) AND at > ? AND at < ?',
    ),
    isUnsigned: db.prepare('SELECT 1 FROM series WHERE id = ? AND type = 2'),
    raw: db.prepare(raw('value')),
    rawUnsigned: db.prepare(raw(unsignedNumber('value'))),
    hour: db.prepare(`INSERT OR REPLACE INTO one_hour
      SELECT $series, $at, min(min), max(max), total(sum), sum(count), ${newest('last', 'five_minutes', 'at', 'at')}, max(last_at)
      FROM five_minutes WHERE series = $series AND at >= $at AND at < $end HAVING sum(count) > 0`),
  }
}
