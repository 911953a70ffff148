import type { Name } from '@vonggac/model'

/** Incidents, as the API tells them. Times are Unix epoch milliseconds. */

export type IncidentState = 'open' | 'acknowledged' | 'resolved'

export interface IncidentSummary {
  readonly id: string
  /** The engine's id of its present or last run: the same as `id` until it has opened again. */
  readonly run: string
  readonly node: string
  readonly site: string
  readonly cause: 'link' | 'device' | 'hub' | 'agent' | 'service' | 'check' | 'provider' | 'power' | 'lan' | 'self'
  /** The worst of its own and of those merged into it. */
  readonly severity: 'critical' | 'warning'
  readonly state: IncidentState
  readonly title: Name
  readonly opened_at: number
  readonly resolved_at: number | null
  readonly acked_by: string | null
  /** How many checks it explains. */
  readonly checks: number
  /** How many people feel it, as far as the inventory tells. */
  readonly people: number
  /** How often it has opened again. */
  readonly reopened: number
  /** A person of `oncall.people`, by id. */
  readonly assigned_to: string | null
  /** Nobody is paged before this; `null`: not put off. */
  readonly snoozed_until: number | null
  /** The incident that speaks for it. */
  readonly merged_into: string | null
}

export interface TimelineEntry {
  readonly at: number
  readonly kind:
    | 'opened'
    | 'reopened'
    | 'check'
    | 'attributed'
    | 'notification'
    | 'acknowledged'
    | 'assigned'
    | 'snoozed'
    | 'note'
    | 'merged'
    | 'separated'
    | 'attachment'
    | 'resolved'
  readonly text: string
  readonly by: string | null
}

/** What is affected, named. */
export interface IncidentImpact {
  readonly sites: readonly {
    readonly id: string
    readonly name: Name
    readonly people: number | null
    /** `weakened`: one of its links is lost, another one works. */
    readonly state: 'cut-off' | 'weakened'
  }[]
  readonly services: readonly { readonly id: string; readonly name: Name; readonly people: number | null }[]
  readonly links: number
  readonly devices: number
  /**
   * Those who work on the sites that are cut off, or those who use the most used of the services, whichever are more:
   * a lower bound. Most users of a service sit on the same sites, so nothing is added up.
   */
  readonly people: number
}

/** Why it happened, as far as that can be told, and by what. */
export interface IncidentAttribution {
  readonly cause: IncidentSummary['cause']
  /** 0 (a guess) to 1 (certain). */
  readonly confidence: number
  /** `confirmed`: nothing that may still arrive is expected to change it. */
  readonly state: 'provisional' | 'confirmed'
  /** What speaks for it, the strongest first. */
  readonly evidence: readonly Name[]
}

/** A document of an incident; its content is at `/api/v1/incidents/{id}/attachments/{number}`. */
export interface AttachmentSummary {
  readonly id: number
  readonly at: number
  /** What it is: `traceroute`. */
  readonly kind: string
  readonly name: string
  readonly content_type: string
  readonly size: number
}

/** What was learnt, for the final report. */
export interface Postmortem {
  readonly root_cause: string
  /** What was done about it. */
  readonly measures: string
  /** What shall keep it from happening again. */
  readonly prevention: string
}

/** When it was open; more than one where it opened again. */
export interface IncidentRun {
  readonly id: string
  readonly since: number
  readonly opened_at: number
  readonly resolved_at: number | null
}

export interface IncidentDetail extends IncidentSummary {
  readonly since: number
  readonly members: readonly string[]
  /** `null`: it was opened before impact was worked out. */
  readonly impact: IncidentImpact | null
  /** `null`: it was opened before causes were looked for. */
  readonly attribution: IncidentAttribution | null
  readonly runs: readonly IncidentRun[]
  /** Those that it speaks for. */
  readonly merged: readonly (IncidentSummary & { readonly members: readonly string[] })[]
  readonly attachments: readonly AttachmentSummary[]
  readonly postmortem: Postmortem
  /** Who it is assigned to, by name. */
  readonly assignee: string | null
  /** The last part of it, where it is very long. */
  readonly timeline: readonly TimelineEntry[]
}

export interface IncidentPage {
  readonly incidents: readonly IncidentSummary[]
  /** What to ask for with `after` to get the rest; `null`: that was all. */
  readonly next: string | null
}

/** What a traceroute found when an incident was open: the content of an attachment of kind `traceroute`. */
export interface PathDocument {
  readonly check: string
  readonly target: string
  readonly at: number
  readonly detail: string
  readonly hops: readonly PathHop[]
}

export interface PathHop {
  readonly hop: number
  /** Who answered; several, where the path splits; empty: nobody. */
  readonly address: string
  readonly loss_pct: number | null
  readonly rtt_ms: number | null
  /** What the hop said of the packet: `!H`. */
  readonly flag: string
}

/** A report of an incident, ready to be laid out. */
export interface IncidentReport {
  readonly stage: 'initial' | 'final'
  readonly at: number
  readonly timezone: string
  readonly organisation: Name
  readonly superior: Name | null
  /** The incident's id. */
  readonly incident: string
  readonly title: Name
  /** The form that its headings follow. */
  readonly form: string
  readonly sections: readonly ReportSection[]
  readonly timeline: readonly {
    readonly at: number
    readonly when: string
    readonly kind: Name
    readonly text: string
    readonly by: string | null
  }[]
}

export interface ReportSection {
  readonly title: Name
  readonly rows: readonly ReportRow[]
}

export interface ReportRow {
  readonly label: Name
  /** `null`: not known here, to be filled in by hand. */
  readonly value: Name | null
}
