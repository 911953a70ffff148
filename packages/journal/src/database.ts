import { DatabaseSync } from 'node:sqlite'
import { ConfigError } from '@vonggac/model'

/** `vgjl`: says that a SQLite file is a journal of ours, so that no other database is ever written to by mistake. */
const APPLICATION_ID = 0x76676a6c

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, meta TEXT NOT NULL, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS cursor (name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
`

/** The file was a journal, and can no longer be read. An agent goes on without it; a collector asks its operator. */
export class DamagedJournal extends ConfigError {
  override name = 'DamagedJournal'
}

/**
 * Opens the database file under a journal. Full synchronisation: what is committed survives a power cut.
 * The lock is exclusive: two processes on one spool would each send everything.
 */
export function openDatabase(path: string, pageBytes: number) {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path)
    db.exec(
      `PRAGMA page_size = ${pageBytes}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304;`,
    )
    const { application_id: found } = db.prepare('PRAGMA application_id').get() as { application_id: number }
    const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
    if (found !== APPLICATION_ID && tables > 0) throw new Error('it is a database of something else')
    db.exec(SCHEMA)
    const statements = prepare(db)
    const totals = { ...(statements.totals.get() as { records: number; bytes: number }) }
    return { db, statements, totals }
  } catch (error) {
    db?.close()
    const Kind = (error as { errcode?: number }).errcode === SQLITE_CORRUPT ? DamagedJournal : ConfigError
    throw new Kind(`${path}: cannot be used as a journal: ${explain(error)}`, { cause: error })
  }
}

function prepare(db: DatabaseSync) {
  return {
    insert: db.prepare('INSERT INTO record (at, meta, body) VALUES (?, ?, ?)'),
    read: db.prepare('SELECT id, at, meta, body FROM record WHERE id > ? AND id <= ? ORDER BY id LIMIT ?'),
    sizes: db.prepare(
      'SELECT count(*) AS records, coalesce(sum(length(body)), 0) AS bytes FROM record WHERE id BETWEEN ? AND ?',
    ),
    remove: db.prepare('DELETE FROM record WHERE id BETWEEN ? AND ?'),
    oldest: db.prepare('SELECT at FROM record ORDER BY id LIMIT 1'),
    head: db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'record'"),
    totals: db.prepare('SELECT count(*) AS records, coalesce(sum(length(body)), 0) AS bytes FROM record'),
    cursor: db.prepare('SELECT id FROM cursor WHERE name = ?'),
    advance: db.prepare(
      'INSERT INTO cursor (name, id) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET id = max(id, excluded.id)',
    ),
  }
}

const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

function explain(error: unknown): string {
  const code = (error as { errcode?: number }).errcode
  if (code === SQLITE_BUSY) return 'another process is using it (is a second agent or collector running?)'
  if (code === SQLITE_CANTOPEN) return 'the directory does not exist or may not be written'
  if (code === SQLITE_CORRUPT)
    return 'the file is damaged: move it away (what it still holds goes with it) and start again'
  if (code === SQLITE_NOTADB) return 'the file is no SQLite database'
  return (error as Error).message
}
