import type { Config } from '@vonggac/model/inventory'
import { agentsDashboard } from './agents/board.ts'
import { type BoardName, boardNames } from './boards.ts'
import { certificatesDashboard } from './certificates/board.ts'
import { conferencingDashboard } from './conferencing/board.ts'
import { deviceDashboard } from './device/board.ts'
import type { Context } from './frame.ts'
import { guide } from './guide.ts'
import { incidentsDashboard } from './incidents/board.ts'
import { limitationsOf } from './limitations.ts'
import { linkDashboard } from './link/board.ts'
import { mailDashboard } from './mail/board.ts'
import { powerDashboard } from './power/board.ts'
import { providersDashboard } from './providers/board.ts'
import { provisioning } from './provisioning.ts'
import type { DashboardJson, Mapping } from './schema.ts'
import { serversDashboard } from './servers/board.ts'
import { servicesDashboard } from './services/board.ts'
import { siteDashboard } from './site/board.ts'
import { type Language, languages, translator } from './text.ts'
import { wallDashboard } from './wall/board.ts'
import { wanDashboard } from './wan/board.ts'
import { webDashboard } from './web/board.ts'

/** A file of the generated tree; the path is relative to it, with forward slashes. */
export interface GeneratedFile {
  readonly path: string
  readonly text: string
}

/** Every dashboard in a language, by file name. */
export function dashboardsIn(language: Language, config: Config): ReadonlyMap<BoardName, DashboardJson> {
  const context: Context = {
    t: translator(language),
    language,
    organisation: config.organisation.name[language],
    limits: limitationsOf(config),
    siteNames: siteNamesOf(config, language),
  }
  return new Map(boardNames.map((name) => [name, builders[name](context)]))
}

function siteNamesOf({ sites }: Config, language: Language): Mapping {
  const names = sites.map(({ id, name }, index) => [id, { text: name[language], index }] as const)
  return { type: 'value', options: Object.fromEntries(names) }
}

const builders: Readonly<Record<BoardName, (context: Context) => DashboardJson>> = {
  wan: wanDashboard,
  site: siteDashboard,
  link: linkDashboard,
  providers: providersDashboard,
  services: servicesDashboard,
  servers: serversDashboard,
  incidents: incidentsDashboard,
  wall: wallDashboard,
  device: deviceDashboard,
  power: powerDashboard,
  certificates: certificatesDashboard,
  mail: mailDashboard,
  web: webDashboard,
  conferencing: conferencingDashboard,
  agents: agentsDashboard,
}

/**
 * The whole tree: dashboards in both languages, provisioning, how to use it. The same configuration always gives the
 * same bytes; of the inventory only names and what the links' contracts promise go in.
 */
export function buildDashboards(config: Config): GeneratedFile[] {
  const dashboards = languages.flatMap((language) =>
    [...dashboardsIn(language, config)].map(([name, json]) => ({
      path: `${language}/${name}.json`,
      text: `${JSON.stringify(json, null, 2)}\n`,
    })),
  )
  return [...dashboards, ...provisioning(), guide()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
