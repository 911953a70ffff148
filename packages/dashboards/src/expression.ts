import { identifier, string } from './quoting.ts'

/** What stands in a SELECT and in a WHERE. Names are checked by the compiler where the query is put together. */

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
export const first = over1('first', (field) => `first(${identifier(`last_${field}`)})`)
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

/** The same between raw points, without buckets: for what is averaged afterwards. */
export const slope = <F extends string>(counter: F): Expression<F> => ({
  text: `non_negative_derivative(${identifier(counter)}, 1s)`,
  rolled: `non_negative_derivative(${identifier(`max_${counter}`)}, 1s)`,
})

/** What a gauge moved by from one bucket to the next. */
export const movement = <F extends string>(field: F): Expression<F> => ({
  text: `difference(max(${identifier(field)}))`,
  rolled: `difference(max(${identifier(`max_${field}`)}))`,
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
export const minus = <F extends string>(...pair: Two<F>) => two(pair, (a, b) => `${a} - (${b})`)
export const product = <F extends string>(...pair: Two<F>) => two(pair, (a, b) => `(${a}) * (${b})`)
/** `a` in per cent of `b`. */
export const share = <F extends string>(...pair: Two<F>) => two(pair, (a, b) => `100 * (${a}) / (${b})`)
/** 1 where a movement went down, 0 elsewhere: InfluxQL has no conditions on values. */
export const wasFall = <F extends string>(step: F): Expression<F> =>
  one(value(step), (text) => `ceil((abs(${text}) - ${text}) / (2 * abs(${text}) + 1))`)
/** What is missing to a number. */
export const less = <F extends string>(from: number, a: Expression<F>) => one(a, (text) => `${from} - (${text})`)
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
/** A figure that is this one, or is not. */
export const isValue = <N extends string>(field: N, figure: number, how: '=' | '<>' = '='): Condition<N> => ({
  text: `${identifier(field)} ${how} ${figure}`,
})
/** A figure beyond a limit: a field, or a column of an inner query. */
export const above = <N extends string>(field: N, limit: number): Condition<N> => ({
  text: `${identifier(field)} > ${limit}`,
})
export const below = <N extends string>(field: N, limit: number): Condition<N> => ({
  text: `${identifier(field)} < ${limit}`,
})
/** One condition or the other. */
export const eitherOf = <N extends string>(...all: readonly Condition<N>[]): Condition<N> => ({
  text: `(${all.map(({ text }) => text).join(' OR ')})`,
})
