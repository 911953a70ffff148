import type { ErrorCode, Name, Status } from '@vonggac/model'
import type { IncidentSummary } from './api-incident-types.ts'
import type { SelfFault } from './api-oncall-types.ts'
import type { Preflight } from './api-readiness-types.ts'
import type { ServiceStatus } from './api-service-types.ts'

export type * from './api-channel-types.ts'
export type * from './api-check-types.ts'
export type * from './api-config-types.ts'
export type * from './api-incident-types.ts'
export type * from './api-maintenance-types.ts'
export type * from './api-notice-types.ts'
export type * from './api-oncall-types.ts'
export type * from './api-people-types.ts'
export type * from './api-readiness-types.ts'
export type * from './api-report-types.ts'
export type { ServiceAvailability, ServiceCheck, ServiceDetail, ServiceStatus } from './api-service-types.ts'
export type {
  TopologyContradiction,
  TopologyDocument,
  TopologyEdge,
  TopologyEnd,
  TopologyNodeStatus,
} from './api-topology-types.ts'

/**
 * What the HTTP API says, for the console and for other people's programs. Times are Unix epoch milliseconds,
 * `null` means "not known". The OpenAPI document is made from zod schemas that are checked against these types.
 */

export type SiteState = 'ok' | 'degraded' | 'down' | 'unknown'

export interface LinkStatus {
  readonly id: string
  readonly provider: string
  readonly role: 'primary' | 'backup'
  readonly gateway: string
  readonly bandwidth_bps: number | null
  readonly status: Status
  readonly since: number | null
  readonly at: number | null
  readonly latency_ms: number | null
  readonly loss_pct: number | null
  readonly jitter_ms: number | null
}

export interface SiteStatus {
  readonly id: string
  readonly name: Name
  readonly kind: string
  /** Whose clocks count there: Asia/Ho_Chi_Minh. */
  readonly timezone: string
  readonly location: readonly [number, number] | null
  /** Links decide between ok, degraded (one of several down, or something inside fails) and down (no link left). */
  readonly state: SiteState
  readonly since: number | null
  /** Of the best working link. */
  readonly latency_ms: number | null
  readonly loss_pct: number | null
  readonly links: readonly LinkStatus[]
  /** Devices by status, for the overview. */
  readonly devices: Readonly<Record<Status, number>>
  /** Open incident that concerns the site, if any. */
  readonly incident: string | null
}

export interface StatusDocument {
  readonly at: number
  readonly organisation: Name
  /** Whose clocks count where no site is meant. */
  readonly timezone: string
  readonly sites: readonly SiteStatus[]
  readonly counts: {
    readonly sites: Readonly<Record<SiteState, number>>
    readonly checks: Readonly<Record<Status, number>>
  }
  readonly incidents: readonly IncidentSummary[]
  /** What is wrong with the collector itself; missing from one that is older. */
  readonly self?: readonly SelfFault[]
}

export interface CheckStatus {
  readonly id: string
  readonly kind: string
  readonly target: string
  readonly agent: string
  readonly site: string
  readonly node: string
  readonly interval_ms: number
  readonly status: Status
  readonly error: ErrorCode | ''
  readonly detail: string
  /** When the status last changed, and when the last result was measured. */
  readonly since: number | null
  readonly at: number | null
  readonly duration_ms: number | null
  /** It is not run now, by its schedule: no result of it is missing. */
  readonly outside_hours: boolean
}

export interface DeviceStatus {
  readonly id: string
  readonly role: string
  readonly address: string
  readonly status: Status
}

export interface SiteDetail extends SiteStatus {
  readonly device_list: readonly DeviceStatus[]
  readonly checks: readonly CheckStatus[]
}

export interface AgentStatus {
  readonly id: string
  readonly site: string | null
  readonly version: string | null
  /** `null`: it has no key here, such as the agent of the demo. */
  readonly enrolled_at: number | null
  readonly last_seen: number | null
  readonly state: 'online' | 'silent' | 'never-seen' | 'revoked'
  /** Wall clock of the agent minus ours, ms. */
  readonly clock_skew_ms: number | null
  readonly spool_records: number | null
  readonly spool_bytes: number | null
  /** Age of the oldest record that it could not send yet: how far behind it is, s. */
  readonly spool_oldest_s: number | null
  readonly cpu_pct: number | null
  readonly rss_bytes: number | null
  readonly checks: number | null
}

/** An SNMP trap or inform that an agent received. */
export interface TrapSeen {
  readonly at: number
  /** `null`: its sender is no device of the inventory. */
  readonly site: string | null
  readonly device: string | null
  readonly sender: string
  readonly name: string
  readonly oid: string
  readonly version: string
  readonly inform: boolean
  /** What it means to us: `link-down`, `ups-on-battery`; `null`: nothing that anybody has told us. */
  readonly effect: string | null
  readonly summary: string
  readonly uptime_s: number | null
  readonly agent: string
}

export interface SeriesDocument {
  readonly measurement: string
  readonly field: string
  readonly step_ms: number
  readonly series: readonly {
    readonly tags: Readonly<Record<string, string>>
    readonly points: readonly (readonly [number, number | null])[]
  }[]
}

/** Server-sent events of `GET /api/v1/events`: name → payload. */
export interface ServerEvents {
  /** Sent first, and again after anything that deltas cannot say: fetch `/api/v1/status` anew. */
  readonly hello: { readonly at: number }
  /** Sites whose status document changed since the last event, at most once a second. */
  readonly sites: { readonly at: number; readonly sites: readonly SiteStatus[] }
  readonly incident: IncidentSummary
  /** A service is no longer as it was, or for another reason. */
  readonly service: ServiceStatus
  readonly agents: { readonly agents: readonly AgentStatus[] }
  /** How many checks are how, or what is wrong with the collector itself, is no longer as it was. */
  readonly counts: { readonly checks: StatusDocument['counts']['checks']; readonly self: readonly SelfFault[] }
  /** A test of sites has begun, or is over: fetch it for the sites. */
  readonly preflight: Pick<Preflight, 'id' | 'meeting' | 'state' | 'verdict'>
}

/** RFC 9457. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
}
