import type { Name } from '@vonggac/model'

/** What the HTTP API says of maintenance and silences; see `api-types.ts`. */

/** A time in which somebody works on something. */
export interface MaintenanceWindowStatus {
  readonly id: string
  readonly title: Name
  /** Globs over sites, nodes and checks. */
  readonly match: readonly string[]
  readonly from: number
  readonly to: number
  readonly state: 'planned' | 'active' | 'over'
  readonly source: 'config' | 'calendar' | 'api'
  readonly by: string | null
  readonly comment: string
  /** How many checks it means. */
  readonly checks: number
}

export interface MaintenanceDocument {
  readonly windows: readonly MaintenanceWindowStatus[]
  /** Calendars that cannot be read as they should be. */
  readonly problems: readonly { readonly calendar: string; readonly text: string }[]
}

/** A time in which nobody is told of some incidents. */
export interface SilenceStatus {
  readonly id: string
  readonly match: readonly string[]
  readonly from: number
  readonly to: number
  readonly state: 'active' | 'over'
  readonly by: string
  /** Why. */
  readonly comment: string
}

export interface SilenceDocument {
  readonly silences: readonly SilenceStatus[]
}
