/** What the HTTP API says of being on call; see `api-types.ts`. */

/** A person, without addresses. */
export interface PersonOnCall {
  readonly id: string
  readonly name: string
}

/** From and up to when somebody, or nobody (`person` null), is on call. */
export interface ShiftOnCall {
  readonly person: PersonOnCall | null
  readonly from: number
  readonly to: number
  /** The override by which it is so; `null`: it is by turn. */
  readonly override: string | null
}

export interface RotaOnCall {
  readonly id: string
  readonly timezone: string
  /** Who is on call at the moment that was asked for; `null`: nobody. */
  readonly now: ShiftOnCall | null
  /** Who comes after, be it nobody; `null`: nothing changes in the days that were asked for. */
  readonly next: ShiftOnCall | null
  /** All of the days that were asked for. */
  readonly shifts: readonly ShiftOnCall[]
}

/** An override that somebody entered. */
export interface OverrideOnCall {
  readonly id: string
  readonly rota: string
  readonly person: PersonOnCall
  readonly from: number
  readonly to: number
  readonly by: string
  readonly comment: string
}

export interface OnCallDocument {
  readonly at: number
  readonly rotas: readonly RotaOnCall[]
  readonly people: readonly PersonOnCall[]
  /** Those that are not over. */
  readonly overrides: readonly OverrideOnCall[]
}

/** Something that is wrong with the collector itself. */
export interface SelfFault {
  /** `@collector/store`. */
  readonly id: string
  readonly severity: 'critical' | 'warning'
  readonly title: { readonly vi: string; readonly en: string }
  readonly since: number
}
