import dashgen from 'grafana-dash-gen'
import { type BoardName, boards, tagOf, uidOf } from './boards.ts'
import { colour } from './colour.ts'
import { type Condition, tag, value } from './expression.ts'
import { titleField } from './incident-query.ts'
import { select } from './influxql.ts'
import type { Limitations } from './limitations.ts'
import { modern } from './modern.ts'
import type { ModernPanel } from './panel.ts'
import type { AnnotationJson, DashboardJson, LinkJson, Mapping } from './schema.ts'
import { dataSource } from './target.ts'
import type { Language, Translate } from './text.ts'
import { dataSourceVariable, retentionVariable } from './variable.ts'

/** What a dashboard is built from: the language and the few things that it takes from the inventory. */
export interface Context {
  readonly t: Translate
  readonly language: Language
  readonly organisation: string
  readonly limits: Limitations
  /** The names of sites by their ids, where nothing has to be clicked. */
  readonly siteNames: Mapping
}

export interface Content {
  readonly name: BoardName
  readonly variables: readonly ReturnType<typeof retentionVariable>[]
  readonly rows: readonly {
    readonly title: string
    readonly collapsed?: boolean
    readonly panels: readonly ModernPanel[]
  }[]
  /** Which incidents are marked on the curves. */
  readonly incidentsOf: readonly Condition<'site'>[]
}

/** Puts a dashboard together with dash-gen and brings it into today's form. */
export function frame(context: Context, content: Content): DashboardJson {
  const { t, language, organisation } = context
  const { title, description, range, refresh, rollups } = boards[content.name]
  const dashboard = new dashgen.Dashboard({ title: t(title), tags: ['vonggac', tagOf(language)] })
  for (const variable of [dataSourceVariable(t), ...(rollups ? [retentionVariable(t)] : []), ...content.variables]) {
    dashboard.addTemplate(variable)
  }
  for (const { title, collapsed = false, panels } of content.rows) {
    // The one cast to dash-gen's panel type: a row does nothing with a panel but call `generate`.
    dashboard.addRow(new dashgen.Row({ title, collapse: collapsed, panels: panels as never }))
  }
  return modern(dashboard, {
    uid: uidOf(content.name, language),
    description: `${t(description)} ${organisation}.`,
    annotations: [builtIn, incidentMarks(context, content.incidentsOf)],
    range,
    refresh,
    links: siblings(context, content.name),
  })
}

/** A list of our boards in the same language, and this board in the other. The time range goes along; of variables, those of the same board. */
function siblings({ t, language }: Context, self: BoardName): readonly LinkJson[] {
  const other: Language = language === 'en' ? 'vi' : 'en'
  const title = t('otherLanguage')
  return [
    { ...linkTo, type: 'dashboards', title: t('boards'), tags: [tagOf(language)], asDropdown: true },
    { ...linkTo, type: 'link', title, url: `/d/${uidOf(self, other)}`, includeVars: true, asDropdown: false, tags: [] },
  ]
}

/** Links stay in the window: they lead to our own dashboards. */
const linkTo = {
  icon: 'dashboard',
  tooltip: '',
  url: '',
  keepTime: true,
  includeVars: false,
  targetBlank: false,
} as const

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

const incidentMarks = ({ t, language }: Context, where: readonly Condition<'site'>[]): AnnotationJson =>
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
        columns: { title: value(titleField(language)), state: tag('state'), site: tag('site') },
        where: [...where],
      }).text,
      textColumn: 'title',
      tagsColumn: 'state,site',
      timeEndColumn: '',
      titleColumn: '',
    },
  }) as unknown as AnnotationJson

/** A link to another dashboard of ours from a value; the time range goes along. `values`: variable → Grafana's text for it. */
export const drillDown = ({ t, language }: Context, to: BoardName, values: Readonly<Record<string, string>>) => ({
  title: t('open', { title: t(boards[to].title) }),
  url: `/d/${uidOf(to, language)}?\${__url_time_range}${Object.entries(values)
    .map(([variable, text]) => `&var-${variable}=${text}`)
    .join('')}`,
})
