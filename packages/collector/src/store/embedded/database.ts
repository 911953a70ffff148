import { DatabaseSync } from 'node:sqlite'
import { ConfigError } from '@vonggac/model'
import { explain } from '../sqlite.ts'

/** `vgst`: says that a SQLite file is a store of ours. */
const APPLICATION_ID = 0x76677374

/**
 * `series` is one field of one series. A value's key is its series, then its time, so that one series lies together on disk.
 * Unsigned integers stand as the signed ones with the same bits. `dirty` lists buckets whose rollup is not up to date.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS field (measurement TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL, PRIMARY KEY (measurement, name)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, measurement TEXT NOT NULL, field TEXT NOT NULL, tags TEXT NOT NULL, type INTEGER NOT NULL,
    UNIQUE (measurement, field, tags));
  CREATE TABLE IF NOT EXISTS value (series INTEGER NOT NULL, ms INTEGER NOT NULL, nanos INTEGER NOT NULL, value, PRIMARY KEY (series, ms, nanos)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS five_minutes (series INTEGER NOT NULL, at INTEGER NOT NULL, min, max, sum REAL, count INTEGER, last, last_at INTEGER,
    PRIMARY KEY (series, at)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS one_hour (series INTEGER NOT NULL, at INTEGER NOT NULL, min, max, sum REAL, count INTEGER, last, last_at INTEGER,
    PRIMARY KEY (series, at)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dirty (size INTEGER NOT NULL, series INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (size, series, at)) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
`

/**
 * Opens the store's file. What a write has resolved survives a power cut (full synchronisation): the journal forgets it then.
 * Throws a `ConfigError` when the file is none of ours, is in use or cannot be made.
 */
export function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path)
    // A batch touches a page of every series: copied back to the file every 32 MiB, not after each batch.
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32768;`)
    const { application_id: found } = db.prepare('PRAGMA application_id').get() as { application_id: number }
    const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
    if (found !== APPLICATION_ID && tables > 0) throw new Error('it is a database of something else')
    db.exec(SCHEMA)
    return db
  } catch (error) {
    db?.close()
    throw new ConfigError(`${path}: cannot be used as a store: ${explain(error)}`, { cause: error })
  }
}
