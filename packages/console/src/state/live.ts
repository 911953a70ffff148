import type {
  AgentStatus,
  IncidentSummary,
  Name,
  SelfFault,
  ServiceStatus,
  SiteState,
  SiteStatus,
  Status,
  StatusDocument,
} from '../api/document.ts'
import { ZONE } from '../i18n/format.ts'
import { type History, prepend, type Reading, remember } from './history.ts'

/**
 * `reconnecting`: the stream broke a moment ago. `stale`: it has been broken for so long that what is on the screen may be
 * wrong. `unauthorised`: the collector wants a token.
 */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'stale' | 'unauthorised'

/** Everything that the overview shows. Replaced, never changed in place. */
export interface Live {
  readonly connection: Connection
  /** When the collector was last heard of, Unix ms by this machine's clock; `null` before that. While all is live: of the last event. */
  readonly heardAt: number | null
  /** The collector's clock minus this machine's, ms: ages are told by the collector's. */
  readonly clockOffset: number
  readonly organisation: Name | null
  /** Whose clocks count where no site is meant. */
  readonly timezone: string
  readonly sites: ReadonlyMap<string, SiteStatus>
  /** Units on the WAN by state, the hub not among them. */
  readonly siteCounts: Readonly<Record<SiteState, number>>
  readonly checkCounts: Readonly<Record<Status, number>> | null
  readonly incidents: ReadonlyMap<string, IncidentSummary>
  /** What is wrong with the collector itself. */
  readonly faults: readonly SelfFault[]
  readonly agents: readonly AgentStatus[] | null
  /** Services that changed while we looked on, by id. */
  readonly services: ReadonlyMap<string, ServiceStatus>
  readonly histories: ReadonlyMap<string, History>
  /** The last change to an incident that happened while we looked on: for screen readers. */
  readonly news: IncidentSummary | null
}

export type LiveAction =
  | { readonly kind: 'connection'; readonly connection: Connection; readonly heardAt?: number }
  | { readonly kind: 'status'; readonly status: StatusDocument; readonly now: number }
  | { readonly kind: 'sites'; readonly sites: readonly SiteStatus[]; readonly at: number; readonly now: number }
  | { readonly kind: 'incident'; readonly incident: IncidentSummary; readonly now: number }
  | { readonly kind: 'agents'; readonly agents: readonly AgentStatus[] }
  | {
      readonly kind: 'counts'
      readonly checks: Readonly<Record<Status, number>>
      readonly self: readonly SelfFault[]
      readonly now: number
    }
  | { readonly kind: 'service'; readonly service: ServiceStatus }
  | { readonly kind: 'past'; readonly histories: ReadonlyMap<string, readonly Reading[]> }

const noSites: Readonly<Record<SiteState, number>> = { ok: 0, degraded: 0, down: 0, unknown: 0 }

/** Before anything is known. */
export const nothingYet: Live = {
  connection: 'connecting',
  heardAt: null,
  clockOffset: 0,
  organisation: null,
  timezone: ZONE,
  sites: new Map(),
  siteCounts: noSites,
  checkCounts: null,
  incidents: new Map(),
  faults: [],
  agents: null,
  services: new Map(),
  histories: new Map(),
  news: null,
}

/** What an event makes of the state. Pure. */
export function reduceLive(live: Live, action: LiveAction): Live {
  switch (action.kind) {
    case 'connection':
      return live.connection === action.connection
        ? live
        : { ...live, connection: action.connection, heardAt: action.heardAt ?? live.heardAt }
    case 'status':
      return takeStatus(live, action.status, action.now)
    case 'sites': {
      const sites = new Map(live.sites)
      for (const site of action.sites) sites.set(site.id, site)
      const heard = { heardAt: action.now, clockOffset: action.at - action.now }
      return {
        ...live,
        ...heard,
        sites,
        siteCounts: count(sites),
        histories: rememberAll(live.histories, action.sites),
      }
    }
    case 'incident': {
      const known = live.incidents.get(action.incident.id)
      const incidents = new Map(live.incidents).set(action.incident.id, action.incident)
      const news = known?.state === action.incident.state ? live.news : action.incident
      return { ...live, heardAt: action.now, incidents, news }
    }
    case 'agents':
      return { ...live, agents: action.agents }
    case 'counts':
      return { ...live, heardAt: action.now, checkCounts: action.checks, faults: action.self }
    case 'service':
      return { ...live, services: new Map(live.services).set(action.service.id, action.service) }
    case 'past':
      return { ...live, histories: prependAll(live.histories, action.histories) }
  }
}

/** Incidents that were resolved while we looked on and are remembered: a screen on a wall looks on for months. */
const MAX_RESOLVED = 200

/** The whole truth anew: sites and incidents that it does not name are gone, except incidents resolved before our eyes. */
function takeStatus(live: Live, status: StatusDocument, now: number): Live {
  const sites = new Map(status.sites.map((site) => [site.id, site]))
  const resolved = [...live.incidents.values()].filter(({ state }) => state === 'resolved').slice(-MAX_RESOLVED)
  const incidents = new Map([...resolved, ...status.incidents].map((incident) => [incident.id, incident]))
  return {
    ...live,
    heardAt: now,
    clockOffset: status.at - now,
    organisation: status.organisation,
    timezone: status.timezone ?? ZONE,
    sites,
    siteCounts: count(sites),
    checkCounts: status.counts.checks,
    incidents,
    faults: status.self ?? [],
    histories: rememberAll(live.histories, status.sites),
  }
}

/** The hub is where they all lead, not one of them. */
function count(sites: ReadonlyMap<string, SiteStatus>): Record<SiteState, number> {
  const counts = { ...noSites }
  for (const site of sites.values()) if (site.kind !== 'hub') counts[site.state] += 1
  return counts
}

function rememberAll(histories: ReadonlyMap<string, History>, sites: readonly SiteStatus[]) {
  const next = new Map(histories)
  for (const site of sites) {
    const at = Math.max(0, ...site.links.map((link) => link.at ?? 0))
    if (at > 0) next.set(site.id, remember(next.get(site.id) ?? [], at, site.latency_ms))
  }
  return next
}

function prependAll(histories: ReadonlyMap<string, History>, past: ReadonlyMap<string, readonly Reading[]>) {
  const next = new Map(histories)
  for (const [site, readings] of past) next.set(site, prepend(next.get(site) ?? [], readings))
  return next
}
