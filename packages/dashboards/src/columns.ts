import { field, type Override } from './panel.ts'
import type { Transformation } from './schema.ts'
import { renamed } from './transformation.ts'

/** A column of a table: its name in the query, as it is headed, and how Grafana shows it. */
export type Column = readonly [name: string, title: string, shows?: Readonly<Record<string, unknown>> | Override]

/** What makes these columns of a query's, in this order. `time`: the heading of the time, which comes last. */
export const columns = (
  all: readonly Column[],
  { time, before = [] }: { readonly time?: string; readonly before?: readonly Transformation[] } = {},
): { readonly transformations: readonly Transformation[]; readonly overrides: readonly Override[] } => ({
  transformations: [...before, renamed(Object.fromEntries(all), time, 'last')],
  overrides: all.flatMap(([, title, shows]) =>
    shows === undefined ? [] : [isOverride(shows) ? shows : field(title, shows)],
  ),
})

const isOverride = (shows: Readonly<Record<string, unknown>> | Override): shows is Override => 'matcher' in shows
