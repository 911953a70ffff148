import { appendFileSync, renameSync, statSync } from 'node:fs'
import type { JournalRecord } from '@vonggac/journal'
import type { Clock, Log } from '@vonggac/model'
import type { Refused } from './verdict.ts'

/** Where data goes that the collector condemned, with the reason: out of the way of the rest, but not thrown away. */
export interface Quarantine {
  /** Keeps the named lines of a batch (all of it when none is named). */
  keep(records: readonly JournalRecord[], lines: readonly Refused[], reason: string): void
  /** Lines kept since the start. */
  readonly lines: number
}

/** One older file is kept beside the current one. */
const MAX_FILE_BYTES = 8_000_000

/** Keeps refused lines in a JSON-lines file: `{"at", "reason", "line"}`. */
export function createQuarantine(path: string, { clock, log }: { clock: Clock; log: Log }): Quarantine {
  let kept = 0
  return {
    keep(records, refused, reason) {
      const all = Buffer.concat(records.map((r) => r.body))
        .toString('utf8')
        .split('\n')
      const chosen =
        refused.length > 0
          ? refused.map((r) => ({
              reason: r.reason,
              line: all[r.line - 1] ?? '',
            }))
          : all.filter(Boolean).map((line) => ({ reason, line }))
      kept += chosen.length
      log.warn('the collector refused data; it is set aside', {
        file: path,
        lines: chosen.length,
        reason,
      })
      const at = new Date(clock.now()).toISOString()
      rotate(path)
      appendFileSync(path, chosen.map((entry) => `${JSON.stringify({ at, ...entry })}\n`).join(''))
    },
    get lines() {
      return kept
    },
  }
}

function rotate(path: string) {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_FILE_BYTES) renameSync(path, `${path}.1`)
}
