import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** A message that a receiver has taken over. */
export interface Receipt {
  readonly key: string
  readonly channel: string
  /** Unix ms. */
  readonly at: number
}

/**
 * Notes what receivers have taken over, in the microseconds after their answer: a transaction of the state database takes
 * milliseconds, waits for others, and a crash in that time would send the message again. A file of the data directory, a line a
 * message, which other threads may append to. The caller owns it.
 */
export interface Receipts extends Disposable {
  /** What the last run noted and may not have brought to the database. To be brought there before anything is sent. */
  readonly left: readonly Receipt[]
  /** In the kernel's hands before it returns, so that it outlives the process. */
  note(receipt: Receipt): void
  /** The database has all that was noted, and nothing is on its way. */
  settled(): void
}

/** The file's name in the data directory. */
export const RECEIPTS_FILE = 'receipts'

/** So long the file may grow before it is emptied, bytes: a few hundred messages, read in a moment at the start. */
const MAX_BYTES = 65_536

export const receiptLine = (receipt: Receipt): string => `${JSON.stringify(receipt)}\n`

/** Opens or creates the file at `path`. Throws when that is not possible. */
export function openReceipts(path: string): Receipts {
  const file = openSync(path, 'a+')
  return {
    left: readFileSync(path, 'utf8').split('\n').flatMap(receiptOf),
    note(receipt) {
      try {
        // No fsync: it is the process that may be gone. After a loss of power once more is better than never.
        writeSync(file, receiptLine(receipt))
      } catch {
        // A disk that is full: the database, which is told next, says that.
      }
    },
    settled() {
      if (fstatSync(file).size > MAX_BYTES) ftruncateSync(file)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

/** A line that the crash cut short is none. */
function receiptOf(line: string): Receipt[] {
  try {
    const value: unknown = JSON.parse(line)
    return isReceipt(value) ? [value] : []
  } catch {
    return []
  }
}

const isReceipt = (value: unknown): value is Receipt => {
  if (typeof value !== 'object' || value === null) return false
  const { key, channel, at } = value as Partial<Record<keyof Receipt, unknown>>
  return typeof key === 'string' && typeof channel === 'string' && typeof at === 'number'
}
