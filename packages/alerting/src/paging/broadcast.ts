import { neededAddress } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { AlertEvent, Delivery, Incident, Severity } from '../contract.ts'
import { type IncidentEvent, isIncidentEvent, type MessageOptions, messageOf } from '../message.ts'
import { type ReasonCode, reasonCode } from '../reason.ts'

/** Which channels hear of everything, as the configuration says it. */
export type Oncall = Pick<Config['oncall'], 'channels' | 'notify'>

export interface DeliveryOptions extends MessageOptions {
  /** The console's page of an incident; `null` where its address is not known. */
  readonly link: (incident: Incident) => string | null
}

/** What a key speaks of. */
export type Told = 'opened' | Risen | 'flapping' | 'resolved' | `changed-${number}`

/** It became worse: for the first time, or for the nth. */
export type Risen = 'escalated' | `escalated-${number}`

/** Stable per incident, kind and channel, so that a repetition is recognised: here by the outbox, there by the receiver. */
export const keyOf = (incident: string, told: Told | `${Told}.${number}`, channel: string): string =>
  `${incident}:${told}:${channel}`

/** Whether people hear that it became worse. */
export const isRisen = (told: Told | undefined): told is Risen => told?.startsWith('escalated') ?? false

/**
 * Which channels hear of an event, and what, when nobody in particular is paged. Pure; the keys are the same at every replay.
 * A channel hears the beginning, the end, and that a warning has become critical; nothing else.
 * Without any `notify`, all channels hear everything.
 */
export function deliveriesFor(
  event: AlertEvent,
  oncall: Oncall,
  options: DeliveryOptions,
): Pick<Delivery, 'channel' | 'key' | 'message'>[] {
  if (!isIncidentEvent(event)) return []
  const told = toldAs(event)
  if (told === undefined) return []
  const { incident } = event
  const message = messageOf(event, { ...options, link: options.link(incident) })
  return channelsFor(event, oncall).map((channel) => ({ channel, key: keyOf(incident.id, told, channel), message }))
}

/** As what people hear of an event; `undefined`: they do not. */
export function toldAs(event: IncidentEvent): Exclude<Told, `changed-${number}`> | undefined {
  const code = reasonCode(event.reason)
  const { escalations = 1 } = event.incident
  if (event.kind === 'updated')
    return code === 'escalated' && escalations > 1
      ? `escalated-${escalations}`
      : code === 'escalated' || code === 'flapping'
        ? code
        : undefined
  return SILENT.has(code) ? undefined : event.kind
}

/** Ends that are none: the trouble goes on under another name. */
const SILENT: ReadonlySet<ReasonCode> = new Set(['merged'])

/** The channels that hear of an event: at the end also those that heard of it as something less. */
export function channelsFor({ kind, incident }: IncidentEvent, oncall: Oncall): string[] {
  const isEnd = kind === 'resolved' && incident.openedAs
  return channelsOf(new Set<Severity>([incident.severity, ...(isEnd ? [isEnd] : [])]), oncall)
}

/** The channels that hear of any of these severities. Those that only reach people by their own address hear of nothing. */
export function channelsOf(heard: ReadonlySet<Severity>, { channels, notify }: Oncall): string[] {
  const all = channels.filter((channel) => neededAddress(channel) === undefined).map(({ id }) => id)
  if (notify.length === 0) return all
  const wanted = new Set(
    notify.flatMap((entry) => (entry.severity === undefined || heard.has(entry.severity) ? entry.channels : [])),
  )
  return all.filter((id) => wanted.has(id))
}
