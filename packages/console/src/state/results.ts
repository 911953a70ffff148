import type { CheckResult, CheckResults } from '../api/document.ts'

/** Rows that are kept on the page; who wants more asks the API. */
export const MAX_ROWS = 1_000

/** Results without a hole between the first and the last, newest first. */
export interface ResultList {
  readonly rows: readonly CheckResult[]
  /** Older ones are before this, Unix ms; `null`: there are none. */
  readonly next: number | null
}

/**
 * The list with the newest results. Where these do not reach back to it (the machine slept, or the line was down), what came
 * between is not known, and the list begins anew.
 */
export function withNewest(list: ResultList, { results, next }: CheckResults): ResultList {
  const [newest] = list.rows
  if (!newest) return { rows: results, next }
  const reachesBack = next === null || results.some(({ at }) => at <= newest.at)
  return reachesBack ? { rows: merged(list.rows, results), next: list.next } : { rows: results, next }
}

/** The list with what was asked for from `before` on; of another list than this one it is left. */
export function withOlder(list: ResultList, before: number | null, { results, next }: CheckResults): ResultList {
  return list.next === before ? { rows: merged(list.rows, results), next } : list
}

/** Each once, newest first. */
function merged(old: readonly CheckResult[], more: readonly CheckResult[]): readonly CheckResult[] {
  const known = new Set(old.map(({ at }) => at))
  const fresh = more.filter(({ at }) => !known.has(at))
  if (fresh.length === 0) return old
  return [...old, ...fresh].sort((a, b) => b.at - a.at).slice(0, MAX_ROWS)
}
