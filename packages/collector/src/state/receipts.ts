import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** How far a message has come. */
export interface Receipt {
  readonly key: string
  readonly channel: string
  /** Unix ms. */
  readonly at: number
  /**
   * `begun`: a receiver may have it from now on; `closed`: it has not, or the database knows better. Default: it has taken the message over.
   */
  readonly what?: 'begun' | 'closed'
}

/**
 * Notes what is under way to receivers and what they have taken over, in the microseconds around that: a transaction of the state
 * database takes milliseconds, waits for others, and a crash in that time would send the message again, or leave somebody without its
 * end. A file of the data directory, a line a note, which other threads may append to. The caller owns it.
 */
export interface Receipts extends Disposable {
  /**
   * What the last run noted and may not have brought to the database: of each message the last word, unless that is `closed`. To be
   * brought there before anything is decided.
   */
  readonly left: readonly Receipt[]
  /** In the kernel's hands before it returns, so that it outlives the process. */
  note(receipt: Receipt): void
  /** The database has all that is left. */
  broughtIn(): void
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
    left: leftOf(readFileSync(path, 'utf8').split('\n').flatMap(receiptOf)),
    note(receipt) {
      try {
        // No fsync: it is the process that may be gone. After a loss of power once more is better than never.
        writeSync(file, receiptLine(receipt))
      } catch {
        // A disk that is full: the database, which is told next, says that.
      }
    },
    broughtIn: () => ftruncateSync(file),
    settled() {
      if (fstatSync(file).size > MAX_BYTES) ftruncateSync(file)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

/** What was taken over once stays so, whatever was tried after it. */
function leftOf(noted: readonly Receipt[]): Receipt[] {
  const last = new Map<string, Receipt>()
  for (const receipt of noted) {
    const message = JSON.stringify([receipt.key, receipt.channel])
    const known = last.get(message)
    if (!known || known.what !== undefined) last.set(message, receipt)
  }
  return [...last.values()].filter(({ what }) => what !== 'closed')
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
  const { key, channel, at, what } = value as Partial<Record<keyof Receipt, unknown>>
  const isKnown = what === undefined || what === 'begun' || what === 'closed'
  return typeof key === 'string' && typeof channel === 'string' && typeof at === 'number' && isKnown
}
