import type { Log } from '@vonggac/model'
import { type Retention, type Tier, tierMs } from '../tier.ts'
import { type Connection, StatementError } from './connection.ts'
import { identifier } from './influxql.ts'

/** The retention policy of each resolution. `raw` is the database's default one. */
export const policies: Readonly<Record<Tier, string>> = { raw: 'raw', fiveMinutes: 'five_minutes', oneHour: 'one_hour' }

/**
 * What a continuous query makes of a field `x`: `mean_x`, `max_x`, `min_x`, `sum_x`, `count_x`, `last_x`, in a measurement of the same
 * name and with the same tags. For texts and booleans there are only `count_x` and `last_x` (and `max_x`, `min_x` of booleans).
 */
export const ROLLED_UP = 'mean(*), max(*), min(*), sum(*), count(*), last(*)'

/** How far back a continuous query computes again each time, for points that come a little late. The back-fill sees to the others. */
export const RESAMPLE_MS = 3_600_000

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/**
 * Makes the database, its retention policies and continuous queries what the configuration says. Returns whether there are rollups to
 * read: a server that speaks only a part of the 1.x API, or a user without the rights, leaves us with raw points, which is said once.
 */
export async function ensureSchema(
  connection: Connection,
  database: string,
  retention: Retention,
  log: Log,
): Promise<boolean> {
  try {
    await ensureDatabase(connection, database)
    for (const tier of ['oneHour', 'fiveMinutes', 'raw'] as const)
      await ensurePolicy(connection, database, tier, retention[tier])
    for (const tier of ['fiveMinutes', 'oneHour'] as const) await ensureContinuousQuery(connection, database, tier)
    return true
  } catch (error) {
    if (!(error instanceof StatementError)) throw error
    log.warn('InfluxDB has no rollups: the database cannot be set up by us', { database, reason: error.message })
    return false
  }
}

async function ensureDatabase(connection: Connection, database: string) {
  const [databases] = await connection.command('SHOW DATABASES')
  if (!databases?.values?.some(([name]) => name === database))
    await connection.command(`CREATE DATABASE ${identifier(database)}`)
}

async function ensurePolicy(connection: Connection, database: string, tier: Tier, wantedMs: number) {
  const on = `${identifier(policies[tier])} ON ${identifier(database)}`
  const durationMs = Math.max(HOUR, Math.ceil(wantedMs / MINUTE) * MINUTE)
  const wanted = `DURATION ${durationMs / MINUTE}m REPLICATION 1 SHARD DURATION ${shardMs(durationMs) / HOUR}h${tier === 'raw' ? ' DEFAULT' : ''}`
  const [table] = await connection.command(`SHOW RETENTION POLICIES ON ${identifier(database)}`)
  const column = (row: readonly unknown[], name: string) => row[table!.columns.indexOf(name)]
  const policy = table?.values?.find((row) => column(row, 'name') === policies[tier])
  if (!policy) await connection.command(`CREATE RETENTION POLICY ${on} ${wanted}`)
  else if (
    parseGoDuration(String(column(policy, 'duration'))) !== durationMs ||
    (tier === 'raw' && column(policy, 'default') !== true)
  ) {
    await connection.command(`ALTER RETENTION POLICY ${on} ${wanted}`)
  }
}

/** InfluxDB's own choice for a duration; said, because a policy may not become shorter than its shards. */
function shardMs(durationMs: number): number {
  if (durationMs < 2 * DAY) return HOUR
  return durationMs < 180 * DAY ? DAY : 7 * DAY
}

async function ensureContinuousQuery(connection: Connection, database: string, tier: Exclude<Tier, 'raw'>) {
  const name = policies[tier]
  const db = identifier(database)
  const forMs = Math.max(RESAMPLE_MS, 2 * tierMs[tier])
  const wanted = `RESAMPLE EVERY 5m FOR ${forMs / MINUTE}m BEGIN ${rollupStatement(database, tier)} END`
  const all = await connection.command('SHOW CONTINUOUS QUERIES')
  // The name of the database stands where others have the measurement's.
  const ours = all.find((series) => (series as { name?: string }).name === database)?.values ?? []
  const text = ours.find(([known]) => known === name)?.[1]
  if (
    text !== undefined &&
    canonical(String(text)) === canonical(`CREATE CONTINUOUS QUERY ${name} ON ${database} ${wanted}`)
  )
    return
  if (text !== undefined) await connection.command(`DROP CONTINUOUS QUERY ${identifier(name)} ON ${db}`)
  await connection.command(`CREATE CONTINUOUS QUERY ${identifier(name)} ON ${db} ${wanted}`)
}

/** Rolls up raw points: all of them, as a continuous query has it, or those of one measurement and time. */
export function rollupStatement(
  database: string,
  tier: Exclude<Tier, 'raw'>,
  part?: { readonly measurement: string; readonly where: string },
): string {
  const db = identifier(database)
  const name = part && identifier(part.measurement)
  const into = `${db}.${identifier(policies[tier])}.${name ?? ':MEASUREMENT'}`
  const from = `${db}.${identifier(policies.raw)}.${name ?? '/.*/'}`
  return `SELECT ${ROLLED_UP} INTO ${into} FROM ${from} ${part?.where ?? ''}GROUP BY time(${tierMs[tier] / MINUTE}m), *`
}

/** InfluxDB prints a query in its own spelling: durations in the largest unit, quotes only where needed. */
const canonical = (query: string): string =>
  query
    .replaceAll('"', '')
    .replace(/\b(\d+)m\b/g, (_, minutes: string) =>
      Number(minutes) % 60 === 0 ? `${Number(minutes) / 60}h` : `${minutes}m`,
    )
    .replace(/\s+/g, ' ')

/** `720h0m0s` in ms. */
function parseGoDuration(text: string): number {
  const units: Record<string, number> = { h: HOUR, m: MINUTE, s: 1_000 }
  return [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)
}
