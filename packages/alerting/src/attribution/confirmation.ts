import type { Attribution, Incident } from '../contract.ts'
import { incidentJson } from '../incident.ts'
import { failsItself } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { AgentRecord, IncidentRecord } from '../record.ts'
import type { World } from '../world.ts'
import { attribute, signsOf } from './attribution.ts'
import {
  type Case,
  type ClosedCase,
  caseOf,
  closedCaseOf,
  EVERY_MS,
  isConfirmed,
  MAX_CLOSED,
  recountSites,
  sitesOf,
} from './case.ts'
import { pruneClues } from './clues.ts'
import { openingSigns } from './opening-signs.ts'
import { withSigns } from './sign.ts'

/** An incident that lasts is judged for good after this, if nothing of its sites is out of reach, ms. */
export const OPEN_MS = 600_000
/** One that is over: after this, for everything has been asked by then how long it is up, ms. */
export const OVER_MS = 180_000
/** What has not arrived by then does not: then it is judged by what is known, ms. */
export const AT_LATEST_MS = 86_400_000
/** A backlog comes in batches: with none for this long it is all there, ms. */
const BACKLOG_MS = 60_000

/** Looks at everything whose cause is not confirmed. Changes causes and confidence; opens, ends and pages nothing. */
export function reviewCases(world: World): void {
  const { cases, incidents, now } = world
  for (const record of incidents.values()) if (!isConfirmed(record.attribution)) reviewOpen(world, record)
  let over = cases.closed.size - MAX_CLOSED
  for (const closed of [...cases.closed.values()]) reviewClosed(world, closed, over-- > 0)
  const some = recountSites(world)
  pruneClues(world)
  cases.dueAt = some ? now + EVERY_MS : 0
}

function reviewOpen(world: World, record: IncidentRecord): void {
  const seen = caseOf(record)
  // What is seen only while it lasts.
  record.signs = withSigns(signsOf(world, seen).filter(isOfMoment), countedNow(world, seen))
  const one = caseOf(record)
  const isDue = world.now - record.openedAt >= OPEN_MS && !isOutstanding(world, one)
  const before = record.attribution
  const after = attribute(world, one, isDue ? 'confirmed' : 'provisional')
  record.attribution = after
  record.cause = after.cause
  if (!isSame(before, after)) tell(world, incidentJson(record), before)
}

/** Of the links of a hub more are found failing soon after it was told; later ones are other stories, and so are those that come back. */
const COUNTED_MS = 60_000
const countedNow = (world: World, { node, base, since }: Case) =>
  base === 'hub' && node.massBackSince === 0 && world.now - since <= COUNTED_MS
    ? openingSigns(world, { node, base })
    : []

/** Signs that later cannot be seen any more, and so are kept. */
const OF_MOMENT: ReadonlySet<string> = new Set(['sister', 'same-provider', 'links', 'way', 'others', 'hub'])
const isOfMoment = ({ key }: { readonly key: string }): boolean => OF_MOMENT.has(key)

function reviewClosed(world: World, closed: ClosedCase, isForced: boolean): void {
  const { cases, now } = world
  const one = closedCaseOf(world, closed)
  const before = closed.incident.attribution
  if (!one || !before) return void cases.closed.delete(closed.incident.id)
  const past = now - closed.overAt
  const isDue = isForced || past >= AT_LATEST_MS || (past >= OVER_MS && !isOutstanding(world, one))
  const after = attribute(world, one, isDue ? 'confirmed' : 'provisional')
  if (isSame(before, after)) return
  amend(world, closed, after)
  if (isDue) cases.closed.delete(closed.incident.id)
}

/** What is known of it now stands wherever the incident is remembered. */
function amend(world: World, closed: ClosedCase, attribution: Attribution): void {
  const { cases, late } = world
  const before = closed.incident.attribution
  const incident = { ...closed.incident, cause: attribution.cause, attribution }
  cases.closed.set(incident.id, { ...closed, incident })
  const known = late.closed.get(incident.id)
  if (known) late.closed.set(incident.id, { ...known, incident })
  tell(world, incident, before)
}

/** An agent that was not heard for so long before it began is dead, and its backlog with it, ms. */
const DEAD_MS = 3_600_000

/** Something of its sites is still to be heard: a site that cannot be reached, an agent that is silent or sends its backlog. */
function isOutstanding({ places, late, now }: World, { held, since }: Case): boolean {
  const isUnheard = ({ id, silent, silentMs, lastSeen }: AgentRecord) =>
    lastSeen > since - DEAD_MS && (silent || now - lastSeen > silentMs || now - (late.heard.get(id) ?? 0) < BACKLOG_MS)
  for (const site of sitesOf(held)) {
    const nodes = places.bySite.get(site) ?? []
    const links = nodes.filter(({ topology, probes }) => topology.kind === 'link' && probes.length > 0)
    if (links.length > 0 && links.every(failsItself)) return true
    if (nodes.some(({ agents }) => agents.some(isUnheard))) return true
  }
  return false
}

const isSame = (a: Attribution | undefined, b: Attribution): boolean =>
  a !== undefined &&
  a.cause === b.cause &&
  a.state === b.state &&
  a.confidence === b.confidence &&
  wordsOf(a) === wordsOf(b)

/** That one device more or less answers (`11/12`) is no news. */
const wordsOf = ({ evidence }: Attribution): string => evidence.map(({ en }) => en.replace(/\d+\/\d+/g, '#')).join()

/** "confirmed: power (95 %): ups1 ran on its battery from 12 min before". */
function tell(
  { events, now }: Pick<World, 'events' | 'now'>,
  incident: Incident,
  before: Attribution | undefined,
): void {
  const { attribution } = incident
  if (!attribution) return
  const { cause, confidence, state, evidence } = attribution
  const head =
    state === 'confirmed' ? 'confirmed cause' : cause === before?.cause ? 'likely cause' : 'cause is now thought to be'
  const seen = evidence.map(({ en }) => en).join('; ')
  const text = `${head}: ${cause} (${Math.round(confidence * 100)} %)${seen === '' ? '' : `: ${seen}`}`
  events.push({ kind: 'updated', at: now, incident, reason: reason('attributed', text) })
}
