import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect } from 'kysely'

/**
 * Kysely's SQLite dialect over `node:sqlite`. Everything else in this folder speaks Kysely only, so that another
 * dialect (PostgreSQL) can take its place. `BEGIN IMMEDIATE`, because two processes (collector, command line) write:
 * a deferred transaction that reads first would fail at its first write instead of waiting for its turn.
 */
export function sqliteDialect(path: string): SqliteDialect {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
  const prepared = new Map<string, ReturnType<typeof statement>>()
  return new SqliteDialect({
    database: {
      close: () => db.close(),
      prepare(sql) {
        const text = sql === 'begin' ? 'begin immediate' : sql
        if (text === 'rollback') return rollback(db)
        const known = prepared.get(text) ?? statement(db.prepare(text))
        // Only short texts are kept: a statement with a thousand placeholders seldom comes twice.
        if (text.length < 2_000) prepared.set(text, known)
        return known
      },
    },
  })
}

function statement(prepared: StatementSync) {
  const bound = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: prepared.columns().length > 0,
    all: (parameters: readonly unknown[]) => prepared.all(...bound(parameters)),
    run: (parameters: readonly unknown[]) => prepared.run(...bound(parameters)),
    iterate: (parameters: readonly unknown[]) => prepared.iterate(...bound(parameters)) as IterableIterator<unknown>,
  }
}

/** SQLite ends the transaction itself where the disk is full: a failing rollback would hide why. */
const rollback = (db: DatabaseSync) => ({
  reader: false,
  all: () => [],
  run: () => {
    if (db.isTransaction) db.exec('rollback')
    return { changes: 0, lastInsertRowid: 0 }
  },
  iterate: () => [].values(),
})
