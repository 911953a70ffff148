import type { Transformation } from './schema.ts'

/** The column of time, as older and newer Grafana call it. */
const TIME = ['Time', 'time'] as const

/** Several queries' rows as one table: without their times, rows that agree in every common tag become one. */
export const joined = (): readonly Transformation[] => [
  { id: 'filterFieldsByName', options: { exclude: { names: [...TIME] } } },
  { id: 'merge', options: {} },
]

/** Columns in this order, under these names. The time comes first (or last) under the name `time`, or not at all. */
export const renamed = (
  columns: Readonly<Record<string, string>>,
  time?: string,
  at: 'first' | 'last' = 'first',
): Transformation => {
  const times = time === undefined ? {} : Object.fromEntries(TIME.map((name) => [name, time]))
  const names = at === 'first' ? { ...times, ...columns } : { ...columns, ...times }
  return {
    id: 'organize',
    options: {
      excludeByName: time ? {} : Object.fromEntries(TIME.map((name) => [name, true])),
      indexByName: Object.fromEntries(Object.keys(names).map((name, index) => [name, index])),
      renameByName: names,
    },
  }
}

/** Rows by a column, the highest first. */
export const worstFirst = (column: string): Transformation => ({
  id: 'sortBy',
  options: { fields: {}, sort: [{ field: column, desc: true }] },
})

/** How many rows there are for each value of `column`, by counting `counted`. */
export const countedBy = (column: string, counted: string): Transformation => ({
  id: 'groupBy',
  options: {
    fields: {
      [column]: { aggregations: [], operation: 'groupby' },
      [counted]: { aggregations: ['count'], operation: 'aggregate' },
    },
  },
})
