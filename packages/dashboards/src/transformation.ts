import type { Transformation } from './schema.ts'

/** Several queries' rows as one table: without their times, rows that agree in every common tag become one. */
export const joined = (): readonly Transformation[] => [
  { id: 'filterFieldsByName', options: { exclude: { names: ['Time'] } } },
  { id: 'merge', options: {} },
]

/** Columns in this order, under these names; the others follow. */
export const renamed = (names: Readonly<Record<string, string>>, hidden: readonly string[] = []): Transformation => ({
  id: 'organize',
  options: {
    excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
    indexByName: Object.fromEntries(Object.keys(names).map((name, index) => [name, index])),
    renameByName: names,
  },
})

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
