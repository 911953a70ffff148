import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ConfigError, type Point } from '@vonggac/model'
import { explain, transaction } from '../sqlite.ts'

const HOUR = 3_600_000
/** `vgdh`: says that a SQLite file is one of these. */
const APPLICATION_ID = 0x76676468
/** Hours that far ahead of now are an agent's wrong clock: only continuous queries see to them, when their time has come. */
const AHEAD_MS = 24 * HOUR

/**
 * The hours of raw points that have yet to be rolled up, in a file of their own: one row for each, so never more than the raw retention
 * has hours. Times are Unix ms.
 */
export class DirtyHours implements Disposable {
  readonly #db: DatabaseSync
  readonly #insert: StatementSync
  readonly #delete: StatementSync
  /** How often an hour was marked since it was last clean. */
  readonly #marks = new Map<number, number>()
  readonly #keptMs: number

  /** Throws a `ConfigError` when the file is none of ours or cannot be made. */
  constructor(path: string, keptMs: number) {
    this.#keptMs = keptMs
    this.#db = open(path)
    this.#insert = this.#db.prepare('INSERT OR IGNORE INTO dirty_hour (at) VALUES (?)')
    this.#delete = this.#db.prepare('DELETE FROM dirty_hour WHERE at = ?')
    for (const { at } of this.#db.prepare('SELECT at FROM dirty_hour').all()) this.#marks.set(at as number, 1)
  }

  /**
   * Marks the hours that the points are in; on disk when it returns. To be called when the points are written and before anybody is told
   * so: who was not told writes them again, and an hour that was rolled up meanwhile is rolled up again. Throws a `TransientError` when
   * the disk is full.
   */
  mark(points: readonly Point[], now: number) {
    const hours = new Set<number>()
    const oldest = now - this.#keptMs - HOUR
    for (const { timestamp } of points) {
      const hour = Math.floor(timestamp / HOUR) * HOUR
      if (hour >= oldest && hour <= now + AHEAD_MS) hours.add(hour)
    }
    const fresh = [...hours].filter((hour) => !this.#marks.has(hour))
    if (fresh.length > 0) {
      transaction(this.#db, () => {
        for (const hour of fresh) this.#insert.run(hour)
      })
    }
    for (const hour of hours) this.#marks.set(hour, (this.#marks.get(hour) ?? 0) + 1)
  }

  /** The hours that are over at `now`, the newest first. Those beyond retention are forgotten. */
  due(now: number): number[] {
    const gone = [...this.#marks.keys()].filter((hour) => hour + HOUR <= now - this.#keptMs)
    if (gone.length > 0) this.#forget(gone)
    return [...this.#marks.keys()].filter((hour) => hour + HOUR <= now).sort((a, b) => b - a)
  }

  /** To be called before an hour is rolled up; the returned function when it is: it cleans the hour unless it was marked meanwhile. */
  begin(hour: number): () => void {
    const marks = this.#marks.get(hour)
    return () => {
      if (this.#marks.get(hour) === marks) this.#forget([hour])
    }
  }

  #forget(hours: readonly number[]) {
    transaction(this.#db, () => {
      for (const hour of hours) this.#delete.run(hour)
    })
    for (const hour of hours) this.#marks.delete(hour)
  }

  [Symbol.dispose]() {
    if (this.#db.isOpen) this.#db.close()
  }
}

function open(path: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path)
    const { application_id: found } = db.prepare('PRAGMA application_id').get() as { application_id: number }
    const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
    if (found !== APPLICATION_ID && tables > 0) throw new Error('it is a database of something else')
    db.exec(`PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS dirty_hour (at INTEGER PRIMARY KEY);
      PRAGMA application_id = ${APPLICATION_ID};`)
    return db
  } catch (error) {
    db?.close()
    throw new ConfigError(`${path}: cannot keep what has yet to be rolled up: ${explain(error)}`, { cause: error })
  }
}
