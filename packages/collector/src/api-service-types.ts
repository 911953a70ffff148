import type { MemberState, Name, ServiceState } from '@vonggac/model'
import type { CheckStatus } from './api-types.ts'

/** What the HTTP API says of services; see `api-types.ts`. */

/** A check of a service: `state` says how it counts, by what alerting believes of it. */
export interface ServiceCheck extends CheckStatus {
  readonly state: MemberState
}

/** Per cent of the time that is known and within its hours; `null`: there was none. */
export interface ServiceAvailability {
  readonly today: number | null
  readonly days_7: number | null
  readonly days_30: number | null
  readonly month: number | null
}

export interface ServiceStatus {
  /** `ttdl/mail`. */
  readonly id: string
  readonly site: string
  readonly name: Name
  readonly kind: string
  readonly state: ServiceState
  readonly since: number | null
  /** What explains it: the service's own incident, or that of what it hangs on. */
  readonly incident: string | null
  /** Why it is not up. */
  readonly cause: Name | null
  /** The checks that decide its state, the worst first. */
  readonly deciding: readonly string[]
  readonly checks: readonly ServiceCheck[]
  readonly availability: ServiceAvailability
}

export interface ServiceDetail extends ServiceStatus {
  /** Newest first, a month back. */
  readonly changes: readonly {
    readonly at: number
    readonly state: ServiceState
    readonly cause: Name
    readonly incident: string | null
    readonly checks: readonly string[]
  }[]
  /** Times in which it was down, newest first; `to` null: it still is. */
  readonly outages: readonly {
    readonly from: number
    readonly to: number | null
    readonly duration_s: number
    readonly cause: Name
    readonly incident: string | null
    readonly checks: readonly string[]
  }[]
}
