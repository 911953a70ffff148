import { showAlert, touchServices } from './alert.ts'
import { attribute } from './attribution/attribution.ts'
import { beginCase, caseOf, closeCase, isConfirmed } from './attribution/case.ts'
import { groupTitle, isGroup } from './attribution/group-title.ts'
import { openingSigns } from './attribution/opening-signs.ts'
import type { Sign } from './attribution/sign.ts'
import type { AlertEvent, Cause, Incident, Severity } from './contract.ts'
import { countOnset, flappingReason } from './flapping.ts'
import { rememberClosed } from './late/learn.ts'
import { failsItself } from './reachability.ts'
import { type ReasonCode, reasonCode } from './reason.ts'
import type { CheckRecord, IncidentRecord, NodeRecord } from './record.ts'
import { causeOf } from './severity.ts'
import { titleOf } from './title.ts'
import type { World } from './world.ts'

/** The incident as everybody else sees it: plain JSON that no longer changes. */
export function incidentJson(record: IncidentRecord, resolvedAt: number | null = null): Incident {
  const { id, node, cause, severity, openedAs, title, since, openedAt, members, flapping, held, escalations } = record
  const { site } = node.topology
  const worse = severity === openedAs ? {} : { openedAs }
  return {
    id,
    node: node.id,
    site,
    cause,
    severity,
    ...worse,
    ...(flapping ? { flapping } : {}),
    title,
    since,
    openedAt,
    resolvedAt,
    members: [...members],
    ...(held.size > 1 || !held.has(node) ? { nodes: [...held].map((each) => each.id) } : {}),
    ...(record.cutOff ? { cutOff: true as const } : {}),
    ...(escalations > 0 ? { escalations } : {}),
    ...(record.attribution ? { attribution: record.attribution } : {}),
  }
}

const tell = (world: World, kind: 'opened' | 'updated', record: IncidentRecord, reason: string) => {
  const event: AlertEvent = { kind, at: world.now, incident: incidentJson(record), reason }
  world.events.push(event)
}

/** Opens the incident of a node, which must have none. */
export function openIncident(world: World, node: NodeRecord, opening: Opening): void {
  const { severity, since, members, held = [], cutOff = false } = opening
  const flaps = countOnset(world, node)
  const text = opening.reason.slice(opening.reason.indexOf(':') + 1).trim()
  const reason = flaps ? flappingReason(flaps, text) : opening.reason
  const openedAt = openingTime(world, node)
  const record: IncidentRecord = {
    id: incidentId(node.id, openedAt),
    node,
    cause: 'check',
    severity,
    openedAs: severity,
    title: { vi: '', en: '' },
    since: Math.min(since || world.now, world.now),
    openedAt: world.now,
    members: new Set(members.map(({ check }) => check.id)),
    ends: new Map(),
    flapping: flaps !== undefined,
    held: new Set([node, ...held]),
    cutOff,
    escalations: 0,
    base: 'check',
    signs: [],
    attribution: undefined,
  }
  for (const each of record.held) {
    each.incident = record
    each.openAt = 0
  }
  name(world, record)
  node.lastOpenedAt = openedAt
  world.incidents.set(record.id, record)
  touchServices(world)
  tell(world, 'opened', record, reason)
  for (const member of members) showAlert(world, member, reason)
}

export interface Opening {
  readonly severity: Severity
  /** Unix ms, by the agents' clocks; 0: now. */
  readonly since: number
  readonly members: readonly CheckRecord[]
  readonly reason: string
  /** Nodes that fail with it of the same cause. */
  readonly held?: readonly NodeRecord[]
  /** These are all the links of a site, and none of them works. */
  readonly cutOff?: boolean
}

/** No two incidents of a node open at one time. */
const openingTime = ({ now }: World, node: NodeRecord) => Math.max(now, node.lastOpenedAt + 1)

/** What the incident will be called that opens for a node now. */
export const nextIncidentId = (world: World, node: NodeRecord): string => incidentId(node.id, openingTime(world, node))

/** `tam-ky.vnpt-mfq3x1k2`: the node and the moment, so that a replay gives the same id. */
const incidentId = (node: string, openedAt: number) => `${node.replace(/[^\w-]+/g, '.')}-${openedAt.toString(36)}`

/** Another check has the same cause. Told by `tellJoined`, so that a thousand checks behind one hub are not a thousand events. */
export function joinIncident(world: World, incident: IncidentRecord, record: CheckRecord, reason: string): void {
  if (incident.members.has(record.check.id)) return
  incident.members.add(record.check.id)
  name(world, incident)
  world.joined.set(incident, reason)
}

export type Holding = Pick<Opening, 'members' | 'reason'>

/** Another node fails of the same cause: its checks join, and from now on this is its incident as well. */
export function holdNode(world: World, incident: IncidentRecord, node: NodeRecord, { members, reason }: Holding): void {
  node.incident = incident
  node.openAt = 0
  node.escalateAt = 0
  incident.held.add(node)
  if (!isConfirmed(incident.attribution)) beginCase(world, [node], incident.since)
  touchServices(world)
  name(world, incident)
  world.joined.set(incident, reason)
  for (const record of members) joinIncident(world, incident, record, reason)
  for (const record of members) showAlert(world, record, reason)
}

/** One event for each incident that checks have joined. */
export function tellJoined(world: World): void {
  for (const [incident, reason] of world.joined) tell(world, 'updated', incident, reason)
  world.joined.clear()
}

function name(world: World, incident: IncidentRecord): void {
  const { serviceCause } = world
  const { node, held, cutOff } = incident
  // Of a site's links the one that is out, while another one works again.
  const about = cutOff || failsItself(node) || isGroup(node) ? node : ([...held].find(failsItself) ?? node)
  const base = causeOf(about)
  if (base !== incident.base || !incident.attribution || (cutOff && incident.signs.some(isOfSister)))
    judgeAnew(world, incident, base)
  incident.title = isGroup(node) ? groupTitle(node, held) : titleOf(about, base, serviceCause)
}

/** That the site answers by another link is no longer true when it is cut off. */
const isOfSister = ({ key }: Sign) => key === 'sister'

/** What fails and says itself what is wrong hides no other cause. */
const PLAIN: ReadonlySet<Cause> = new Set(['check', 'service'])

/** As what it is seen is another than before, or it has only now been seen. */
function judgeAnew(world: World, incident: IncidentRecord, base: Cause): void {
  incident.base = base
  incident.signs = openingSigns(world, { node: incident.node, base }).filter(
    (sign) => !incident.cutOff || !isOfSister(sign),
  )
  incident.attribution = attribute(world, caseOf(incident), PLAIN.has(base) ? 'confirmed' : 'provisional')
  incident.cause = incident.attribution.cause
  if (!isConfirmed(incident.attribution)) beginCase(world, incident.held, incident.since)
}

/** What it is about has become another, without getting worse for anybody. */
export function renameIncident(world: World, incident: IncidentRecord, reason: string): void {
  name(world, incident)
  world.joined.set(incident, reason)
}

/** What flaps is not told of each time that it fails. */
export const isToldAlready = ({ flapping, severity }: IncidentRecord, now: Severity): boolean =>
  flapping && severity === now

/** The severity rises. */
export function escalateIncident(world: World, incident: IncidentRecord, severity: Severity, reason: string): void {
  incident.severity = severity
  if (reasonCode(reason) === 'escalated') incident.escalations++
  name(world, incident)
  world.joined.delete(incident)
  tell(world, 'updated', incident, reason)
}

/** What an open incident is about fails once more after it was well. That it flaps is said once, for all that follows. */
export function countAgain(world: World, incident: IncidentRecord, why: string): void {
  incident.node.steadyAt = 0
  const flaps = countOnset(world, incident.node)
  if (!flaps || incident.flapping) return
  const reason = flappingReason(flaps, why)
  incident.flapping = true
  name(world, incident)
  world.joined.delete(incident)
  tell(world, 'updated', incident, reason)
  for (const { checks } of incident.held)
    for (const record of checks) if (incident.members.has(record.check.id)) showAlert(world, record, reason)
}

/** Its end says of itself nothing about its cause: it is part of another one, or nobody watches it any more. */
const PART_OF_OTHER: ReadonlySet<ReasonCode> = new Set(['merged', 'removed'])

/** What is told of its end is as much as is known then. */
function judgeAtEnd(world: World, incident: IncidentRecord): void {
  if (isConfirmed(incident.attribution)) return
  incident.attribution = attribute(world, caseOf(incident))
  incident.cause = incident.attribution.cause
}

/** Closes it. What becomes of its checks is the caller's business. */
export function closeIncident(world: World, incident: IncidentRecord, reason: string): void {
  for (const node of incident.held) {
    node.incident = undefined
    node.escalateAt = 0
  }
  world.incidents.delete(incident.id)
  world.joined.delete(incident)
  touchServices(world)
  judgeAtEnd(world, incident)
  const over = incidentJson(incident, world.now)
  rememberClosed(world, incident, over)
  if (!PART_OF_OTHER.has(reasonCode(reason))) closeCase(world, incident, over)
  world.events.push({ kind: 'resolved', at: world.now, incident: over, reason })
  incident.node.steadyAt = 0
  if (!incident.flapping) return
  for (const { checks } of incident.held)
    for (const record of checks) if (record.alert === 'flapping') showAlert(world, record, reason)
}
