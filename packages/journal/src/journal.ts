import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '@vonggac/model'

/** One appended record. */
export interface JournalRecord {
  /** Ascending in order of appending; gaps are possible. */
  readonly id: number
  /** When it was appended, Unix ms. */
  readonly at: number
  /** What the writer wants to know about the body without opening it: small JSON. */
  readonly meta: string
  readonly body: Uint8Array
}

export interface JournalStats {
  readonly records: number
  readonly bytes: number
  /** When the oldest record was appended; `undefined` when the journal is empty. */
  readonly oldestAt: number | undefined
  /** Id of the newest record ever appended; 0 before the first. */
  readonly head: number
}

/** A durable first-in, first-out log with named cursors. SQLite keeps it safe against crashes and power cuts. */
export interface Journal extends AsyncDisposable {
  /** Resolves with the id once the record is on disk (fsync). Appends of one turn of the event loop share one commit. */
  append(body: Uint8Array, meta?: string): Promise<number>
  /** Records after `after` (exclusive), up to `through` (inclusive), oldest first, until `maxBytes` is reached (at least one). */
  read(after: number, limit: { readonly maxRecords: number; readonly maxBytes: number; readonly through?: number }): JournalRecord[]
  /** Where a named consumer stands: the id of the last record it has done with. 0 for a new name. */
  cursor(name: string): number
  /** Moves a consumer on. Never back. */
  advance(name: string, id: number): void
  /** Forgets a range of records, ends included. Returns how many there were. */
  remove(first: number, last: number): number
  /** Forgets what all the named consumers have done with. */
  trim(names: readonly string[]): number
  /** Resolves when something is appended (or has been since `after`); rejects with the signal's reason. */
  appended(after: number, signal: AbortSignal): Promise<void>
  stats(): JournalStats
}

export interface JournalOptions {
  /** A file; its directory exists. `:memory:` for tests. */
  readonly path: string
  readonly clock: Clock
}

/**
 * Opens or creates the journal at `path`. The caller owns it; disposing waits for appends under way.
 * Throws a `ConfigError` naming the path when another process holds it or the file is no journal.
 */
export declare function openJournal(options: JournalOptions): Journal

export type { DatabaseSync, StatementSync }
