import type { Severity } from '../contract.ts'
import { keyOf } from './broadcast.ts'
import type { Burst, IncidentEnd, Page, Paging, Receipt, Storm } from './page.ts'
import { deliver, sayEvent, send } from './receipts.ts'
import { stormMessage } from './storm-message.ts'

/** How long the first message beyond the limit waits for others, ms: long enough for a burst, short enough not to matter. */
const GATHER_MS = 15_000

/** Channels whose receivers are programs, which want every incident. */
const PROGRAMS: ReadonlySet<string> = new Set(['webhook', 'alertmanager', 'syslog'])

/** Counts an opening for its receiver. `true`: there are so many of them that this one waits to be told with others. */
export function holdOpening(paging: Paging, page: Page, receipt: Receipt): boolean {
  const storm = stormOf(paging, receipt, page.incident.severity)
  if (!storm || !isBeyond(paging, storm.openings, false)) return false
  receipt.state = 'held'
  storm.openings.held.push({ incident: page.incident.id, key: receipt.key })
  return true
}

/** The same for an end. What was told together ends together. */
export function holdEnding(paging: Paging, event: IncidentEnd, receipt: Receipt): boolean {
  const storm = stormOf(paging, receipt, event.incident.severity)
  if (!storm || !isBeyond(paging, storm.endings, receipt.group !== undefined)) return false
  storm.endings.held.push(event)
  return true
}

function stormOf(paging: Paging, { channel, person }: Receipt, severity: Severity): Storm | undefined {
  const kind = paging.input.oncall.channels.find(({ id }) => id === channel)?.kind
  if (kind === undefined || PROGRAMS.has(kind)) return undefined
  const id = stormId({ channel, person, severity })
  const known = paging.storms.get(id)
  if (known) return known
  const storm: Storm = { channel, person, severity, openings: quiet(), endings: quiet() }
  paging.storms.set(id, storm)
  return storm
}

/** One for each receiver and severity: what is critical never waits behind warnings. */
export const stormId = ({ channel, person, severity }: Pick<Storm, 'channel' | 'person' | 'severity'>): string =>
  `${channel}>${person ?? ''}>${severity}`

const quiet = <Held>(): Burst<Held> => ({ recent: [], held: [], flushAt: null, flushedAt: 0 })

function isBeyond({ input, now }: Paging, burst: Burst<unknown>, isPartOfStorm: boolean): boolean {
  const { above, within } = input.oncall.storm
  burst.recent = [...burst.recent.filter((at) => at > now - within), now]
  if (burst.recent.length <= above && !isPartOfStorm) return false
  burst.flushAt ??= Math.max(now + GATHER_MS, burst.flushedAt + within)
  return true
}

/** Tells what has waited long enough. Hands out the receipts whose messages are on their way now. */
export function flushStorms(paging: Paging): { page: Page; receipt: Receipt }[] {
  const { now, storms, input } = paging
  const sent: { page: Page; receipt: Receipt }[] = []
  for (const [id, storm] of storms) {
    if (isDue(storm.openings, now)) sent.push(...flushOpenings(paging, storm))
    if (isDue(storm.endings, now)) flushEndings(paging, storm)
    const isOver = [storm.openings, storm.endings].every(
      ({ recent, flushAt, flushedAt }) =>
        flushAt === null && [...recent, flushedAt].every((at) => at <= now - input.oncall.storm.within),
    )
    if (isOver) storms.delete(id)
  }
  return sent
}

const isDue = ({ flushAt }: Burst<unknown>, now: number) => flushAt !== null && flushAt <= now

/** Takes everything that waits. */
function take<Held>(burst: Burst<Held>, now: number): Held[] {
  const { held } = burst
  burst.held = []
  burst.flushAt = null
  burst.flushedAt = now
  return held
}

function flushOpenings(paging: Paging, storm: Storm): { page: Page; receipt: Receipt }[] {
  const { now, pages } = paging
  const waiting = take(storm.openings, now).flatMap(({ incident, key }) => {
    const page = pages.get(incident)
    const receipt = page?.receipts.find((one) => one.key === key && one.state === 'held')
    return page && receipt ? [{ page, receipt }] : []
  })
  const [first, ...more] = waiting
  if (!first) return []
  if (more.length === 0) {
    send(paging, first.page, first.receipt)
    return waiting
  }
  const incidents = waiting.map(({ page }) => page.incident)
  const group = groupKey(storm, 'opened', now)
  paging.groups.set(
    group,
    incidents.map(({ id }) => id),
  )
  for (const { receipt } of waiting) {
    receipt.state = 'sent'
    receipt.group = group
  }
  const message = stormMessage(
    { incidents, total: storm.openings.recent.length, at: now, ended: false, id: groupId(storm, now) },
    paging.input,
  )
  const acknowledge = paging.input.acknowledgeLink?.(message.incident, { ...storm, key: group }, now)
  deliver(
    paging,
    { key: group, ...storm },
    { ...message, ...(acknowledge !== undefined && { actions: { acknowledge } }) },
  )
  return waiting
}

function flushEndings(paging: Paging, storm: Storm): void {
  const { now, input } = paging
  const events = take(storm.endings, now)
  const [first, ...more] = events
  if (!first) return
  if (more.length === 0) return void sayEvent(paging, first, storm)
  const incidents = events.map(({ incident }) => incident)
  const message = stormMessage(
    { incidents, total: incidents.length, at: now, ended: true, id: groupId(storm, now) },
    input,
  )
  deliver(paging, { key: groupKey(storm, 'resolved', now), ...storm }, message)
}

/** In place of an incident's id: in keys, for programs that thread messages, and in links that acknowledge all of them. */
const groupId = ({ channel, person, severity }: Storm, now: number) =>
  ['storm', severity, channel, ...(person === null ? [] : [person]), now.toString(36)].join('-')

function groupKey(storm: Storm, told: 'opened' | 'resolved', now: number): string {
  const key = keyOf(groupId(storm, now), told, storm.channel)
  return storm.person === null ? key : `${key}:${storm.person}`
}
