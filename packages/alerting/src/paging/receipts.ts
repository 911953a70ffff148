import { neededAddress } from '@vonggac/model'
import type { Message, Recipient } from '../contract.ts'
import { type IncidentEvent, messageOf } from '../message.ts'
import { keyOf, toldAs } from './broadcast.ts'
import { nameOf, type Page, type Paging, type Receipt } from './page.ts'
import type { NewDelivery, PagingConfig } from './pager-contract.ts'

/** For whom a message of a channel is: a person where the channel needs one, `null` for its own receivers, `undefined`: nobody. */
export function receiverOf(
  { input }: { readonly input: { readonly oncall: Pick<PagingConfig, 'people' | 'channels'> } },
  channel: string,
  person: string,
): string | null | undefined {
  const known = input.oncall.channels.find(({ id }) => id === channel)
  if (!known) return undefined
  const address = neededAddress(known)
  if (address === undefined) return null
  return recipientOf(input, person)?.[address] === undefined ? undefined : person
}

/** A person with the addresses that the configuration has. */
export function recipientOf(
  { oncall }: { readonly oncall: Pick<PagingConfig, 'people'> },
  person: string,
): Recipient | undefined {
  const found = oncall.people.find(({ id }) => id === person)
  if (!found) return undefined
  const { id, name } = found
  const addresses: Readonly<Record<string, unknown>> = found
  const known = (['email', 'phone', 'telegram', 'zalo'] as const).flatMap((key) =>
    addresses[key] === undefined ? [] : [[key, addresses[key]] as const],
  )
  return { id, name, ...Object.fromEntries(known) }
}

/** What a message of this telling has for a key. */
export function keyFor({ incident, told, telling }: Page, channel: string, person: string | null): string {
  const key = keyOf(incident.id, telling === 1 ? told : `${told}.${telling}`, channel)
  return person === null ? key : `${key}:${person}`
}

/** Puts the message of a receipt in the outbox. */
export function send(paging: Paging, page: Page, receipt: Receipt): void {
  receipt.state = 'sent'
  const { input, now } = paging
  const { incident, reason, told } = page
  const event: IncidentEvent = { kind: told === 'opened' ? 'opened' : 'updated', at: now, incident, reason }
  const message = messageOf(event, { ...input, link: input.link(incident) })
  const acknowledge = input.acknowledgeLink?.(incident, receipt, now)
  deliver(paging, receipt, acknowledge === undefined ? message : { ...message, actions: { acknowledge } })
}

/** Puts a message in the outbox. */
export function deliver(
  paging: Paging,
  { key, channel, person }: Pick<Receipt, 'key' | 'channel' | 'person'>,
  message: Message,
): void {
  const to = person === null ? undefined : recipientOf(paging.input, person)
  const delivery: NewDelivery = { key, channel, message, ...(to && { to }) }
  paging.out.deliveries.push(delivery)
}

/** Puts what became of an incident in the outbox, for a receiver of its beginning. */
export function sayEvent(
  paging: Paging,
  event: IncidentEvent,
  { channel, person }: Pick<Receipt, 'channel' | 'person'>,
): void {
  const told = toldAs(event)
  if (told === undefined) return
  const { input } = paging
  const key = keyOf(event.incident.id, told, channel)
  const message = messageOf(event, { ...input, link: input.link(event.incident) })
  deliver(paging, { key: person === null ? key : `${key}:${person}`, channel, person }, message)
}

/** Nobody waits for it any more. What is on its way at this moment may still arrive: that is heard of as an outcome. */
export function withdraw(paging: Paging, receipt: Receipt): void {
  const { state, group } = receipt
  if (state !== 'sent' && state !== 'held') return
  receipt.state = 'withdrawn'
  if (state === 'sent' && (group === undefined || isAbandoned(paging, group)))
    paging.out.withdrawn.push(group ?? receipt.key)
}

/** Whether none of the incidents that a message tells together is to be told any more. */
const isAbandoned = ({ pages, groups }: Paging, group: string): boolean =>
  (groups.get(group) ?? [])
    .flatMap((id) => pages.get(id)?.receipts ?? [])
    .every((receipt) => receipt.group !== group || receipt.state !== 'sent')

/** `sms to Nguyễn Văn An`, or the channel alone. */
export const wayOf = (paging: Paging, { channel, person }: Pick<Receipt, 'channel' | 'person'>): string =>
  person === null ? channel : `${channel} to ${nameOf(paging, person)}`
