import { existsSync, renameSync } from 'node:fs'
import { DamagedJournal, type Journal, openJournal } from '@vonggac/journal'
import { type Clock, type Log, silentLog } from '@vonggac/model'

export interface SpoolLimits {
  readonly maxBytes: number
  readonly maxAgeMs: number
}

/** The agent's store-and-forward queue: a journal with a bound. What leaves it unsent is the oldest, counted. */
export interface Spool extends AsyncDisposable {
  /** Keeps lines of line protocol until they are removed. Resolves once they are on disk; rejects, and counts them as dropped, when they cannot be. */
  append(lines: string): Promise<void>
  readonly journal: Journal
  /** Drops what is beyond the bounds; called from time to time. */
  enforceLimits(): void
  /** Records dropped unsent since the start: beyond the bounds, or not written because the disk would not take them. */
  readonly dropped: number
}

/** Dropping goes in slices of this many records, so that a full spool does not stall the agent. */
const DROP_SLICE = 200

export interface SpoolDeps {
  readonly clock: Clock
  readonly log?: Log
}

/**
 * Opens or creates the spool at `path`. The caller owns it. Throws a `ConfigError` when the file cannot be used;
 * one that is damaged is set aside with an error in the log, because an agent that stands still measures nothing.
 */
export function openSpool(path: string, limits: SpoolLimits, deps: SpoolDeps): Spool {
  const { clock } = deps
  const journal = openUndamaged(path, deps)
  const encoder = new TextEncoder()
  let dropped = 0

  /** The oldest records, as far as they are beyond a bound. */
  const excess = () => {
    const { bytes, oldestAt } = journal.stats()
    const expired = clock.now() - limits.maxAgeMs
    const tooLarge = bytes > limits.maxBytes
    if (!tooLarge && (oldestAt === undefined || oldestAt >= expired)) return []
    const oldest = journal.read(0, {
      maxRecords: DROP_SLICE,
      maxBytes: limits.maxBytes / 10,
    })
    return tooLarge ? oldest : oldest.filter(({ at }) => at < expired)
  }
  return {
    journal,
    async append(lines) {
      try {
        await journal.append(encoder.encode(lines))
      } catch (error) {
        dropped++
        throw error
      }
    },
    enforceLimits() {
      try {
        for (let gone = excess(); gone.length > 0; gone = excess()) {
          dropped += journal.remove(gone[0]!.id, gone.at(-1)!.id)
        }
      } catch {
        // A full disk cannot even forget. What then fails to be appended is counted and told; the next call tries again.
      }
    },
    get dropped() {
      return dropped
    },
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  }
}

function openUndamaged(path: string, { clock, log = silentLog }: SpoolDeps): Journal {
  try {
    return openJournal({ path, clock })
  } catch (error) {
    if (!(error instanceof DamagedJournal)) throw error
    const aside = `${path}.damaged`
    for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, aside + part)
    log.error('the spool is damaged; it is set aside and a new one begun', { file: aside, error })
    return openJournal({ path, clock })
  }
}
