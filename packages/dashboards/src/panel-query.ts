import type { Config } from '@vonggac/model/inventory'
import { dashboardsIn } from './build.ts'
import { placeholder } from './placeholder.ts'
import type { DashboardJson, PanelJson } from './schema.ts'

/** A variable's value: one, several, or `$__all`. */
export type Choice = string | readonly string[]

/** A query as InfluxDB gets it from Grafana. */
export interface PanelQuery {
  readonly dashboard: string
  /** The panel's title; `variable NAME` for a template variable, `annotation NAME` for an annotation. */
  readonly panel: string
  readonly refId: string
  readonly query: string
}

/** Stands for Grafana's macros when queries are run without it. */
export interface Interpolation {
  readonly variables: Readonly<Record<string, Choice>>
  /** Unix epoch ms. */
  readonly from: number
  readonly to: number
  /** InfluxQL duration of a bucket, `10s`. */
  readonly interval: string
}

/** Every query of every dashboard, interpolated as Grafana does it. The queries are the same in every language. */
export function panelQueries(config: Config, interpolation: Interpolation): PanelQuery[] {
  return [...dashboardsIn('en', config).values()].flatMap((dashboard) => {
    const all = allValues(dashboard)
    return rawQueries(dashboard).map((raw) => ({ ...raw, query: interpolate(raw.query, interpolation, all) }))
  })
}

/** Every query of a dashboard as it stands in the file. */
export function rawQueries(dashboard: DashboardJson): PanelQuery[] {
  const name = dashboard.uid ?? ''
  const variables = (dashboard.templating?.list ?? [])
    .filter(({ type }) => type === 'query')
    .map((variable) => ({
      dashboard: name,
      panel: `variable ${variable.name}`,
      refId: '',
      query: String(variable.query),
    }))
  const annotations = (dashboard.annotations?.list ?? []).flatMap((annotation) => {
    const { refId, query } = (annotation.target ?? {}) as { refId?: string; query?: string }
    return query ? [{ dashboard: name, panel: `annotation ${annotation.name}`, refId: refId ?? '', query }] : []
  })
  const panels = panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      dashboard: name,
      panel: panel.title ?? '',
      refId: String(target.refId),
      query: String(target.query),
    })),
  )
  return [...variables, ...annotations, ...panels]
}

/** The panels of a dashboard, those inside collapsed rows too. */
export const panelsOf = (dashboard: DashboardJson): readonly PanelJson[] =>
  (dashboard.panels ?? []).flatMap((panel) =>
    'panels' in panel ? (panel.panels as readonly PanelJson[]) : [panel as PanelJson],
  )

function allValues(dashboard: DashboardJson): ReadonlyMap<string, string> {
  return new Map(
    (dashboard.templating?.list ?? []).flatMap(({ name, allValue }) => (allValue ? [[name, allValue] as const] : [])),
  )
}

function interpolate(
  query: string,
  { variables, from, to, interval }: Interpolation,
  all: ReadonlyMap<string, string>,
): string {
  return query
    .replaceAll('$timeFilter', `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll('$__interval', interval)
    .replaceAll('$__from', String(from))
    .replaceAll('$__to', String(to))
    .replaceAll(placeholder('__from'), String(from))
    .replaceAll(placeholder('__to'), String(to))
    .replace(/\$(\w+)/g, (text, name: string) => {
      const choice = variables[name]
      if (choice === undefined) throw new Error(`no value for the variable ${text} in: ${query}`)
      // A custom "all" goes in as it is; without one, Grafana lists what the variable's query gave, which may be anything.
      if (choice === '$__all') return all.get(name) ?? '.*'
      // Chosen values are escaped for a regular expression, several in parentheses.
      return typeof choice === 'string' ? escapeRegex(choice) : `(${choice.map(escapeRegex).join('|')})`
    })
}

const escapeRegex = (text: string): string => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&')
