import type { DatabaseSync } from 'node:sqlite'
import { jsonField, type Tags, Unsigned } from '@vonggac/model'
import { type FieldType, isNumeric } from '../field-type.ts'
import type { Aggregate, SeriesQuery, SeriesResult, SeriesValue } from '../store.ts'
import { type Tier, tierMs } from '../tier.ts'
import type { SeriesRow } from './catalog.ts'
import { mod, unsignedNumber } from './rollup.ts'

/** Whether tags satisfy a query's. */
export const matcher =
  (wanted: SeriesQuery['tags']) =>
  (tags: Tags): boolean =>
    Object.entries(wanted).every(([key, value]) => {
      const has = tagOf(tags, key)
      return typeof value === 'string' ? value === has : value.includes(has)
    })

const tagOf = (tags: Tags, key: string): string => (Object.hasOwn(tags, key) ? tags[key]! : '')

/** The series of each combination of the tags that are grouped by, in order of these. */
export function groups(rows: readonly SeriesRow[], groupBy: readonly string[]) {
  const found = new Map<string, { tags: Record<string, string>; ids: number[]; type: FieldType }>()
  for (const { id, tags, type } of rows) {
    const group = Object.fromEntries(groupBy.map((key) => [key, tagOf(tags, key)]))
    const key = JSON.stringify(group)
    const known = found.get(key)
    if (known) known.ids.push(id)
    else found.set(key, { tags: group, ids: [id], type })
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** Reads one group of series at one resolution. */
export function readGroup(
  db: DatabaseSync,
  group: ReturnType<typeof groups>[number],
  query: SeriesQuery,
  { tier, stepMs }: { tier: Tier; stepMs: number | undefined },
): SeriesResult {
  if (stepMs !== undefined && !isNumeric(group.type) && query.aggregate !== 'count' && query.aggregate !== 'last') {
    return { tags: group.tags, points: [] }
  }
  const sql =
    stepMs === undefined
      ? RAW
      : tier === 'raw'
        ? stepsOfRaw(query.aggregate, group.type)
        : stepsOfTier(query.aggregate, tier)
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  const from = query.from - mod(query.from, Math.max(tierMs[tier], 1))
  const rows = statement.all({
    ids: JSON.stringify(group.ids),
    from,
    to: query.to,
    limit: query.limit,
    ...(stepMs !== undefined && { step: BigInt(stepMs) }),
  }) as { at: bigint; value: bigint | number | string }[]
  const whole = stepMs === undefined || query.aggregate === 'last'
  const type = whole && tier === 'raw' ? group.type : 'float'
  return {
    tags: group.tags,
    points: rows.reverse().map(({ at, value }) => [Number(at), present(value, type)] as const),
  }
}

/** A stored value as it was written. */
export function present(value: bigint | number | string, type: FieldType): SeriesValue {
  if (type === 'boolean') return Number(value) === 1
  if (type === 'unsigned' && typeof value === 'bigint') return jsonField(new Unsigned(BigInt.asUintN(64, value)))
  return jsonField(value)
}

const IDS = 'series IN (SELECT value FROM json_each($ids))'

const RAW = `SELECT ms AS at, value FROM value WHERE ${IDS} AND ms >= $from AND ms < $to ORDER BY ms DESC, nanos DESC LIMIT $limit`

/** A step's start for a time, also before 1970. */
const stepOf = (time: string) => `${time} - ((${time} % $step) + $step) % $step`

function stepsOfRaw(aggregate: Aggregate, type: FieldType): string {
  const value = type === 'unsigned' ? unsignedNumber('value') : 'value'
  const how: Record<Aggregate, string> = {
    mean: `avg(${value}) AS value`,
    max: `max(${value}) AS value`,
    min: `min(${value}) AS value`,
    sum: `total(${value}) AS value`,
    count: 'count(*) AS value',
    // SQLite takes the plain column from the row that has the maximum.
    last: 'value, max(ms * 1000000 + nanos)',
  }
  return `SELECT ${stepOf('ms')} AS at, ${how[aggregate]} FROM value WHERE ${IDS} AND ms >= $from AND ms < $to
    GROUP BY 1 ORDER BY 1 DESC LIMIT $limit`
}

function stepsOfTier(aggregate: Aggregate, tier: Tier): string {
  const how: Record<Aggregate, string> = {
    mean: 'total(sum) / sum(count) AS value',
    max: 'max(max) AS value',
    min: 'min(min) AS value',
    sum: 'total(sum) AS value',
    count: 'sum(count) AS value',
    last: 'last AS value, max(last_at)',
  }
  const table = tier === 'fiveMinutes' ? 'five_minutes' : 'one_hour'
  return `SELECT ${stepOf('at')} AS at, ${how[aggregate]} FROM ${table} WHERE ${IDS} AND at >= $from AND at < $to
    GROUP BY 1 ORDER BY 1 DESC LIMIT $limit`
}
