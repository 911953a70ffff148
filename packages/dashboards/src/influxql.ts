import type { FieldOf, Measurement, TagOf } from './measurement.ts'

/**
 * InfluxQL, written in one place. Names of measurements, fields and tags are checked by the compiler; every
 * identifier, string and regular expression is quoted here. Grafana's macros (`$timeFilter`, `$__interval`) and
 * variables pass through as they are.
 */

/** What a column shows, over fields (or columns of an inner query) named `F`. */
export interface Expression<F extends string> {
  readonly text: string
  /** Only for the compiler. */
  readonly over?: F
  readonly tag?: never
}

/** A tag shown as a column, beside fields or one `last`. */
export interface TagColumn<T extends string> {
  readonly text: string
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
  const source = `${identifier(what.policy ?? '$retention')}.${identifier(from)}`
  return { text: statement(what.columns, source, [{ text: '$timeFilter' }, ...(what.where ?? [])], what) }
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
  const bounds = what.every ? [{ text: '$timeFilter' }] : []
  return { text: statement(what.columns, `(${inner.text})`, [...bounds, ...(what.where ?? [])], what) }
}

function statement(
  columns: Readonly<Record<string, { readonly text: string }>>,
  source: string,
  where: readonly Condition<string>[],
  { by = [], every = false, fill, newest }: Grouping<string>,
): string {
  const groups = [...(every ? ['time($__interval)'] : []), ...by.map(identifier)]
  return [
    `SELECT ${Object.entries(columns)
      .map(([name, { text }]) => `${text} AS ${identifier(name)}`)
      .join(', ')}`,
    `FROM ${source}`,
    where.length > 0 ? `WHERE ${where.map(({ text }) => text).join(' AND ')}` : '',
    groups.length > 0 ? `GROUP BY ${groups.join(', ')}` : '',
    every ? `fill(${fill ?? 'none'})` : '',
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

const call =
  (name: string) =>
  <F extends string>(field: F): Expression<F> => ({ text: `${name}(${identifier(field)})` })

export const mean = call('mean')
export const max = call('max')
export const min = call('min')
export const last = call('last')
export const sum = call('sum')
export const count = call('count')
export const median = call('median')

/** A field or an inner column as it is. */
export const value = <F extends string>(field: F): Expression<F> => ({ text: identifier(field) })

/** A tag as a column. */
export const tag = <T extends string>(name: T): TagColumn<T> => ({ text: identifier(name) })

/** The value below which `percent` of all lie. */
export const percentile = <F extends string>(field: F, percent: number): Expression<F> => ({
  text: `percentile(${identifier(field)}, ${percent})`,
})

/** What a counter grows by in a second; a restart of the counter shows as a gap, not as a fall. */
export const rate = <F extends string>(counter: F): Expression<F> => ({
  text: `non_negative_derivative(max(${identifier(counter)}), 1s)`,
})

/** What a counter grew by over the whole time shown. */
export const growth = <F extends string>(counter: F): Expression<F> => ({ text: `spread(${identifier(counter)})` })

export const times = <F extends string>({ text }: Expression<F>, factor: number): Expression<F> => ({
  text: `${text} * ${factor}`,
})
export const plus = <F extends string>(a: Expression<F>, b: Expression<F>): Expression<F> => ({
  text: `${a.text} + ${b.text}`,
})
export const over = <F extends string>(a: Expression<F>, b: Expression<F>): Expression<F> => ({
  text: `${a.text} / (${b.text})`,
})
export const from100 = <F extends string>({ text }: Expression<F>): Expression<F> => ({ text: `100 - ${text}` })
/** The bits of an integer field that `mask` has. */
export const bits = <F extends string>(field: F, mask: number): Expression<F> => ({
  text: `${identifier(field)} & ${mask}`,
})

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
