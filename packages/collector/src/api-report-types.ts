import type { Name } from '@vonggac/model'

/** The report on service levels, as the API gives it. docs/sla.md says what each figure means. */

/** Why time counts on neither side. */
export type ExclusionKind = 'maintenance' | 'power'
/** Why nothing is known of a time. */
export type BlindReason = 'unknown_result' | 'agent_silent' | 'collector_down' | 'no_result' | 'not_watched' | 'expired'
/** What a row is about. */
export type SlaScope = 'provider' | 'link' | 'site' | 'service'

/** How values spread: latencies in ms, losses in per cent; percentiles by nearest rank, in steps of 0.1. */
export interface Distribution {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** One thing over the period. Times in ms; those of a provider are the sum of its links'. */
export interface SlaRow {
  readonly scope: SlaScope
  /** `tam-ky/vnpt`; the provider's id; the site's id; `ttdl/mail`. */
  readonly id: string
  readonly name: Name
  readonly site: string | null
  readonly provider: string | null
  /** The sum of the five that follow. */
  readonly period_ms: number
  readonly up_ms: number
  readonly down_ms: number
  /** Nothing is known. */
  readonly blind_ms: number
  readonly excluded_ms: number
  /** Outside the hours in which it is asked. */
  readonly closed_ms: number
  /**
   * What of the time up and down was worked out from summaries of 5 minutes, since raw results are no longer kept: an outage in it may
   * begin and end up to 5 minutes earlier or later.
   */
  readonly summarised_ms: number
  /** 100 · up / (up + down), rounded down to four decimals; `null` when nothing is known. */
  readonly availability: number | null
  readonly outages: number
  readonly longest_ms: number
  /** Mean time to repair: down per outage; and between failures: up per outage. `null` without an outage. */
  readonly mttr_ms: number | null
  readonly mtbf_ms: number | null
  readonly latency_ms: Distribution | null
  readonly loss_pct: Distribution | null
  /** What the contract or the objective promises; `null`: nothing. */
  readonly target: {
    readonly availability: number | null
    readonly latency_ms: number | null
    readonly loss_pct: number | null
  }
  /** Whether each promise was kept; `null` where nothing was promised or nothing is known. */
  readonly kept: {
    readonly availability: boolean | null
    readonly latency: boolean | null
    readonly loss: boolean | null
  }
}

/** A time in which something was down. */
export interface SlaOutage {
  readonly scope: SlaScope
  readonly id: string
  readonly from: number
  readonly to: number
  /** What of it counts, ms. */
  readonly counted_ms: number
  /** It began before the period, or lasts beyond it. */
  readonly before: boolean
  readonly after: boolean
  /** Results that say so; `null` where several checks decide together. */
  readonly results: number | null
  readonly first_failed: number
  readonly last_failed: number
  readonly last_good: number | null
  readonly first_good: number | null
  /** What was wrong at first: an error code. */
  readonly error: string
}

/** A time of which nothing is known. */
export interface SlaBlind {
  readonly scope: SlaScope
  readonly id: string
  readonly from: number
  readonly to: number
  readonly reason: BlindReason
}

/** A time that counts on neither side, or would if that had been asked for. */
export interface SlaExclusion {
  readonly kind: ExclusionKind
  readonly from: number
  readonly to: number
  /** Globs over ids: `tam-ky/**`. */
  readonly match: readonly string[]
  readonly reason: string
  /** What of it lies in rows of this report that leave it out: id and ms. */
  readonly applied: readonly { readonly id: string; readonly ms: number; readonly down_ms: number }[]
}

/** A report on service levels. */
export interface SlaReport {
  readonly organisation: Name
  readonly period: {
    readonly from: number
    readonly to: number
    /** `2026-10`; `null` when it is no whole month. */
    readonly month: string | null
    readonly timezone: string
    /** Whether it was over when the report was made. */
    readonly complete: boolean
  }
  readonly generated_at: number
  /** What was asked to be left out of every row. Site power is left out of links and providers in any case. */
  readonly excluded: readonly ExclusionKind[]
  readonly rows: readonly SlaRow[]
  readonly outages: readonly SlaOutage[]
  readonly blind: readonly SlaBlind[]
  readonly exclusions: readonly SlaExclusion[]
  /** Entries of the lists above that there are too many of; the rows count all. */
  readonly left_out: { readonly outages: number; readonly blind: number }
  /** What a reader has to know of how it was made. */
  readonly notes: readonly Name[]
}
