import type { Condition, Expression, TagColumn } from './expression.ts'
import type { FieldOf, Measurement, TagOf } from './measurement.ts'
import { identifier } from './quoting.ts'

/**
 * InfluxQL, written in one place. Names of measurements, fields and tags are checked by the compiler; every
 * identifier, string and regular expression is quoted here. Grafana's macros (`$timeFilter`, `$__interval`) and
 * variables pass through as they are.
 */

/** A SELECT whose columns are named `C`, in series told apart by the tags `B`. */
export interface Query<C extends string = string, B extends string = string> {
  readonly text: string
  readonly columns?: C
  readonly by?: B
}

/** How points are kept: the raw ones, or whatever the dashboard's variable `retention` says. */
export type Policy = 'raw' | '$retention'

interface Grouping<B extends string> {
  readonly by?: readonly B[]
  /** Buckets of `$__interval`; Grafana makes that as wide as the screen needs. */
  readonly every?: boolean
  /** What an empty bucket shows; `none` leaves it out. */
  readonly fill?: 'none' | 'null' | 'previous' | '0'
  readonly newest?: number
}

/** Selects from a measurement. `$timeFilter` is always part of the WHERE. */
export function select<M extends Measurement, C extends string, B extends TagOf<M> = never>(
  from: M,
  what: Grouping<B> & {
    readonly columns: Readonly<Record<C, Expression<FieldOf<M>> | TagColumn<TagOf<M>>>>
    readonly where?: readonly Condition<FieldOf<M> | TagOf<M>>[]
    readonly policy?: Policy
  },
): Query<C, B> {
  const { columns, where = [], policy = '$retention' } = what
  const source = `${identifier(policy)}.${identifier(from)}`
  const bounded = [timeFilter, ...where]
  if (policy === 'raw') return { text: statement(texts(columns, 'text'), source, bounded, what) }
  // Rolled-up fields have other names than raw ones. Both are asked for, and only those that the policy has answer.
  const inner = (how: 'text' | 'rolled') =>
    `(${statement(texts(columns, how), source, bounded, { ...what, fill: 'none' })})`
  const names = Object.keys(columns).map((name) => [name, `max(${identifier(name)})`] as const)
  return { text: statement(names, `${inner('text')}, ${inner('rolled')}`, what.every ? [timeFilter] : [], what) }
}

/** Selects from another query's result, or from those of several that tell their series apart by the same tags. */
export function selectFrom<C extends string, IC extends string, IB extends string, B extends IB = never>(
  inner: Query<IC, IB> | readonly Query<IC, IB>[],
  what: Grouping<B> & {
    readonly columns: Readonly<Record<C, Expression<NoInfer<IC>>>>
    readonly where?: readonly Condition<NoInfer<IC | IB>>[]
  },
): Query<C, B> {
  // Buckets of time need the bounds again: InfluxDB would otherwise fill from 1970 on.
  const where = [...(what.every ? [timeFilter] : []), ...(what.where ?? [])]
  const from = [inner].flat().map(({ text }) => `(${text})`)
  return { text: statement(texts(what.columns, 'text'), from.join(', '), where, what) }
}

/**
 * How many rows of `all` fulfil every condition, by counting `column`; 0 where none does: InfluxDB counts nothing as nothing, and a panel
 * that fills only when something is wrong looks broken while all is well. Empty where `all` is.
 */
export function countOf<C extends string, B extends string>(
  all: Query<C, B>,
  column: NoInfer<C>,
  where: readonly Condition<NoInfer<C | B>>[],
): Query<'number'> {
  const kept = statement([[column, identifier(column)]], `(${all.text})`, where, {})
  const counted = (from: string, times: string) =>
    statement([['number', `count(${identifier(column)})${times}`]], `(${from})`, [], {})
  // Both are of one measurement, so that their sum is one row.
  const parts = `(${counted(kept, '')}), (${counted(all.text, ' * 0')})`
  return { text: statement([['number', `sum(${identifier('number')})`]], parts, [], {}) }
}

const timeFilter: Condition<never> = { text: '$timeFilter' }

type Column = readonly [name: string, text: string]

const texts = (
  columns: Readonly<Record<string, { readonly text: string; readonly rolled: string }>>,
  how: 'text' | 'rolled',
): readonly Column[] => Object.entries(columns).map(([name, column]) => [name, column[how]])

function statement(
  columns: readonly Column[],
  source: string,
  where: readonly Condition<string>[],
  { by = [], every = false, fill = 'null', newest }: Grouping<string>,
): string {
  const groups = [...(every ? ['time($__interval)'] : []), ...by.map(identifier)]
  return [
    `SELECT ${columns.map(([name, text]) => `${text} AS ${identifier(name)}`).join(', ')}`,
    `FROM ${source}`,
    where.length > 0 ? `WHERE ${where.map(({ text }) => text).join(' AND ')}` : '',
    groups.length > 0 ? `GROUP BY ${groups.join(', ')}` : '',
    every ? `fill(${fill})` : '',
    newest ? `ORDER BY time DESC LIMIT ${newest}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The values of a tag, for a template variable; narrowed by other variables where they apply. */
export function tagValues<M extends Measurement>(
  from: M,
  tag: TagOf<M>,
  where: readonly Condition<TagOf<M>>[] = [],
): string {
  const narrowed = where.length > 0 ? ` WHERE ${where.map(({ text }) => text).join(' AND ')}` : ''
  return `SHOW TAG VALUES FROM ${identifier(from)} WITH KEY = ${identifier(tag)}${narrowed}`
}

/** Which retention policy answers the range that the dashboard shows. `$__from` and `$__to` are epoch milliseconds. */
export const resolutionFor = [
  `SELECT first(${identifier('policy')}) FROM ${identifier('raw')}.${identifier('resolution' satisfies Measurement)}`,
  `WHERE ${identifier('longest_ms')} >= $__to - $__from AND ${identifier('oldest_ms')} <= $__from`,
].join(' ')
