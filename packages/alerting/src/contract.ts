import type { CheckReport, MemberState, Name, Point, ServiceState } from '@vonggac/model'

/**
 * The seams of alerting: what goes in (check reports and time), what comes out (events), and how a message leaves
 * the house. Implementations: `engine.ts` (pure), `dispatcher.ts`, `notifiers/*`.
 */

export type Severity = 'critical' | 'warning'
export type Cause = 'link' | 'device' | 'hub' | 'agent' | 'service' | 'check' | 'provider' | 'power' | 'lan' | 'self'

/** Why it happened, as far as that can be told, and by what. Plain JSON. */
export interface Attribution {
  readonly cause: Cause
  /** 0 (a guess) to 1 (certain). */
  readonly confidence: number
  /** `provisional`: judged while it lasts. `confirmed`: nothing that may still arrive is expected to change it. */
  readonly state: 'provisional' | 'confirmed'
  /** What speaks for it, the strongest first. */
  readonly evidence: readonly Name[]
}

/** What a human handles: one root cause and every check that it explains. Plain JSON. */
export interface Incident {
  /** Derived from node and opening time, so that replaying a report cannot open it twice. URL-safe. */
  readonly id: string
  /** The root cause's node in the topology: `tam-ky/vnpt`. */
  readonly node: string
  readonly site: string
  readonly cause: Cause
  readonly severity: Severity
  /** As what it opened, when it has become worse since: who heard of that wants to hear the end as well. */
  readonly openedAs?: Severity
  /** It comes and goes: told of once more as such, then not before it has been well for long. */
  readonly flapping?: true
  readonly title: Name
  /** When the trouble began, by the agents' clocks, and when we decided that it is one. Unix ms. */
  readonly since: number
  readonly openedAt: number
  readonly resolvedAt: number | null
  /** Check ids explained by it: those of the node itself and those behind it. Grows while it is open. */
  readonly members: readonly string[]
  /** All nodes that fail of this one cause, where there are several: both links of a site, the links of a provider. */
  readonly nodes?: readonly string[]
  /** A site of several links cannot be reached by any of them. */
  readonly cutOff?: true
  /** How often it was told anew as critical: as often as its events say `escalated`. */
  readonly escalations?: number
  readonly attribution?: Attribution
}

/** A decision of the engine, with its reason. Everything that must be stored or sent follows from these. */
export type AlertEvent =
  | { readonly kind: 'opened'; readonly at: number; readonly incident: Incident; readonly reason: string }
  /**
   * Another check turned out to have the same cause, the severity rose, it flaps, late data has put its times right, or the cause
   * is known better (`attributed`, which may also come when it is over: then `resolvedAt` is set).
   */
  | { readonly kind: 'updated'; readonly at: number; readonly incident: Incident; readonly reason: string }
  | { readonly kind: 'resolved'; readonly at: number; readonly incident: Incident; readonly reason: string }
  /** A check changed its alert state. */
  | {
      readonly kind: 'transition'
      readonly at: number
      readonly check: string
      readonly from: AlertState
      readonly to: AlertState
      readonly reason: string
      readonly incident: string | null
    }
  /** A service is no longer as it was, or for another reason. */
  | { readonly kind: 'service'; readonly at: number; readonly service: ServiceReport }

/** A service, how it is and why. Plain JSON. */
export interface ServiceReport {
  /** Its node: `ttdl/mail`. */
  readonly node: string
  /** How it was before; the same as `state` where only the reason is another. */
  readonly from: ServiceState
  readonly state: ServiceState
  /** Since when, Unix ms, as far as the agents' clocks tell; 0: it has never been known to be otherwise. */
  readonly since: number
  /** The incident that explains it, its own or that of something it hangs on. */
  readonly incident: string | null
  /** The checks that make it so, the worst first, and what was last wrong with each. */
  readonly deciding: readonly { readonly check: string; readonly why: string }[]
  /** How each of its checks counts. */
  readonly members: Readonly<Record<string, MemberState>>
}

/**
 * `pending`: failing, not yet believed. `unreachable`: failing behind a failed parent. `missing`: no data when some was due.
 * `unknown`: results come and say nothing about the target. `flapping`: part of an incident that comes and goes.
 * `maintenance`: somebody works on it, whatever its results say.
 */
export type AlertState =
  | 'ok'
  | 'pending'
  | 'warning'
  | 'critical'
  | 'unreachable'
  | 'missing'
  | 'unknown'
  | 'flapping'
  | 'maintenance'

/** A time in which somebody works on something, so that nobody is called for it. Plain JSON. */
export interface MaintenanceWindow {
  readonly id: string
  /** From, and up to, Unix ms. */
  readonly from: number
  readonly to: number
  /** Globs over ids of sites, nodes and checks: `tam-ky`, `ttdl/mail/**`. */
  readonly match: readonly string[]
}

/** What rules on fields look at of a point. */
export type Sample = Pick<Point, 'measurement' | 'tags' | 'fields' | 'timestamp'>

/** Pure and event-timed: no clock, no I/O. The same inputs give the same events. */
export interface Engine {
  /** One report, in order of arrival. A report not newer than the last one of its check changes nothing (late data never pages). */
  observe(report: CheckReport, now: number): AlertEvent[]
  /**
   * What was measured, in order of arrival: points of the measurements that rules on fields name (`watches`), as agents tag them.
   * Points of others, and of what the topology does not know, change nothing.
   */
  measure(samples: readonly Sample[], now: number): AlertEvent[]
  /** The measurements that `measure` looks at. */
  readonly watches: readonly string[]
  /** Series that rules are about and that found no room in its memory, since the start. */
  readonly ignoredSeries: number
  /** Lets time pass: holds that end, results that do not come. */
  tick(now: number): AlertEvent[]
  /** When `tick` is wanted next, Unix ms; `undefined` when nothing waits for time. */
  nextDue(): number | undefined
  /**
   * All maintenance windows that are known now. Without `now` they count from the next result on, so that what is read after a
   * restart is judged in its own time.
   */
  maintain(windows: readonly MaintenanceWindow[], now?: number): AlertEvent[]
  /** An operator says that it is over. It may open again with the next failed result. */
  resolve(incidentId: string, now: number, by: string): AlertEvent[]
  readonly open: readonly Incident[]
  /** All services as they are now. */
  readonly services: readonly ServiceReport[]
  /** Everything it remembers, as JSON; `createEngine(input, snapshot)` goes on from there, also after a change of configuration. */
  snapshot(): unknown
}

/** What is said to people about an incident, or about something that is not one yet: a `notice`. */
export interface Message {
  /** `flapping`: it comes and goes; the only message about that until its end, in place of `opened` when it began with this incident. */
  readonly kind: 'opened' | 'flapping' | 'resolved' | 'test' | 'notice' | 'storm'
  /**
   * Of a notice: what it is about, in the form of an incident that nobody opened. Of a storm: several that are told together,
   * in the form of one; `resolvedAt` says that all of them are over.
   */
  readonly incident: Incident
  /** Of a storm: the ids of its incidents. */
  readonly incidents?: readonly string[]
  /** First line: what broke, where, since when. Vietnamese, then English. */
  readonly subject: string
  readonly text: string
  /** One line of each language, for a text message or a push: what broke, where, since when, why, what is affected. */
  readonly short?: Name
  /** Where to look: the console's page of the incident, where its address is known. */
  readonly link: string | null
  /** What the receiver can do without signing in. */
  readonly actions?: MessageActions
}

/** Addresses that do something when they are opened. */
export interface MessageActions {
  /** "I take care of it": good once, for a while. */
  readonly acknowledge: string
}

/** The person that a message is for, with the addresses that the configuration has of them. */
export interface Recipient {
  /** An id under `oncall.people`. */
  readonly id: string
  readonly name: string
  readonly email?: string
  readonly phone?: string
  /** Chat id of Telegram. */
  readonly telegram?: string
  /** User id at the Official Account of Zalo. */
  readonly zalo?: string
}

/** What comes with one sending. */
export interface SendOptions {
  readonly signal: AbortSignal
  /** The same at every repetition, so that the receiver can drop one. */
  readonly key: string
  /** For whom, on a channel that has no receivers of its own; others send to theirs. */
  readonly to?: Recipient
  /** To be called when the connection stands: from here on a receiver may have the message, whatever becomes of the answer. */
  readonly underWay?: () => void
}

/** One way out of the house. `send` resolves when the other side has taken the message over. */
export interface Notifier {
  readonly channel: string
  /**
   * Rejects with `TransientError` when trying again may help, with any other error when it will not; with one that is marked
   * `uncertain` when it may have arrived all the same.
   */
  send(message: Message, options: SendOptions): Promise<void>
  /** Of a receiver that forgets what is not said again (Alertmanager): says what is open now. */
  readonly repetition?: Repetition
  close?(): Promise<void> | void
}

/** What has to be said again and again while it is true. */
export interface Repetition {
  readonly everyMs: number
  /** Says everything that is open now: of each incident the last message that this channel was given, as of `readAt` (Unix ms). Rejects as `send` does. */
  send(open: readonly Message[], options: { readonly signal: AbortSignal; readonly readAt: number }): Promise<void>
}

/** One message to one channel. At least once; `key` lets the receiver drop a repetition. */
export interface Delivery {
  readonly id: number
  readonly key: string
  readonly channel: string
  readonly message: Message
  /** For whom, on a channel that reaches people by their own address. */
  readonly to?: Recipient
  readonly attempts: number
  /** Not before this, Unix ms. */
  readonly dueAt: number
}

/** What tells a delivery from all others, in the database and in what is noted beside it. */
export type DeliveryId = Pick<Delivery, 'id' | 'key' | 'channel'>

/** An attempt that failed. */
export interface Failure {
  /** Unix ms. */
  readonly at: number
  readonly error: string
  /** Unix ms; null: given up. */
  readonly retryAt: number | null
  /** Whether it may have arrived all the same. */
  readonly isUncertain: boolean
}

/** Where deliveries wait, durably. Kept by the collector in its state database; the dispatcher is its only reader. */
export interface Outbox {
  /** What is due at `now`, oldest first. */
  due(now: number, limit: number): Promise<readonly Delivery[]>
  nextDueAt(): Promise<number | undefined>
  /** Whether it is still to be sent: it may have been withdrawn while others of its channel were on their way. */
  isWanted(id: number): Promise<boolean>
  /** From here on the other side may have it. Outlives a crash of the process once this returns. */
  begun(delivery: DeliveryId, at: number): void
  /** The other side has it. What outlives a crash of the process is noted before this returns its promise. */
  delivered(delivery: DeliveryId, at: number): Promise<void>
  failed(delivery: DeliveryId, failure: Failure): Promise<void>
  /** The clock was set back by so much, ms: all that is due later is due as soon as before. */
  setBack?(byMs: number): Promise<void>
  /** Nothing is being sent at this moment. */
  idle?(): void
}
