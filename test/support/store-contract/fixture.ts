import type { Point } from '@vonggac/model'
import type { SeriesQuery, Store } from '../../../packages/collector/src/store/store.ts'

/** A store under test, empty at first. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: Store
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>
}

export const MINUTE = 60_000
export const HOUR = 3_600_000
/** For what a store does by itself after a write. */
export const WITHIN = { timeout: 20_000, interval: 50 }

/** A whole hour, so that steps begin where the test says; within every retention. */
export const start = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR

/** What a write gives that was taken whole. */
export const ok = { rejected: [] }

/** A point of measurement `m` at the start. */
export const point = (part: Partial<Point>): Point => ({
  measurement: 'm',
  tags: {},
  fields: { v: 1 },
  timestamp: start,
  ...part,
})

/** Asks for the field `v` of measurement `m` around the start. */
export const query = (part: Partial<SeriesQuery>): SeriesQuery => ({
  measurement: 'm',
  field: 'v',
  tags: {},
  groupBy: [],
  from: start - HOUR,
  to: start + 3 * HOUR,
  stepMs: undefined,
  aggregate: 'mean',
  limit: 10_000,
  ...part,
})
