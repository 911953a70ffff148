import type { CheckReport } from './check-point.ts'

/** What the collector asks of an agent beside its plan. Plain JSON. */
export type Order = RunOrder | WatchOrder

/** Runs checks of the agent's own plan once, now, and tells their outcome. */
export interface RunOrder {
  readonly kind: 'run'
  /** Names the order; the answer repeats it. */
  readonly id: string
  /** One after the other. */
  readonly rounds: readonly Round[]
}

/** Checks that are run at the same time. */
export interface Round {
  /** How long is waited before it begins, after the end of the round before, ms. */
  readonly pauseMs: number
  readonly checks: readonly RoundCheck[]
}

/**
 * A check by its id, never as such: an agent asks only whom its own configuration names, with the secrets that it names for
 * them, whoever has taken over its collector.
 */
export interface RoundCheck {
  readonly id: string
  /** How long this run may take, ms; what the plan says unless given. */
  readonly timeoutMs?: number
  /** Settings of this run that differ from the plan's. Only those of `stampRunSettings`, for checks of kind `stamp`. */
  readonly set?: Readonly<Record<string, string | number>>
}

/** What an order may change of a STAMP stream: its weight and its thresholds, not where it goes. */
export const stampRunSettings: readonly string[] = ['profile', 'durationMs', 'warnLossPct', 'warnJitterMs']

/**
 * Runs checks of the plan more often than the plan says, until the lease ends. Whoever wants it longer says so again
 * in time; the last word on a check counts. An agent that restarts has forgotten it.
 */
export interface WatchOrder {
  readonly kind: 'watch'
  readonly id: string
  /** Ids of checks of the agent's own plan; others are left out. */
  readonly checks: readonly string[]
  readonly intervalMs: number
  /** From when the order arrives, ms: no clock of the collector's is trusted. */
  readonly leaseMs: number
}

/** The outcome of a check of a `RunOrder`; its time is by the agent's clock. */
export interface OrderedResult extends Omit<CheckReport, 'agent'> {
  /** Which round, from 0: a check may be in several. */
  readonly round: number
  /** What was measured, as line protocol with times in ns. */
  readonly lines: string
}

/** What an agent answers to a `RunOrder`. */
export interface OrderAnswer {
  readonly results: readonly OrderedResult[]
  /** Why there is not all of it, where that is so. */
  readonly problem?: string
}
