import type { RecordMeta } from './record-meta.ts'

/** Enough for what comes between two turns of alerting; what does not fit is read from the journal again. */
const MAX_BYTES = 16_777_216
/** What an entry costs beside its body. */
const ENTRY_BYTES = 1_024

/** A record as ingest has it at hand: unpacked, or empty where nothing in it is watched. */
export interface Handed {
  readonly meta: RecordMeta
  readonly body: Uint8Array
}

/** Records that ingest has just put on disk, for alerting to read without asking the disk. Only a saving: it may forget any. */
export interface Handoff {
  put(record: number, handed: Handed): void
  /** Gives a record away: the second call has nothing. */
  take(record: number): Handed | undefined
}

export function createHandoff(maxBytes = MAX_BYTES): Handoff {
  const records = new Map<number, Handed>()
  let bytes = 0
  const take = (record: number) => {
    const handed = records.get(record)
    if (handed && records.delete(record)) bytes -= handed.body.byteLength + ENTRY_BYTES
    return handed
  }
  return {
    put(record, handed) {
      records.set(record, handed)
      bytes += handed.body.byteLength + ENTRY_BYTES
      for (const oldest of records.keys()) {
        if (bytes <= maxBytes) return
        take(oldest)
      }
    },
    take,
  }
}
