import { topologyOf } from '@vonggac/model/inventory'
import type { Scenario } from '@vonggac/model/scenario'
import type { AlertEvent, Delivery } from '../contract.ts'
import { deliveriesFor } from '../paging/broadcast.ts'

/** A message to one channel, on its way into the outbox. */
export type NewDelivery = Pick<Delivery, 'channel' | 'key' | 'message' | 'to'>

/** What became of an attempt to send. */
export interface Attempted {
  readonly delivery: NewDelivery
  readonly error: string | undefined
}

/** Decides who is told of what. Times are the collector's. */
export interface Desk {
  take(events: readonly AlertEvent[], now: number): readonly NewDelivery[]
  /** A person says that he takes care of it. */
  acknowledge(incident: string, by: string, now: number): readonly NewDelivery[]
  snooze(incident: string, until: number, by: string, now: number): readonly NewDelivery[]
  settled(attempted: Attempted, now: number): readonly NewDelivery[]
  tick(now: number): readonly NewDelivery[]
  nextDue(): number | undefined
  /** Everything that it remembers, as JSON. */
  snapshot(): unknown
}

/** Makes the desk of a configuration, from what an earlier one remembered where there was one. */
export type OpenDesk = (snapshot?: unknown) => Desk

/** Tells channels of the beginning, the worsening and the end, as `oncall.notify` says. */
export function broadcastDesk({ config }: Pick<Scenario, 'config'>): OpenDesk {
  const { organisation, oncall } = config
  const options = {
    organisation: organisation.name,
    timezone: organisation.timezone,
    topology: topologyOf(config),
    link: () => null,
  }
  const nobody = () => []
  return () => ({
    take: (events) => events.flatMap((event) => deliveriesFor(event, oncall, options)),
    acknowledge: nobody,
    snooze: nobody,
    settled: nobody,
    tick: nobody,
    nextDue: () => undefined,
    snapshot: () => null,
  })
}
