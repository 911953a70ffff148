import type { Clock, Log, Point, SecretRef } from '@vonggac/model'
import type { StoreConfig } from '@vonggac/model/inventory'

/** How the points of a step become one. */
export const aggregates = ['mean', 'max', 'min', 'sum', 'count', 'last'] as const
export type Aggregate = (typeof aggregates)[number]

/** One field of one measurement over time. */
export interface SeriesQuery {
  readonly measurement: string
  readonly field: string
  /** Only series with these tags; of several values any will do. An empty value matches series without the tag. */
  readonly tags: Readonly<Record<string, string | readonly string[]>>
  /** One result for each combination of these tags. Without any, everything that matches is one series. */
  readonly groupBy: readonly string[]
  /** Unix epoch milliseconds, `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Length of a step, aligned to the epoch; `undefined` gives the points as they were written. */
  readonly stepMs?: number | undefined
  readonly aggregate: Aggregate
  /** Most points a series may have: the last ones are given. */
  readonly limit: number
}

/** A value as charts and JSON take it: integers beyond 2^53 as decimal strings. */
export type SeriesValue = number | string | boolean | null

export interface SeriesResult {
  /** The tags that were grouped by; a series without one of them has it empty. */
  readonly tags: Readonly<Record<string, string>>
  /** Unix ms (a step's start) and value, in order of time. Steps without data are left out. */
  readonly points: readonly (readonly [number, SeriesValue])[]
}

/** Some fields of one measurement as they were written. */
export interface RowsQuery {
  readonly measurement: string
  readonly fields: readonly string[]
  /** As in `SeriesQuery`. */
  readonly tags: SeriesQuery['tags']
  /** Unix epoch milliseconds, `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
}

/** One point: Unix ms, then the fields that were asked for, in their order; `null` where it has none of that name. */
export type StoredRow = readonly [at: number, ...values: SeriesValue[]]

/**
 * How much time one batch of rows spans, ms. A check every second is 21,600 points in it: some milliseconds of work before
 * others get their turn, and a few MB.
 */
export const ROWS_SPAN_MS = 6 * 3_600_000

/** A point that the store will never take, and why. */
export interface Rejection {
  readonly point: Point
  readonly reason: string
}

/** Where points are kept. One contract suite holds every implementation to this. */
export interface Store extends AsyncDisposable {
  readonly kind: StoreConfig['kind']
  /**
   * Writes points; when it resolves they are on disk. Writing the same again changes nothing. Throws a `TransientError` when the
   * store cannot be reached or is busy: some of the points may be in already, write all again later. What cannot ever be written
   * (another type than the field has, beyond retention) is handed back, the rest is stored.
   */
  write(points: readonly Point[]): Promise<{ readonly rejected: readonly Rejection[] }>
  /** Reads one field. An unknown measurement or field is an empty result. Throws a `TransientError` when the store is unreachable. */
  series(query: SeriesQuery): Promise<SeriesResult[]>
  /**
   * Reads points as they were written, all series that match as one, in order of time: as much as one wants in little memory. What
   * has gone beyond raw retention is not there. Throws as `series` does. Whoever stops early need not read to the end.
   */
  rows(query: RowsQuery): AsyncIterable<readonly StoredRow[]>
  /** The oldest time, Unix ms, of which raw points are kept. */
  rawSince(): number
  /** The oldest time, Unix ms, of which summaries of five minutes are kept: not after `rawSince`. */
  summariesSince(): number
  /** Whether it would take a write now, with words for people. Never throws. */
  health(): Promise<{ readonly ok: boolean; readonly detail: string }>
  /** Ends it; a write under way is finished first. May be called twice. */
  close(): Promise<void>
}

/** What a store needs of the world. */
export interface StoreDeps {
  /** Directory for the store's own files. */
  readonly dir: string
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
}

/** Opens the store that the configuration names. Throws a `ConfigError` when it never can be; an InfluxDB that is down is waited for. */
export async function openStore(config: StoreConfig, deps: StoreDeps): Promise<Store> {
  if (config.kind === 'embedded') {
    const { openEmbeddedStore } = await import('./embedded/embedded-store.ts')
    return openEmbeddedStore(config, deps)
  }
  const { openInfluxStore } = await import('./influx/influx-store.ts')
  return openInfluxStore(config, deps)
}
