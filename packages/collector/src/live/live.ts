import { type Check, type CheckReport, type Point, type Status, statuses } from '@vonggac/model'

import { type Config, type Site, topologyOf } from '@vonggac/model/inventory'
import type {
  CheckStatus,
  IncidentSummary,
  SiteDetail,
  SiteState,
  SiteStatus,
  StatusDocument,
  TopologyDocument,
  TrapSeen,
} from '../api-types.ts'
import { topologyDocument } from '../topology/document.ts'
import type { NeighbourReport } from '../topology/report.ts'

import { type AgentSeen, type AgentTable, createAgentTable } from './agent-table.ts'
import { type CheckTable, createCheckTable, type Seen, worst } from './check-table.ts'
import { createNeighbourTable, type NeighbourTable } from './neighbour-table.ts'
import { createPathTable, type PathFigures, type PathTable } from './path-figures.ts'
import { bestLink, deviceStatus, linkStatus, siteState, type View } from './site-status.ts'
import { createTrapTable, type TrapTable } from './trap-table.ts'

/** What is saved with the position in the journal, so that a restart knows at once what there is to know. */
export interface LiveSnapshot {
  readonly checks: Record<string, Seen>
  readonly paths: Record<string, PathFigures>
  readonly agents: Record<string, AgentSeen>
  readonly sites: Record<string, { state: SiteState; since: number }>
  readonly traps: readonly TrapSeen[]
  readonly neighbours: Record<string, NeighbourReport>
}

/** The state of everything now: fed by the alerting consumer, read by the API. In memory only. */
export interface Live {
  report(report: CheckReport, receivedAt: number): void
  ping(point: Point): void
  readonly traps: TrapTable
  readonly agents: AgentTable
  readonly neighbours: NeighbourTable
  setIncidents(open: readonly IncidentSummary[]): void
  /** Works the sites out as of `now` and returns those that changed since the last call. */
  refresh(now: number): readonly SiteStatus[]
  status(now: number): StatusDocument
  /** Checks by status: those that are within their hours, and more than context. */
  counts(now: number): StatusDocument['counts']['checks']
  sites(): readonly SiteStatus[]
  site(id: string, now: number): SiteDetail | undefined
  checks(now: number): readonly CheckStatus[]
  describe(check: Check, now: number): CheckStatus
  /** Those that are open. */
  incidents(): readonly IncidentSummary[]
  topology(now: number): TopologyDocument
  save(): LiveSnapshot
}

export function createLive(config: Config, checks: readonly Check[], saved?: Partial<LiveSnapshot>): Live {
  const { name: organisation, timezone } = config.organisation
  const table: CheckTable = createCheckTable(checks, saved?.checks)
  const paths: PathTable = createPathTable(checks, saved?.paths)
  const telling = checks.filter(({ context }) => !context)
  const neighbours = createNeighbourTable(checks, saved?.neighbours)
  const byNode = Map.groupBy(telling, (check) => check.node)
  const tellingBySite = Map.groupBy(telling, (check) => check.tags.site ?? '')
  const bySite = Map.groupBy(checks, (check) => check.tags.site ?? '')
  const states = new Map(Object.entries(saved?.sites ?? {}))
  const told = createTold()
  let incidents: readonly IncidentSummary[] = []

  const view = (now: number): View => ({ checks: table, paths, byNode, now, zone: timezone })
  /** Of those that are within their hours. */
  const statusesOf = (some: readonly Check[], now: number) =>
    some.filter(({ id }) => !table.closed(id, now)).map(({ id }) => table.status(id, now))
  const sites = () => config.sites.flatMap(({ id }) => told.get(id) ?? [])
  const evaluate = (site: Site, now: number): SiteStatus => {
    const inside = statusesOf(tellingBySite.get(site.id) ?? [], now)
    return siteStatus(site, view(now), inside, states, worstIncident(incidents, site.id))
  }

  return {
    report: (report, receivedAt) => void table.put(report, receivedAt),
    ping: (point) => paths.put(point),
    traps: createTrapTable(saved?.traps),
    agents: createAgentTable(saved?.agents),
    neighbours,
    setIncidents(open) {
      incidents = open
    },
    refresh: (now) => config.sites.map((site) => evaluate(site, now)).filter(told.isNews),
    status: (now) => ({
      at: now,
      organisation,
      timezone,
      sites: sites(),
      counts: {
        sites: tally(
          siteStates,
          sites().map((site) => site.state),
        ),
        checks: tally(statuses, statusesOf(telling, now)),
      },
      incidents,
    }),
    counts: (now) => tally(statuses, statusesOf(telling, now)),
    sites,
    site(id, now) {
      const site = config.sites.find((candidate) => candidate.id === id)
      const status = told.get(id)
      return site && status && siteDetail({ site, status, inside: bySite.get(site.id) ?? [] }, view(now))
    },
    describe: (check, now) => table.describe(check, now),
    incidents: () => incidents,
    checks: (now) => checks.map((check) => table.describe(check, now)),
    topology: (now) => seenTopology(config, neighbours, view(now)),
    save() {
      return {
        checks: table.save(),
        paths: paths.save(),
        agents: this.agents.save(),
        sites: Object.fromEntries(states),
        traps: this.traps.save(),
        neighbours: neighbours.save(),
      }
    },
  }
}

/** The sites as they were told last. */
function createTold() {
  const current = new Map<string, { status: SiteStatus; text: string }>()
  return {
    get: (id: string) => current.get(id)?.status,
    /** Takes a site's status over; whether it says anything that the one before did not. */
    isNews(status: SiteStatus): boolean {
      const text = JSON.stringify(status)
      if (current.get(status.id)?.text === text) return false
      current.set(status.id, { status, text })
      return true
    },
  }
}

const siteDetail = (
  { site, status, inside }: { site: Site; status: SiteStatus; inside: readonly Check[] },
  view: View,
): SiteDetail => ({
  ...status,
  device_list: site.devices.map((device) => deviceStatus(site, device, view)),
  checks: inside.map((check) => view.checks.describe(check, view.now)),
})

/** What the devices tell of each other now, beside what the configuration says. */
const seenTopology = (config: Config, neighbours: NeighbourTable, { checks, byNode, now }: View): TopologyDocument =>
  topologyDocument({
    config,
    topology: topologyOf(config),
    reports: neighbours.reports(now),
    stateOf: (node) => worst((byNode.get(node) ?? []).map(({ id }) => checks.status(id, now))),
    now,
  })

/** What is known of a site now. Remembers in `states` since when it has been as it is. */
function siteStatus(
  site: Site,
  view: View,
  inside: readonly Status[],
  states: Map<string, { state: SiteState; since: number }>,
  incident: string | null,
): SiteStatus {
  const links = site.links.map((link) => linkStatus(site, link, view))
  const devices = site.devices.map((device) => deviceStatus(site, device, view).status)
  const state = siteState(
    links.map((link) => link.status),
    inside,
  )
  if (states.get(site.id)?.state !== state) states.set(site.id, { state, since: view.now })
  const best = bestLink(links)
  return {
    id: site.id,
    name: site.name,
    kind: site.kind,
    timezone: site.timezone ?? view.zone,
    location: site.location ?? null,
    state,
    since: state === 'unknown' && (best?.at ?? null) === null ? null : (states.get(site.id)?.since ?? null),
    latency_ms: best?.latency_ms ?? null,
    loss_pct: best?.loss_pct ?? null,
    links,
    devices: tally(statuses, devices),
    incident,
  }
}

const siteStates = ['ok', 'degraded', 'down', 'unknown'] as const

function tally<Key extends SiteState | Status>(keys: readonly Key[], values: readonly Key[]): Record<Key, number> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>
  for (const value of values) counts[value]++
  return counts
}

const worstIncident = (open: readonly IncidentSummary[], site: string): string | null => {
  const here = open.filter((incident) => incident.site === site)
  return (here.find((incident) => incident.severity === 'critical') ?? here[0])?.id ?? null
}
