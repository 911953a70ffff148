import type { DatabaseSync } from 'node:sqlite'
import { TransientError } from '@vonggac/model'

/** Runs `work` in one transaction: all of it is on disk afterwards, or nothing. A full or failing disk, or a damaged file, is a `TransientError`. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  try {
    db.exec('BEGIN IMMEDIATE')
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
    if (TRANSIENT.has(codeOf(error) & 0xff)) {
      throw new TransientError(`the store's file cannot be written: ${(error as Error).message}`, { cause: error })
    }
    throw error
  }
}

const BUSY = 5
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26
/** The file's fault, not the points': they wait until somebody has mended or replaced it. */
const TRANSIENT = new Set([BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB])

const codeOf = (error: unknown): number => (error as { errcode?: number }).errcode ?? 0

/** What went wrong, in words for people. */
export function explain(error: unknown): string {
  switch (codeOf(error) & 0xff) {
    case BUSY:
      return 'another process is using it (is a second collector running?)'
    case CORRUPT:
      return 'the file is damaged: move it away (what it holds goes with it), or put a backup in its place, and start again'
    case CANTOPEN:
      return 'the directory does not exist or may not be written'
    case NOTADB:
      return 'the file is no SQLite database'
    default:
      return (error as Error).message
  }
}
