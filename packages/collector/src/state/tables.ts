import type { Generated, Kysely } from 'kysely'
import type { PeopleTables } from './people-tables.ts'

/** The tables of the state database. Times are Unix epoch milliseconds, JSON is text, `null` is "not (yet)". */
export interface Tables extends PeopleTables {
  agents: { id: string; enrolled_at: number; revoked_at: number | null }
  incidents: IncidentRow
  timeline: TimelineRow
  /** When an incident was open, one row a time: it may open again soon after its end. `id`: the engine's. */
  incident_runs: {
    id: string
    incident: string
    since: number
    opened_at: number
    resolved_at: number | null
  }
  /** What belongs to an incident as a document. */
  attachments: AttachmentRow
  /** Messages on their way out, one row a channel. `due_at` null: nothing more will be tried. */
  outbox: OutboxRow
  /** What became of messages, until the pager has taken it into account. */
  outcomes: { id: Generated<number>; key: string; at: number; result: string }
  /** Links of messages that were used to acknowledge: what they are sealed with. */
  used_links: { seal: string; at: number; by: string }
  /** Keys that sign what we give out, in hex. */
  signing_keys: { name: string; key: string }
  /** What the alerting consumer remembers, as JSON by name, each as of a record of the journal. */
  memory: { name: string; value: string; position: number; at: number }
  /** Lines that still have to go into the journal (incident points): written with the decision, sent after it. */
  outgoing: { id: Generated<number>; line: string }
  /** What a store refused, with its reason, for people to look at. */
  rejected: { id: Generated<number>; at: number; record: number; agent: string; reason: string; line: string }
  /** Meetings that people or programs entered by the API. */
  meetings: MeetingRow
  /** Tests of sites, each with what came of it. */
  preflights: PreflightRow
  /** What was said of the readiness for a meeting: how often, and what of whom, as JSON. */
  readiness_told: { meeting: string; count: number; told: string }
  service_changes: ServiceChangeRow
  /** Maintenance windows and silences that people entered. */
  quiet_times: QuietTimeRow
  /** What people write for the public page. */
  notices: NoticeRow
  /** Who takes over from whoever has the turn, as people entered it. */
  oncall_overrides: OverrideRow
  /** What is wrong with the collector itself, as long as it is. */
  self_faults: SelfFaultRow
  /** How each channel did of late. */
  channel_outcomes: {
    channel: string
    delivered_at: number | null
    failed_at: number | null
    error: string | null
  }
  audit: { id: Generated<number>; at: number; who: string; what: string; target: string; detail: string }
}

export interface IncidentRow {
  id: string
  node: string
  site: string
  cause: string
  /** The worst of its own and of those merged into it. */
  severity: string
  own_severity: string
  title_vi: string
  title_en: string
  since: number
  opened_at: number
  /** Only when everything is over that is part of it. */
  resolved_at: number | null
  acked_at: number | null
  acked_by: string | null
  /** JSON array of check ids. */
  members: string
  /** The engine's id of its last run. */
  run: string
  reopened: number
  /** JSON of `Impact`; `null` where it was not worked out. */
  impact: string | null
  /** JSON of `IncidentAttribution`; `null` where nobody asked why. */
  attribution: string | null
  /** A person on call, by id. */
  assigned_to: string | null
  snoozed_until: number | null
  snoozed_by: string | null
  /** The incident of the same cause that speaks for it. */
  merged_into: string | null
  /** Who opened it again by hand: it stays open until a person ends it. */
  held_by: string | null
  root_cause: string
  measures: string
  prevention: string
  /** What a search looks in: lower case, without marks. */
  search: string
}

export interface TimelineRow {
  id: Generated<number>
  incident: string
  at: number
  kind: string
  text: string
  by: string | null
  /** JSON of what programs can read of it. */
  data: string | null
}

export interface AttachmentRow {
  id: Generated<number>
  incident: string
  at: number
  kind: string
  name: string
  content_type: string
  size: number
  body: Uint8Array
}

export interface MeetingRow {
  id: string
  title_vi: string
  title_en: string
  start_at: number
  end_at: number
  /** JSON array of site ids. */
  sites: string
  created_at: number
  created_by: string
  cancelled_at: number | null
}

export interface PreflightRow {
  id: string
  meeting: string | null
  lead_ms: number | null
  started_at: number
  state: string
  verdict: string | null
  /** The whole of it, as the API gives it. */
  document: string
}

/** A time in which nobody is called. */
export interface QuietTimeRow {
  id: string
  kind: 'maintenance' | 'silence'
  title_vi: string
  title_en: string
  /** JSON array of globs. */
  match: string
  from_at: number
  to_at: number
  created_at: number
  created_by: string
  comment: string
}

export interface NoticeRow {
  id: string
  title_vi: string
  title_en: string
  text_vi: string
  text_en: string
  /** JSON array of `site/service`. */
  services: string
  from_at: number
  to_at: number
  created_at: number
  created_by: string
}

export interface OverrideRow {
  id: string
  rota: string
  person: string
  from_at: number
  to_at: number
  created_at: number
  created_by: string
  comment: string
}

export interface SelfFaultRow {
  /** `@collector/store`. */
  id: string
  since: number
  severity: 'critical' | 'warning'
  title_vi: string
  title_en: string
  /** JSON array of the channels that heard of it. */
  told: string
}

/** A service came to be in a state. */
export interface ServiceChangeRow {
  id: Generated<number>
  /** `site/service`. */
  service: string
  at: number
  state: string
  cause_vi: string
  cause_en: string
  incident: string | null
  /** JSON array of check ids. */
  checks: string
}

export interface OutboxRow {
  id: Generated<number>
  key: string
  channel: string
  incident: string
  message: string
  attempts: number
  due_at: number | null
  delivered_at: number | null
  error: string | null
  /** JSON: the person that it is for. */
  recipient: string | null
  /** When it was decided that nothing more will be tried. */
  settled_at: number | null
}

/** The state database. Transactions are small: writers wait for one another. */
export type State = Kysely<Tables>
