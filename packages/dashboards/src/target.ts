import type { Query } from './influxql.ts'
import { placeholder } from './placeholder.ts'

/** The data source's uid in the provisioning file; dashboards reach it through their variable `datasource`. */
export const DATA_SOURCE_UID = 'vonggac-influx'
export const dataSource = { type: 'influxdb', uid: placeholder('datasource') } as const

/** A query of a panel as Grafana's InfluxDB data source stores it. */
export interface Target extends Readonly<Record<string, unknown>> {
  readonly refId: string
  readonly datasource: typeof dataSource
  readonly rawQuery: true
  readonly query: string
  readonly resultFormat: 'time_series' | 'table'
  readonly alias?: string
}

/** A curve for every series; `alias` names it, with `$tag_site` and the like replaced by Grafana. */
export const series = (alias: string, { text }: Query): Omit<Target, 'refId'> => ({
  datasource: dataSource,
  rawQuery: true,
  query: text,
  resultFormat: 'time_series',
  alias,
})

/** Rows for a table: tags and columns become its columns. */
export const rows = ({ text }: Query): Omit<Target, 'refId'> => ({
  datasource: dataSource,
  rawQuery: true,
  query: text,
  resultFormat: 'table',
})

/** Letters as Grafana gives them: A, B, C … */
export const lettered = (targets: readonly Omit<Target, 'refId'>[]): readonly Target[] =>
  targets.map((target, index) => ({ refId: String.fromCharCode(65 + index), ...target }) as Target)
