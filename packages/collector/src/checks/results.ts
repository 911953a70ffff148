import { isErrorCode, statuses } from '@vonggac/model'
import type { CheckResult, CheckResults } from '../api-check-types.ts'
import type { SeriesValue, Store } from '../store/store.ts'

/** Which results of which check. Unix ms, `from` inclusive, `to` exclusive. */
export interface ResultsQuery {
  readonly check: string
  readonly from: number
  readonly to: number
  /** How many at most; the newest are given. */
  readonly limit: number
}

/**
 * Single results as they were written, newest first. The store is asked for the last points of each field: what is read is
 * as much as is given, however long the range.
 */
export async function readResults(store: Pick<Store, 'series'>, query: ResultsQuery): Promise<CheckResults> {
  const { check, from, to, limit } = query
  const column = async (field: string) => {
    // One more than is given says whether there are older ones.
    const wanted = { measurement: 'check', tags: { check }, groupBy: [], aggregate: 'last', limit: limit + 1 } as const
    const [found] = await store.series({ ...wanted, field, from, to })
    return found?.points ?? []
  }
  const [status, duration, error, detail] = await Promise.all(['status', 'duration_ms', 'error', 'detail'].map(column))
  const [durations, errors, details] = [duration!, error!, detail!].map((points) => new Map(points))
  const newest = status!.toReversed().flatMap(([at, value]): CheckResult[] => {
    const name = statuses[Number(value)]
    if (name === undefined) return []
    const took = durations!.get(at)
    const code = textOf(errors!.get(at))
    return [
      {
        at,
        status: name,
        error: isErrorCode(code) ? code : '',
        detail: textOf(details!.get(at)),
        duration_ms: typeof took === 'number' && Number.isFinite(took) ? took : null,
      },
    ]
  })
  const results = newest.slice(0, limit)
  return { results, next: newest.length > limit ? (results.at(-1)?.at ?? null) : null }
}

const textOf = (value: SeriesValue | undefined): string => (typeof value === 'string' ? value : '')
