import dashgen from 'grafana-dash-gen'
import { colour } from './colour.ts'
import { type Condition, tag, value } from './expression.ts'
import { select } from './influxql.ts'
import type { Limitations } from './limitations.ts'
import { modern } from './modern.ts'
import type { ModernPanel } from './panel.ts'
import type { AnnotationJson, DashboardJson } from './schema.ts'
import { dataSource } from './target.ts'
import type { Language, TextKey, Translate } from './text.ts'
import { dataSourceVariable, retentionVariable } from './variable.ts'

/** What a dashboard is built from: the language and the few things that it takes from the inventory. */
export interface Context {
  readonly t: Translate
  readonly language: Language
  readonly organisation: string
  readonly limits: Limitations
}

/** Our dashboards: their file names, and the stem of their uids. */
export const dashboardTitles = {
  wan: 'wanTitle',
  site: 'siteTitle',
  services: 'servicesTitle',
  servers: 'serversTitle',
  agents: 'agentsTitle',
} as const satisfies Record<string, TextKey>
export type DashboardName = keyof typeof dashboardTitles

/** Stable for ever: bookmarks and links of other systems hold on to it. */
export const uidOf = (name: DashboardName, language: Language): string => `vonggac-${name}-${language}`

export interface Content {
  readonly name: DashboardName
  readonly description: string
  readonly variables: readonly ReturnType<typeof retentionVariable>[]
  readonly rows: readonly {
    readonly title: string
    readonly collapsed?: boolean
    readonly panels: readonly ModernPanel[]
  }[]
  /** Which incidents are marked on the curves. */
  readonly incidentsOf: readonly Condition<'site'>[]
  readonly range: string
  /** Whether the variable `retention` makes sense: not for what is kept raw only. */
  readonly rollups: boolean
}

/** Puts a dashboard together with dash-gen and brings it into today's form. */
export function frame(context: Context, content: Content): DashboardJson {
  const { t, language, organisation } = context
  const dashboard = new dashgen.Dashboard({
    title: t(dashboardTitles[content.name]),
    tags: ['vonggac', `vonggac-${language}`],
  })
  for (const variable of [
    dataSourceVariable(t),
    ...(content.rollups ? [retentionVariable(t)] : []),
    ...content.variables,
  ]) {
    dashboard.addTemplate(variable)
  }
  for (const { title, collapsed = false, panels } of content.rows) {
    // The one cast to dash-gen's panel type: a row does nothing with a panel but call `generate`.
    dashboard.addRow(new dashgen.Row({ title, collapse: collapsed, panels: panels as never }))
  }
  dashboard.links = siblings(context, content.name)
  return modern(dashboard, {
    uid: uidOf(content.name, language),
    description: `${content.description} ${organisation}.`,
    annotations: [builtIn, incidentMarks(t, content.incidentsOf)],
    range: content.range,
    refresh: '30s',
  })
}

/** Links to our other dashboards in the same language, and to this one in the other. The time range goes along. */
function siblings({ t, language }: Context, self: DashboardName) {
  const other: Language = language === 'en' ? 'vi' : 'en'
  const names = Object.keys(dashboardTitles) as DashboardName[]
  return [
    ...names
      .filter((name) => name !== self)
      .map((name) => ({ title: t(dashboardTitles[name]), url: `/d/${uidOf(name, language)}`, vars: false })),
    { title: t('otherLanguage'), url: `/d/${uidOf(self, other)}`, vars: true },
  ].map(({ title, url, vars }) => {
    const link = new dashgen.ExternalLink({ title, url }).includeTimeFilter()
    return vars ? link.includeVariableValues() : link
  })
}

/** Grafana's own annotations: a dashboard without them cannot show comments. */
const builtIn = {
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: colour.blue,
  name: 'Annotations & Alerts',
  type: 'dashboard',
} as unknown as AnnotationJson

const incidentMarks = (t: Translate, where: readonly Condition<'site'>[]): AnnotationJson =>
  ({
    name: t('incidents'),
    datasource: dataSource,
    enable: true,
    hide: false,
    iconColor: colour.fail,
    target: {
      refId: 'incidents',
      fromAnnotations: true,
      query: select('incident', {
        policy: 'raw',
        columns: { title: value('title'), state: tag('state'), site: tag('site') },
        where: [...where],
      }).text,
      textColumn: 'title',
      tagsColumn: 'state,site',
      timeEndColumn: '',
      titleColumn: '',
    },
  }) as unknown as AnnotationJson

/** A link to another dashboard of ours from a value; the time range goes along. `values`: variable → Grafana's text for it. */
export const drillDown = ({ t, language }: Context, to: DashboardName, values: Readonly<Record<string, string>>) => ({
  title: t('open', { title: t(dashboardTitles[to]) }),
  url: `/d/${uidOf(to, language)}?\${__url_time_range}${Object.entries(values)
    .map(([variable, text]) => `&var-${variable}=${text}`)
    .join('')}`,
})
