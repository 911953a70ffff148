import dashgen from 'grafana-dash-gen'
import { type Condition, chosen } from './expression.ts'
import type { Query } from './influxql.ts'
import { placeholder } from './placeholder.ts'
import { identifier } from './quoting.ts'
import { dataSource } from './target.ts'
import { hidden, ON_TIME_RANGE } from './variable.ts'

/** Curves that one chart holds and somebody can still tell apart. */
const MOST_DRAWN = 10

/**
 * A hidden variable with the ten of what is chosen that matter most, by an inner query with a row each: all curves draw these, so that
 * a switch with 500 interfaces or a province with 500 sites is neither a carpet nor a query of millions of points. Whoever chooses
 * fewer sees just those. Tables beside show all of them.
 */
export const drawnVariable = <C extends string, B extends string>(
  inner: Query<C, B>,
  {
    column,
    tag,
    worst,
  }: { readonly column: NoInfer<C>; readonly tag: NoInfer<B>; readonly worst: 'highest' | 'lowest' },
) =>
  hidden(
    new dashgen.Templates.Query(ranked(inner.text, column, tag, worst === 'highest' ? 'top' : 'bottom'), {
      name: 'drawn',
      label: 'drawn',
      datasource: dataSource,
      multi: true,
      includeAll: true,
      // The order is that of the range.
      refresh: ON_TIME_RANGE,
      regex: '',
    } as never),
  )

/** Of a variable's query, older Grafana replaces only the first `$timeFilter`. */
const RANGE = `time >= ${placeholder('__from')}ms AND time <= ${placeholder('__to')}ms`

/** One column: Grafana offers the values of every one as the variable's. */
const ranked = (inner: string, column: string, tag: string, how: 'top' | 'bottom'): string =>
  `SELECT ${identifier(tag)} FROM (SELECT ${how}(${identifier(column)}, ${identifier(tag)}, ${MOST_DRAWN}) AS ${identifier(column)} FROM (${inner.replaceAll('$timeFilter', RANGE)}))`

/** One of those that are drawn. */
export const isDrawn = <N extends string>(tag: N): Condition<N> => chosen(tag, 'drawn')
