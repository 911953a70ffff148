import type { Name, ServiceState } from '@vonggac/model'

/** What the HTTP API says of notices, and the public page as a document; see `api-types.ts`. */

/** Something that people write for those whom the services serve. */
export interface Notice {
  readonly id: string
  readonly title: Name
  readonly text: Name
  /** Services that it is about; none: it stands above all of them. */
  readonly services: readonly string[]
  readonly from: number
  readonly to: number
  readonly state: 'planned' | 'active' | 'over'
  readonly by: string
}

/** The public page. Says nothing of devices, links, addresses or causes. */
export interface StatusPageDocument {
  readonly organisation: Name
  readonly generated_at: number
  /** IANA name of the zone in which days begin. */
  readonly timezone: string
  readonly contact: Name | null
  /** The worst of all services that are within their hours. */
  readonly state: PublicState
  readonly notices: readonly Omit<Notice, 'by'>[]
  readonly maintenance: readonly {
    readonly services: readonly string[]
    readonly from: number
    readonly to: number
    readonly state: 'planned' | 'active'
  }[]
  readonly services: readonly PublicService[]
}

/** As `ServiceState`; `maintenance`: somebody works on it, so that it may be away. */
export type PublicState = ServiceState | 'maintenance'

export interface PublicService {
  readonly id: string
  readonly name: Name
  readonly state: PublicState
  readonly since: number | null
  /** Per cent of the days shown; `null`: nothing is known of them. */
  readonly availability: number | null
  /** Oldest first, the last one is today. */
  readonly days: readonly PublicDay[]
  /** Times in which it was down, newest first; `to` null: it still is. */
  readonly outages: readonly { readonly from: number; readonly to: number | null }[]
}

export interface PublicDay {
  /** `2026-11-26`, in the organisation's zone. */
  readonly date: string
  /** Per cent; `null`: nothing is known of it. */
  readonly availability: number | null
  readonly down_s: number
}
