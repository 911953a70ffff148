import type { Aggregate, RowsQuery, SeriesQuery } from '../store.ts'
import { type Tier, tierMs } from '../tier.ts'
import { policies } from './schema.ts'

/** A name in InfluxQL, whatever is in it. */
export const identifier = (name: string): string => `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** A text in InfluxQL. The package's own escaping forgets the backslash. */
export const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'`

/** The statement for a query at a resolution; `undefined` when nothing can match. */
export function selectStatement(
  query: SeriesQuery,
  { tier, stepMs }: { tier: Tier; stepMs: number | undefined },
  database: string,
): string | undefined {
  const conditions = Object.entries(query.tags).map(([key, value]) => tagCondition(key, value))
  if (conditions.includes('')) return undefined
  const size = Math.max(tierMs[tier], 1)
  const from = Math.floor(query.from / size) * size
  const what =
    stepMs === undefined ? `${identifier(query.field)}::field` : aggregated(query.aggregate, query.field, tier)
  const groupBy = [
    ...(stepMs === undefined ? [] : [`time(${stepMs}ms)`]),
    ...query.groupBy.map((key) => identifier(key)),
  ]
  return [
    `SELECT ${what} FROM ${identifier(database)}.${identifier(policies[tier])}.${identifier(query.measurement)}`,
    `WHERE ${[`time >= ${from}ms`, `time < ${query.to}ms`, ...conditions].join(' AND ')}`,
    ...(groupBy.length > 0 ? [`GROUP BY ${groupBy.join(', ')}`] : []),
    ...(stepMs === undefined ? [] : ['fill(none)']),
    `ORDER BY time DESC LIMIT ${query.limit}`,
  ].join(' ')
}

/** The statement for points as they were written; `undefined` when nothing can match. */
export function rowsStatement(query: RowsQuery, database: string): string | undefined {
  const conditions = Object.entries(query.tags).map(([key, value]) => tagCondition(key, value))
  if (conditions.includes('')) return undefined
  return [
    `SELECT ${query.fields.map((field) => `${identifier(field)}::field`).join(', ')}`,
    `FROM ${identifier(database)}.${identifier(policies.raw)}.${identifier(query.measurement)}`,
    `WHERE ${[`time >= ${query.from}ms`, `time < ${query.to}ms`, ...conditions].join(' AND ')} ORDER BY time ASC`,
  ].join(' ')
}

/** `::tag`, because a field of the same name would be meant otherwise. */
function tagCondition(key: string, value: string | readonly string[]): string {
  const values = typeof value === 'string' ? [value] : value
  if (values.length === 0) return ''
  return `(${values.map((text) => `${identifier(key)}::tag = ${literal(text)}`).join(' OR ')})`
}

function aggregated(aggregate: Aggregate, field: string, tier: Tier): string {
  if (tier === 'raw') return `${aggregate}(${identifier(field)})`
  const of = (how: string) => identifier(`${how}_${field}`)
  switch (aggregate) {
    case 'mean':
      return `sum(${of('sum')}) / sum(${of('count')})`
    case 'count':
      return `sum(${of('count')})`
    default:
      return `${aggregate}(${of(aggregate)})`
  }
}
