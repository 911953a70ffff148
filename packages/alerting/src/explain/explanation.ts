import type { Name, NodeKind } from '@vonggac/model'
import type { Severity } from '../contract.ts'

/** All that can be said of how alerting deals with a check, at one moment. Plain JSON; times in Unix ms. */
export interface Explanation {
  readonly at: number
  readonly check: ExplainedCheck
  readonly rule: ExplainedRule
  /** Rules on fields of what the check measures, on the thing that it is about. */
  readonly fields: readonly ExplainedField[]
  /** What its thing is reached through, and what that is: the thing itself first. */
  readonly way: readonly Reached[]
  /** Who would hear of it, by how bad it is. */
  readonly told: readonly Told[]
  /** What is worked on, and what nobody wants to hear of, at that moment. */
  readonly maintenance: readonly Quiet[]
  readonly silences: readonly Quiet[]
}

export interface ExplainedCheck {
  readonly id: string
  readonly kind: string
  readonly target: string
  readonly agent: string
  readonly node: string
  readonly interval_ms: number
  /** Its outcome only says what surrounds a failure: it opens no incident. */
  readonly context: boolean
}

/** What it takes to believe it. */
export interface ExplainedRule {
  /** The glob of the rule that applies; `null`: none does, and these are the defaults. */
  readonly match: string | null
  /** Of a failure; `null`: what the topology says. */
  readonly severity: Severity | null
  readonly need: number
  readonly of: number
  readonly clear: number
  readonly hold_ms: number
  /** Globs of rules that match as well, and never apply to it because another stands before them. */
  readonly passed_over: readonly string[]
}

export interface ExplainedField {
  readonly id: string
  readonly measurement: string
  readonly field: string
  readonly built_in: boolean
  /** When it is bad: `above 98, until 95`. */
  readonly bad: string
  readonly severity: Severity
  /** Which of its exceptions applies, counted from 1; `null`: none. */
  readonly exception: number | null
  /** Globs that the tags of a series have to fit besides. */
  readonly tags: Readonly<Record<string, string | readonly string[]>>
  /** `false`: it or its exception is off for this thing. */
  readonly enabled: boolean
}

export interface Reached {
  readonly node: string
  readonly kind: NodeKind
  readonly name: Name
  /** Reached while any of these is up; none: by itself. */
  readonly through: readonly string[]
}

export interface Told {
  readonly severity: Severity
  /** Channels that hear of it at once, whoever is on call. */
  readonly channels: readonly string[]
  readonly escalation: string | null
  readonly levels: readonly ExplainedLevel[]
}

export interface ExplainedLevel {
  /** After the beginning, while nobody has acknowledged. */
  readonly after_ms: number
  readonly people: readonly ExplainedPerson[]
}

export interface ExplainedPerson {
  /** `binh`, or `rota:network`. */
  readonly source: string
  /** `null`: nobody is on call then. */
  readonly person: { readonly id: string; readonly name: string } | null
  /** When the shift ends; `null` for somebody who is named. */
  readonly until: number | null
  /** Until when it waits, because of quiet hours. */
  readonly quiet_until: number | null
  /** One after the other. `lacks`: which address is missing; by that channel nobody is told. */
  readonly ways: readonly { readonly channel: string; readonly lacks: string | null }[]
}

export interface Quiet {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly match: readonly string[]
}
