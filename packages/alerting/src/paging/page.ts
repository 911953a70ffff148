import type { AlertEvent, Incident, MaintenanceWindow, Severity } from '../contract.ts'
import type { Risen } from './broadcast.ts'
import type { NewDelivery, PagerInput, PagingNote } from './pager-contract.ts'
import type { Policy } from './policy.ts'

/** What the pager keeps of an incident. Plain JSON, mutable. Times are Unix ms; `null` is never. */
export interface Page {
  /** As last heard of. */
  incident: Incident
  /** The reason of the event that is being told. */
  reason: string
  told: 'opened' | Risen
  /** The how-manyth time that people are told the same, from 1. */
  telling: number
  /** The escalation that applies; `null`: nobody in particular is paged. */
  policy: string | null
  /** How often the whole ladder was begun again. */
  round: number
  /** The last level that was begun, -1: none. */
  level: number
  /** When the next level begins, or the next round. */
  levelAt: number | null
  acknowledged: boolean
  snoozedUntil: number | null
  /** Somebody works on it, or wants to hear nothing of it. */
  hushed: boolean
  /** What it is has not been said to anybody yet. */
  untold: boolean
  /** Whether channels heard of it that belong to nobody in particular. */
  broadcast: boolean
  chains: Chain[]
  receipts: Receipt[]
  /** It is over; it is kept until then only to hear of messages that were on their way. */
  end: { readonly event: IncidentEnd; readonly keepUntil: number } | null
}

export type IncidentEnd = Extract<AlertEvent, { kind: 'resolved' }>

/** One person at one level: a channel after the other until one has delivered. */
export interface Chain {
  readonly level: number
  /** As the level names it: `an`, `rota:network`. */
  readonly source: string
  readonly person: string
  readonly channels: readonly string[]
  /** How many of the channels have been begun. */
  begun: number
  /** When the next channel's turn is: the one before has not delivered, or the quiet hours end. */
  nextAt: number | null
  /** When somebody else comes on call. */
  until: number | null
}

/** A message that somebody or some channel was sent. */
export interface Receipt {
  readonly key: string
  readonly channel: string
  /** `null`: the channel's own receivers. */
  readonly person: string | null
  /** `held`: waits to be told together with others. */
  state: 'held' | 'sent' | 'delivered' | 'failed' | 'withdrawn'
  /** Whatever it says of it, an attempt of which no answer came may have arrived. */
  uncertain?: true
  /** It belongs to the broadcast, which no acknowledgement stops. */
  readonly broadcast: boolean
  /** The key of the message that told it together with others. */
  group?: string
}

/** Whether the receiver knows of it, as far as we know: better that somebody hears an end twice than never. */
export const hasHeard = ({ state, uncertain }: Receipt): boolean => state === 'delivered' || uncertain === true

/** What one receiver was told lately, to tell a storm. Plain JSON. */
export interface Storm {
  readonly channel: string
  readonly person: string | null
  readonly severity: Severity
  openings: Burst<{ readonly incident: string; readonly key: string }>
  endings: Burst<IncidentEnd>
}

/** Messages of one kind to one receiver. */
export interface Burst<Held> {
  /** When the last ones came, within the time in which they are counted. */
  recent: number[]
  /** What waits to be told together, and when that happens. */
  held: Held[]
  flushAt: number | null
  flushedAt: number
}

/** Everything that a pager knows, and what it has decided and not yet handed out. */
export interface Paging {
  readonly input: PagerInput
  readonly policies: readonly Policy[]
  now: number
  readonly pages: Map<string, Page>
  readonly storms: Map<string, Storm>
  /** Keys of messages about several incidents → those. */
  readonly groups: Map<string, readonly string[]>
  hush: Hush
  out: Out
}

/** Times in which nobody is told of some things. */
export interface Hush {
  readonly windows: readonly MaintenanceWindow[]
  /** The same, those in force, with what finds whether an id is meant. */
  active: readonly { readonly id: string; readonly matches: (id: string) => boolean }[]
  /** When one begins or ends; 0: it has not been looked. */
  nextAt: number
}

interface Out {
  readonly deliveries: NewDelivery[]
  readonly withdrawn: string[]
  readonly notes: PagingNote[]
  readonly unacknowledged: string[]
}

/** Nothing has been decided. */
export const nothing = (): Out => ({ deliveries: [], withdrawn: [], notes: [], unacknowledged: [] })

/** Writes on the timeline of an incident. */
export const note = (paging: Paging, { incident }: Page, text: string): void =>
  void paging.out.notes.push({ incident: incident.id, at: paging.now, text })

/** As people call each other; the id of whom the configuration no longer has. */
export const nameOf = ({ input }: Paging, person: string): string =>
  input.oncall.people.find(({ id }) => id === person)?.name ?? person
