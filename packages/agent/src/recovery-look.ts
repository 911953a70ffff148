import type { Check, Clock, Result } from '@vonggac/model'

/** One look at what failed at a site in this time, ms: a link that flaps is no reason to poll as fast as it does. */
const AGAIN_MS = 5_000

/** Sees to it that what failed with the way to it is looked at when the way is back, and not only at its next turn, a minute later. */
export interface RecoveryLook {
  /** Takes every result of a run. */
  ran(result: Pick<Result, 'check' | 'status'>): void
  /** Takes every notice. */
  noticed(notice: Pick<Result, 'check' | 'status'>): void
}

/**
 * `look` is called for the checks that failed last at a site where something is noticed to answer again. Those of the same kind give
 * notice themselves.
 */
export function createRecoveryLook(clock: Clock, look: (checkId: string) => void): RecoveryLook {
  const failing = new Map<string, Check>()
  const lookedMs = new Map<string, number>()
  return {
    ran({ check, status }) {
      if (status === 'fail') failing.set(check.id, check)
      else failing.delete(check.id)
    },
    noticed({ check, status }) {
      const { site } = check.tags
      if (status !== 'ok' || site === undefined || failing.size === 0) return
      const nowMs = clock.monotonic()
      if (nowMs - (lookedMs.get(site) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
      lookedMs.set(site, nowMs)
      for (const { id, kind, tags } of failing.values()) if (tags.site === site && kind !== check.kind) look(id)
    },
  }
}
