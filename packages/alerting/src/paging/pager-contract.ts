import type { Config } from '@vonggac/model/inventory'
import type { AlertEvent, Delivery, Incident, MaintenanceWindow, Severity } from '../contract.ts'
import type { DeliveryOptions } from './broadcast.ts'

/** What the pager needs to know of the configuration. */
export type PagingConfig = Pick<Config['oncall'], 'people' | 'channels' | 'notify' | 'escalations' | 'storm'>

/** What a pager works with. Everything here is pure. */
export interface PagerInput extends DeliveryOptions {
  readonly oncall: PagingConfig
  /** Who is on call in a rota at a moment, and until when; `undefined`: nobody. */
  readonly onCall?: (rota: string, at: number) => { readonly person: string; readonly to: number } | undefined
  /** Until when a person wants to hear nothing of this severity; `undefined`: it may be said now. */
  readonly quietUntil?: (person: string, severity: Severity, at: number) => number | undefined
  /** A link by which the receiver acknowledges without signing in; the same at every replay. */
  readonly acknowledgeLink?: (incident: Incident, receiver: LinkReceiver, at: number) => string | undefined
}

/** Who gets a link: a person, or everybody who reads a channel (`person` null). */
export interface LinkReceiver {
  readonly key: string
  readonly channel: string
  readonly person: string | null
}

/** A message to one channel that has not been put in the outbox yet. */
export type NewDelivery = Pick<Delivery, 'key' | 'channel' | 'message' | 'to'>

/** What became of an attempt. `failed`: it will be tried again; `given-up`: it will not; `uncertain`: beside one of those, it may have arrived. */
export interface Outcome {
  readonly key: string
  /** Unix ms. */
  readonly at: number
  readonly result: 'delivered' | 'failed' | 'given-up' | 'uncertain'
}

/** A line for an incident's timeline. */
export interface PagingNote {
  readonly incident: string
  readonly at: number
  readonly text: string
}

/** What is to be done, in one transaction with the pager's snapshot. */
export interface PagerDecision {
  /** To be put in the outbox. A key goes out once. */
  readonly deliveries: readonly NewDelivery[]
  /** Keys that need not be sent any more; those that were delivered meanwhile come back as outcomes. */
  readonly withdrawn: readonly string[]
  readonly notes: readonly PagingNote[]
  /** Incidents that became worse, so that an acknowledgement of before counts no more. */
  readonly unacknowledged: readonly string[]
}

/**
 * Decides who is told what, and when. Pure and event-timed like the engine: no clock, no I/O; the same inputs with the
 * same times give the same decisions. Times that go back by seconds count as the last one; by more, the clock was set.
 */
export interface Pager {
  /** What the engine decided, in its order. */
  take(events: readonly AlertEvent[], now: number): PagerDecision
  /** What became of a delivery. */
  settled(outcome: Outcome, now: number): PagerDecision
  /** Somebody takes care: nobody else is told, until it becomes worse. */
  acknowledge(incident: string, by: string, now: number): PagerDecision
  /** Nobody is told before `until`; then, if nobody has acknowledged, the level that it had reached is told again. At once when that is past. */
  snooze(incident: string, until: number, by: string, now: number): PagerDecision
  /** From now on nobody is told of what these say, in their time: the complete list of what is worked on or silenced. */
  hush(windows: readonly MaintenanceWindow[], now: number): PagerDecision
  /** Somebody else may be on call from now on: who takes over is told of what is open. */
  review(now: number): PagerDecision
  /** Lets time pass. */
  tick(now: number): PagerDecision
  /** When `tick` is wanted next, Unix ms; `undefined` when nothing waits for time. */
  nextDue(): number | undefined
  /** Everything it remembers, as JSON; `createPager(input, snapshot)` goes on from there, also after a change of configuration. */
  snapshot(): unknown
}
