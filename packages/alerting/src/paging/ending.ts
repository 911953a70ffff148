import type { IncidentEvent } from '../message.ts'
import { channelsFor, toldAs } from './broadcast.ts'
import { stopSending } from './ladder.ts'
import { hasHeard, type IncidentEnd, note, type Page, type Paging, type Receipt } from './page.ts'
import { sayEvent, wayOf, withdraw } from './receipts.ts'
import { holdEnding } from './storm.ts'

/**
 * How long it is still heard what became of messages that were on their way at the end, ms: longer than any attempt takes. A
 * beginning that a channel has not delivered by then is of no use to anybody: its end, which says since when and how long, is enough.
 */
const LINGER_MS = 600_000

/** The incident is over: who has heard of it hears that, once; what has not arrived is withdrawn. */
export function endPage(paging: Paging, page: Page, event: IncidentEnd): void {
  const { now } = paging
  const isTold = toldAs(event) !== undefined
  const waiting = stopSending(paging, page)
  page.levelAt = null
  page.snoozedUntil = null
  for (const receipt of waiting)
    note(paging, page, `${wayOf(paging, receipt)}: not delivered, and withdrawn: it is over`)
  const held = page.receipts.filter(({ state, broadcast }) => broadcast && state === 'held')
  for (const receipt of held) {
    receipt.state = 'withdrawn'
    note(paging, page, `${wayOf(paging, receipt)}: not told: it was over before that`)
  }
  page.end = { event, keepUntil: isTold && isAnythingOnItsWay(page, waiting) ? now + LINGER_MS : now }
  if (isTold) for (const receipt of hearers(paging, page, event)) tellEnd(paging, event, receipt)
  if (page.end.keepUntil <= now) forget(paging, page)
}

const isAnythingOnItsWay = ({ receipts }: Page, withdrawn: readonly Receipt[]): boolean =>
  withdrawn.length > 0 || receipts.some(({ state, broadcast }) => broadcast && state === 'sent')

/** It has been over for long enough: what has still not been delivered of its beginning is not to be said hours later. */
export function abandon(paging: Paging, page: Page): void {
  for (const receipt of page.receipts.filter(({ state }) => state === 'sent')) {
    withdraw(paging, receipt)
    note(paging, page, `${wayOf(paging, receipt)}: not delivered, and withdrawn: it has long been over`)
  }
  forget(paging, page)
}

/** It comes and goes: that is news to who has heard of it, once, whether or not somebody takes care. */
export function informOf(paging: Paging, page: Page, event: IncidentEvent): void {
  Object.assign(page, { incident: event.incident, reason: event.reason } satisfies Partial<Page>)
  for (const receipt of hearers(paging, page, event)) sayEvent(paging, event, receipt)
}

/** No answer came to a message, and perhaps it is there: who may have it hears what becomes of it. */
export function mayHaveArrived(paging: Paging, page: Page, receipt: Receipt): void {
  if (receipt.uncertain) return
  const isLate = receipt.state === 'withdrawn' || receipt.state === 'failed'
  receipt.uncertain = true
  if (isLate) arrivedLate(paging, page, receipt)
}

/** A message that was withdrawn has arrived after all. */
export function arrivedLate(paging: Paging, page: Page, receipt: Receipt): void {
  if (!page.end) return
  const isFirst = !page.receipts.some((one) => one !== receipt && isOfOne(one, receipt) && hasHeard(one))
  if (isFirst) tellEnd(paging, page.end.event, receipt)
}

const isOfOne = (a: Receipt, b: Receipt): boolean =>
  a.person === null || b.person === null ? a.channel === b.channel && a.person === b.person : a.person === b.person

function tellEnd(paging: Paging, event: IncidentEnd, receipt: Receipt): void {
  if (!holdEnding(paging, event, receipt)) sayEvent(paging, event, receipt)
}

/** Who hears what becomes of it: the channels of the broadcast, and everybody who was told, by the last channel that reached him for sure. */
function hearers(paging: Paging, page: Page, event: IncidentEvent): Receipt[] {
  const told = new Map<string, Receipt>()
  for (const receipt of page.receipts) {
    if (!hasHeard(receipt) && (!receipt.broadcast || receipt.state === 'withdrawn')) continue
    const who = receipt.person === null ? `#${receipt.channel}` : receipt.person
    if (told.get(who)?.state !== 'delivered' || receipt.state === 'delivered') told.set(who, receipt)
  }
  for (const channel of broadcastOf(paging, page, event)) {
    const isDropped = page.receipts.some((one) => one.broadcast && one.channel === channel && one.state === 'withdrawn')
    if (told.has(`#${channel}`) || isDropped) continue
    told.set(`#${channel}`, { key: '', channel, person: null, state: 'sent', broadcast: true })
  }
  return [...told.values()]
}

/** The channels of the broadcast that hear of an event, whether or not they heard of the beginning: it may have been before our time. */
const broadcastOf = ({ input }: Paging, page: Page, event: IncidentEvent): string[] =>
  page.broadcast ? channelsFor(event, input.oncall) : []

/** The end of an incident of before the pager's time: everybody who hears of everything hears of it. */
export function endUnknown(paging: Paging, event: IncidentEnd): void {
  for (const channel of channelsFor(event, paging.input.oncall)) sayEvent(paging, event, { channel, person: null })
}

/** Nothing more is to be heard of it. */
function forget({ pages, groups }: Paging, { incident }: Page): void {
  pages.delete(incident.id)
  for (const [group, ids] of groups) if (!ids.some((id) => pages.has(id))) groups.delete(group)
}
