import { type Clock, encodePoints, type Log, type Point, TransientError } from '@vonggac/model'
import type { Retention, Tier } from '../tier.ts'
import type { Connection } from './connection.ts'
import { identifier } from './influxql.ts'
import { policies } from './schema.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * When these points say they were measured: 2100-01-01, so that no retention policy ever drops them and no continuous query, which looks
 * back an hour or two, ever sees them. The same times each time, so that writing again replaces.
 */
export const RESOLUTION_AT = Date.UTC(2100, 0, 1)

/**
 * The longest range that is shown from a resolution, ms. At a result every 10 s, 48 h are 17,000 points a curve; so are 60 days of 5 minutes,
 * and both are more than a screen has pixels.
 */
const LONGEST_MS: Readonly<Record<Tier, number>> = { raw: 48 * HOUR_MS, fiveMinutes: 60 * DAY_MS, oneHour: 0 }
/** Longer than any range. A float: InfluxQL compares it with `$__to - $__from`. */
const ENDLESS_MS = 1e15

/** How often `oldest_ms` is renewed: a range that begins at the very end of a policy is shown from the next one up to so much too early. */
const RENEW_EVERY_MS = HOUR_MS

/**
 * Which retention policy answers which range, for dashboards: `policy` may be asked for ranges up to `longest_ms` that begin at `oldest_ms` or
 * later. In order of time, the first that fits is the finest; the last one always fits. Without rollups that is the only one, `raw`; and so it
 * is while nothing is older than raw points are shown anyway (`since`: the first point ever): then no range has too many, and the rollups
 * of the first minutes are not missed.
 */
export function resolutionPoints(
  retention: Retention,
  rollups: boolean,
  { now, since }: { readonly now: number; readonly since: number | undefined },
): Point[] {
  const young = since === undefined || now - since < LONGEST_MS.raw
  const tiers: readonly Tier[] = rollups && !young ? ['raw', 'fiveMinutes', 'oneHour'] : ['raw']
  return tiers.map((tier, index) => {
    const last = index === tiers.length - 1
    return {
      measurement: 'resolution',
      tags: {},
      fields: {
        policy: policies[tier],
        longest_ms: last ? ENDLESS_MS : LONGEST_MS[tier],
        oldest_ms: last ? 0 : now - retention[tier],
      },
      timestamp: RESOLUTION_AT + index,
    }
  })
}

interface Options {
  readonly connection: Connection
  readonly database: string
  readonly retention: Retention
  /** Whether there are rollups. Throws a `TransientError` while the server is away. */
  readonly prepare: () => Promise<boolean>
  readonly clock: Clock
  readonly log: Log
}

/** When the collector wrote of itself for the first time, as far as that is kept; `undefined` when it never did. */
async function firstPoint({ connection, database }: Pick<Options, 'connection' | 'database'>) {
  const source = [database, policies.raw, 'collector'].map(identifier).join('.')
  const [found] = await connection.select(`SELECT first(${identifier('store_up')}) FROM ${source}`)
  return found?.values[0]?.[0] as number | undefined
}

/** Writes the points into the policy `raw`. What the server refuses is told in the log: dashboards then keep the resolution that they know. */
export async function writeResolution(options: Omit<Options, 'prepare'>, rollups: boolean): Promise<void> {
  const { connection, retention, clock, log } = options
  const since = await firstPoint(options)
  const lines = encodePoints(resolutionPoints(retention, rollups, { now: clock.now(), since }))
  const refusal = await connection.writeLines(lines, policies.raw)
  if (refusal) log.warn('InfluxDB does not take which resolution answers which range', { reason: refusal.reason })
}

/** Renews them from time to time. Disposing ends that. */
export function startResolution(options: Options): AsyncDisposable {
  const { clock, prepare, log } = options
  const stop = new AbortController()
  const rounds = async () => {
    for (;;) {
      await clock.sleep(RENEW_EVERY_MS, stop.signal)
      try {
        await writeResolution(options, await prepare())
      } catch (error) {
        stop.signal.throwIfAborted()
        // That the server is away is said by those who write.
        if (!(error instanceof TransientError)) log.warn('the resolutions could not be renewed', { error })
      }
    }
  }
  const ended = rounds().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
