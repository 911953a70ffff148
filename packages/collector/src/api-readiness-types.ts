import type { Name } from '@vonggac/model'

/** The documents of meetings and their tests, as the API gives them. Times are Unix epoch milliseconds. */

/** Whether a site can take part in a conference. */
export type ReadinessVerdict = 'ready' | 'at-risk' | 'not-ready'

/** Why a site is not ready, or at risk, and what to do about it. */
export interface ReadinessReason {
  readonly code: string
  readonly verdict: 'at-risk' | 'not-ready'
  readonly text: Name
  readonly advice: Name
  /** The check that says so, where it is one. */
  readonly check: string | null
}

/**
 * What was measured of a site; what could not be is left out: `loss_forward_pct`, `loss_return_pct`, `jitter_forward_ms`,
 * `jitter_return_ms`, `rtt_ms`, `mos`; of the primary link `used_bps`, what its busier direction carried, and `free_bps`, what is left.
 */
export type ReadinessFigures = Readonly<Record<string, number>>

export interface SiteReadiness {
  readonly site: string
  readonly name: Name
  readonly verdict: ReadinessVerdict
  /** The one that matters first stands first. */
  readonly reasons: readonly ReadinessReason[]
  /** What was not tested, and why that is no reason. */
  readonly notes: readonly Name[]
  readonly figures: ReadinessFigures
}

/** A test of sites: before a meeting, or because somebody asked for it. */
export interface Preflight {
  readonly id: string
  readonly meeting: string | null
  readonly title: Name | null
  /** Ids of the sites that are tested. */
  readonly asked: readonly string[]
  /** How long before the meeting it was due, ms; `null` when a person asked for it. */
  readonly lead_ms: number | null
  readonly by: string | null
  readonly started_at: number
  readonly finished_at: number | null
  readonly state: 'running' | 'done' | 'failed'
  /** Why there is no verdict. */
  readonly error: string | null
  /** The worst of what all need and of the sites. */
  readonly verdict: ReadinessVerdict | null
  /** What concerns all sites: the MCU, the conferencing services. */
  readonly common: readonly ReadinessReason[]
  /** Empty until it is done. */
  readonly sites: readonly SiteReadiness[]
}

/** A conference. Recurring ones are one each time. */
export interface Meeting {
  readonly id: string
  readonly title: Name
  readonly start: number
  readonly end: number
  readonly sites: readonly string[]
  readonly source: 'config' | 'calendar' | 'api'
  /** What is wrong with what is known of it. */
  readonly problem: string | null
  readonly state: 'planned' | 'held' | 'over'
  /** The latest test. */
  readonly preflight: { readonly id: string; readonly verdict: ReadinessVerdict | null; readonly at: number } | null
}

/** How a meeting went, on one page. */
export interface MeetingSummary {
  readonly meeting: Meeting
  /** Every test before it, oldest first. */
  readonly verdicts: readonly {
    readonly at: number
    readonly lead_ms: number | null
    readonly verdict: ReadinessVerdict | null
    readonly preflight: string
  }[]
  readonly sites: readonly {
    readonly site: string
    readonly name: Name
    readonly verdict: ReadinessVerdict | null
    readonly reason: Name | null
    readonly loss_mean_pct: number | null
    readonly loss_max_pct: number | null
    readonly latency_mean_ms: number | null
    readonly incidents: readonly {
      readonly id: string
      readonly title: Name
      readonly from: number
      readonly to: number
    }[]
    readonly lost_s: number
  }[]
}

export interface MeetingsDocument {
  readonly at: number
  readonly meetings: readonly Meeting[]
  /** Calendars that could not be read, in whole or in part. */
  readonly problems: readonly { readonly calendar: string; readonly text: string }[]
}
