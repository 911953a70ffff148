import type { ErrorCode } from './error-code.ts'
import type { Point, Tags } from './point.ts'
import type { Profile } from './profile.ts'
import type { Schedule } from './schedule.ts'
import type { SecretRef } from './secret.ts'
import type { TrapListening } from './traps.ts'

/** The outcome of one run of a check; its index is the field `status` of measurement `check`. */
export const statuses = ['ok', 'warn', 'fail', 'unknown'] as const
export type Status = (typeof statuses)[number]

/** In order of how bad they are, so that the highest of a time is the worst that was known then: not knowing hides no failure. */
export const statusRanks = ['ok', 'unknown', 'warn', 'fail'] as const satisfies readonly Status[]

/**
 * One probe × one target × one vantage, with an interval: what `expandChecks` derives and an agent runs.
 * Plain JSON, so that it travels from collector to agent as it is. Secrets inside `config` are references.
 */
export interface Check {
  /** Stable path: `tam-ky/vnpt/icmp@hub`. */
  readonly id: string
  /** The probe's name in the registry. */
  readonly kind: string
  /** What is probed, for people: a host, `host:port` or a URL. */
  readonly target: string
  /** The agent that runs it. */
  readonly vantage: string
  /** The node of the topology that this check is evidence about: `tam-ky/vnpt`, `tam-ky/rt1`. */
  readonly node: string
  readonly intervalMs: number
  readonly timeoutMs: number
  /** When it is run; none: always. */
  readonly schedule?: Schedule
  /**
   * Set when its outcome is only context for others (the way to a target, who its neighbours are): it is kept and shown,
   * but opens no incident and makes nothing look worse.
   */
  readonly context?: true
  /** `site` and, where they apply, `device`, `link`, `service`, `provider`: put on every point of the check. */
  readonly tags: Tags
  /** The probe's own options, already validated against its schema. */
  readonly config: Readonly<Record<string, unknown>>
}

/** How an agent answers the STAMP packets of others. */
export interface ReflectorPlan {
  readonly listen: { readonly address: string; readonly port: number }
  /** With one, unsigned packets are refused. */
  readonly key?: SecretRef
  /** Whom it answers: addresses, networks, host names. */
  readonly peers: readonly string[]
  /** What one peer may send. */
  readonly packetsPerSecond: number
}

/** Everything that one agent has to know to work. */
export interface Plan {
  readonly agent: string
  /** The site where the agent stands. */
  readonly site: string
  readonly checks: readonly Check[]
  /** Whether and how it is a reflector for other agents. */
  readonly reflector?: ReflectorPlan
  /** Set when it receives SNMP traps. */
  readonly traps?: TrapListening
  /** What kinds of device are read by SNMP, for whichever the agent meets; left out where it polls none. */
  readonly profiles?: readonly Profile[]
}

/** The outcome of one run. */
export interface Result {
  readonly check: Check
  readonly status: Status
  readonly error: ErrorCode | ''
  /** One line for people: what was seen. Empty when there is nothing to say. */
  readonly detail: string
  /** Wall-clock time the run started, Unix epoch milliseconds. */
  readonly at: number
  readonly durationMs: number
  /** What was measured, tagged; without the `check` point itself. */
  readonly points: readonly Point[]
  /** Set when somebody may be waiting for this: it goes out at once instead of with the next batch. */
  readonly urgent?: boolean
}
