import type { FieldOf, Measurement, TagOf } from './measurement.ts'

/**
 * InfluxQL, written in one place. Names of measurements, fields and tags are checked by the compiler; every
 * identifier, string and regular expression is quoted here. Grafana's macros (`$timeFilter`, `$__interval`) and
 * variables pass through as they are.
 */

/** What a column shows, over fields (or columns of an inner query) named `F`. */
export interface Expression<F extends string> {
  readonly text: string
  /** The same over what the store's continuous queries make of a field `x`: `mean_x`, `max_x`, `sum_x`, `count_x` … */
  readonly rolled: string
  /** Only for the compiler. */
  readonly over?: F
  readonly tag?: never
}

/** A tag shown as a column, beside fields or one `last`. */
export interface TagColumn<T extends string> {
  readonly text: string
  readonly rolled: string
  readonly tag?: T
  readonly over?: never
}

/** One condition of a WHERE, about tags or fields named `N`. */
export interface Condition<N extends string> {
  readonly text: string
  readonly about?: N
}

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

/** Selects from another query's result. */
export function selectFrom<C extends string, IC extends string, IB extends string, B extends IB = never>(
  inner: Query<IC, IB>,
  what: Grouping<B> & {
    readonly columns: Readonly<Record<C, Expression<NoInfer<IC>>>>
    readonly where?: readonly Condition<NoInfer<IC | IB>>[]
  },
): Query<C, B> {
  // Buckets of time need the bounds again: InfluxDB would otherwise fill from 1970 on.
  const where = [...(what.every ? [timeFilter] : []), ...(what.where ?? [])]
  return { text: statement(texts(what.columns, 'text'), `(${inner.text})`, where, what) }
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

const over1 =
  (name: string, rolled: (field: string) => string) =>
  <F extends string>(field: F): Expression<F> => ({ text: `${name}(${identifier(field)})`, rolled: rolled(field) })

/** Over rolled-up points every raw one weighs the same: their sums by their counts. */
export const mean = over1(
  'mean',
  (field) => `(sum(${identifier(`sum_${field}`)}) / sum(${identifier(`count_${field}`)}))`,
)
export const max = over1('max', (field) => `max(${identifier(`max_${field}`)})`)
export const min = over1('min', (field) => `min(${identifier(`min_${field}`)})`)
export const last = over1('last', (field) => `last(${identifier(`last_${field}`)})`)
export const sum = over1('sum', (field) => `sum(${identifier(`sum_${field}`)})`)
export const count = over1('count', (field) => `sum(${identifier(`count_${field}`)})`)
/** Over rolled-up points, that of their means: the best that is left. */
export const median = over1('median', (field) => `median(${identifier(`mean_${field}`)})`)
/** What a counter grew by over the whole time shown. */
export const growth = over1(
  'spread',
  (field) => `max(${identifier(`max_${field}`)}) - min(${identifier(`min_${field}`)})`,
)

/** A field or an inner column as it is. */
export const value = <F extends string>(field: F): Expression<F> => ({
  text: identifier(field),
  rolled: identifier(`last_${field}`),
})

/** A tag as a column. */
export const tag = <T extends string>(name: T): TagColumn<T> => ({ text: identifier(name), rolled: identifier(name) })

/** The value below which `percent` of all lie. Over rolled-up points, of their means. */
export const percentile = <F extends string>(field: F, percent: number): Expression<F> => ({
  text: `percentile(${identifier(field)}, ${percent})`,
  rolled: `percentile(${identifier(`mean_${field}`)}, ${percent})`,
})

/** What a counter grows by in a second; a restart of the counter shows as a gap, not as a fall. */
export const rate = <F extends string>(counter: F): Expression<F> => ({
  text: `non_negative_derivative(max(${identifier(counter)}), 1s)`,
  rolled: `non_negative_derivative(max(${identifier(`max_${counter}`)}), 1s)`,
})

type Two<F extends string> = readonly [Expression<F>, Expression<F>]
const one = <F extends string>({ text, rolled }: Expression<F>, how: (text: string) => string): Expression<F> => ({
  text: how(text),
  rolled: how(rolled),
})
const two = <F extends string>([a, b]: Two<F>, how: (a: string, b: string) => string): Expression<F> => ({
  text: how(a.text, b.text),
  rolled: how(a.rolled, b.rolled),
})

export const times = <F extends string>(a: Expression<F>, factor: number) => one(a, (text) => `${text} * ${factor}`)
export const from100 = <F extends string>(a: Expression<F>) => one(a, (text) => `100 - ${text}`)
export const plus = <F extends string>(...pair: Two<F>) => two(pair, (a, b) => `${a} + ${b}`)
export const over = <F extends string>(...pair: Two<F>) => two(pair, (a, b) => `${a} / (${b})`)
/** The bits of an integer that `mask` has. Over a column of an inner query or raw points. */
export const bits = <F extends string>(field: F, mask: number) => one(value(field), (text) => `${text} & ${mask}`)

/** The tag is one of what the dashboard's variable says. The form that Grafana escapes right in every version. */
export const chosen = <N extends string>(tag: N, variable: string): Condition<N> => ({
  text: `${identifier(tag)} =~ /^$${variable}$/`,
})
export const is = <N extends string>(tag: N, text: string): Condition<N> => ({
  text: `${identifier(tag)} = ${string(text)}`,
})
export const isNot = <N extends string>(tag: N, text: string): Condition<N> => ({
  text: `${identifier(tag)} <> ${string(text)}`,
})
/** The tag is there and not empty. */
export const has = <N extends string>(tag: N): Condition<N> => ({ text: `${identifier(tag)} =~ /./` })
export const matches = <N extends string>(tag: N, pattern: RegExp): Condition<N> => ({
  text: `${identifier(tag)} =~ /${pattern.source}/`,
})

/** A name in double quotes, as InfluxQL's lexer reads it. */
export const identifier = (name: string): string => `"${escaped(name).replaceAll('"', '\\"')}"`

/** A text in single quotes. */
export const string = (text: string): string => `'${escaped(text).replaceAll("'", "\\'")}'`

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
