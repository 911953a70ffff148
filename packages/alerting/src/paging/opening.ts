import type { Incident } from '../contract.ts'
import type { IncidentEvent } from '../message.ts'
import { channelsFor, type Risen } from './broadcast.ts'
import { hushIfMeant } from './hush.ts'
import { beginFirst, beginLevel, policyOf, stopSending, tell } from './ladder.ts'
import { note, type Page, type Paging } from './page.ts'
import type { Policy } from './policy.ts'

/** The escalation that is meant for an incident: the first that matches. */
export const policyFor = ({ policies }: Pick<Paging, 'policies'>, incident: Incident): Policy | undefined =>
  policies.find((policy) => policy.matches(incident))

/** An incident is told: by the broadcast, and to the people of its escalation. */
export function openPage(paging: Paging, event: IncidentEvent, told: Page['told']): void {
  const { incident, reason } = event
  const policy = policyFor(paging, incident)
  const page: Page = {
    incident,
    reason,
    told,
    telling: 1,
    policy: policy?.id ?? null,
    round: 0,
    level: -1,
    levelAt: null,
    acknowledged: false,
    snoozedUntil: null,
    hushed: false,
    untold: true,
    broadcast: false,
    chains: [],
    receipts: [],
    end: null,
  }
  paging.pages.set(incident.id, page)
  if (!hushIfMeant(paging, page)) announce(paging, page, event)
}

/** Says it for the first time. */
function announce(paging: Paging, page: Page, event: IncidentEvent): void {
  page.untold = false
  broadcast(paging, page, event)
  if (policyOf(paging, page)) beginFirst(paging, page)
}

/** Nobody works on it any more, or wants to hear nothing of it: what was not said is said now. */
export function unhush(paging: Paging, page: Page): void {
  page.hushed = false
  if (page.acknowledged || page.snoozedUntil !== null) return
  const { incident, reason, told, untold } = page
  note(paging, page, untold ? 'the silence is over: people are told now' : 'the silence is over')
  if (untold)
    announce(paging, page, { kind: told === 'opened' ? 'opened' : 'updated', at: paging.now, incident, reason })
  else tellLevelAgain(paging, page)
}

/** Where the configuration names no channels for everything, and an escalation is meant, only that tells people. */
function broadcast(paging: Paging, page: Page, event: IncidentEvent): void {
  const { oncall } = paging.input
  if (oncall.notify.length === 0 && page.policy !== null) return
  page.broadcast = true
  for (const channel of channelsFor(event, oncall)) tell(paging, page, { channel, person: null, broadcast: true })
}

/**
 * A warning became critical. That is news also to who has acknowledged the warning: everybody who was told up to now is told
 * this, and the ladder goes on from there; where another escalation is meant for it, that begins.
 */
export function worsen(
  paging: Paging,
  page: Page,
  { event, told }: { readonly event: IncidentEvent; readonly told: Risen },
): void {
  const before = page.level
  const policy = policyFor(paging, event.incident)
  const isSame = policy !== undefined && policy.id === page.policy
  stopSending(paging, page)
  if (page.acknowledged) {
    page.acknowledged = false
    paging.out.unacknowledged.push(page.incident.id)
    note(paging, page, 'it became critical: the acknowledgement was of a warning and counts no more')
  }
  Object.assign(page, {
    incident: event.incident,
    reason: event.reason,
    told,
    telling: 1,
    policy: policy?.id ?? null,
    round: 0,
    snoozedUntil: null,
    levelAt: null,
  } satisfies Partial<Page>)
  if (!isSame || before < 0) page.level = -1
  if (page.hushed) {
    page.untold = true
    return
  }
  page.untold = false
  broadcast(paging, page, event)
  if (!policy) return
  if (page.level < 0) beginFirst(paging, page)
  else for (let level = 0; level <= before; level++) beginLevel(paging, page, level)
}

/** The time of silence that somebody asked for is over: the level that had been reached is told again. */
export function wake(paging: Paging, page: Page): void {
  page.snoozedUntil = null
  if (!policyOf(paging, page)) return
  note(paging, page, 'nobody has acknowledged until now: people are told again')
  tellLevelAgain(paging, page)
}

function tellLevelAgain(paging: Paging, page: Page): void {
  if (!policyOf(paging, page)) return
  page.telling++
  if (page.level < 0) beginFirst(paging, page)
  else beginLevel(paging, page, page.level)
}
