import { showAlert } from './alert.ts'
import { cutOffWith, cutSite, sisterEnd } from './attribution/site-cut.ts'
import { forget } from './check-state.ts'
import { burstEnd, isMassFailure, openMass } from './hub.ts'
import { escalateIncident, joinIncident, openIncident } from './incident.ts'
import { failsItself, hubOfLink, isCheckShielded, isShielded, mayBeShielded } from './reachability.ts'
import { reason } from './reason.ts'
import type { CheckRecord, IncidentRecord, NodeRecord } from './record.ts'
import { handOver, openService, suspectServices, worsen } from './service-judgement.ts'
import { severityOfService } from './service-state.ts'
import { severityOf, worstOf } from './severity.ts'
import { excuse, shieldDescendants } from './shield.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** A check is believed to fail: it joins its node's incident, or waits a little for a better explanation. */
export function suspect(world: World, record: CheckRecord, why: string): void {
  const { node } = record
  if (record.maintained) {
    showAlert(world, record, why)
    return
  }
  suspectServices(world, record)
  if (node.incident) joinOwn(world, record, node.incident, why)
  showAlert(world, record, why)
  if (node.incident || node.openAt > 0) return
  node.suspectSince = world.now
  node.openAt = world.now + (record.answered ? 0 : holdBeforeOpening(world, node))
  const hub = hubOfLink(node)
  if (hub && isMassFailure(world, hub)) openMass(world, hub)
  else if (node.openAt === world.now) decideOpening(world, node)
  else schedule(world, node)
}

/** A second check of a node that has its incident already: no second page, unless a warning becomes a failure that lasts. */
function joinOwn(world: World, record: CheckRecord, incident: IncidentRecord, why: string): void {
  const { node } = record
  joinIncident(world, incident, record, why)
  incident.node.steadyAt = 0
  if (node.service && !record.field) worsen(world, node.service)
  else if (incident.severity === 'warning' && severityOf(record) === 'critical' && !node.escalateAt) {
    node.escalateAt = world.now + world.timing.escalateMs
    schedule(world, node)
  }
  if (!failsItself(node)) return
  shieldDescendants(world, node)
  cutSite(world, node)
}

/**
 * Nothing above: at once. Only the hub above: as long as it takes to see other links fail, at leisure while somebody works on
 * the hub. Else: until the parent is verified.
 */
function holdBeforeOpening({ timing }: World, { parents }: NodeRecord): number {
  if (parents.length === 0) return 0
  if (!parents.every(({ topology }) => topology.kind === 'hub')) return timing.verifyMs
  return parents.some(({ maintained }) => maintained) ? timing.hubWindowMs : timing.linkHoldMs
}

/** The hold is over: the incident opens unless something else explains it or it was nothing. */
export function decideOpening(world: World, node: NodeRecord): void {
  node.openAt = 0
  if (node.maintained) return
  for (const record of node.checks) {
    if (record.state.belief !== 'ok' && record.state.goods > 0) settle(world, record)
    if (isTroubled(record) && isCheckShielded(record)) excuse(world, record)
  }
  const troubled = node.checks.filter(isTroubled)
  if (node.incident || (troubled.length === 0 && !node.service)) return
  const hub = hubOfLink(node)
  const until = Math.max(burstEnd(world, node), verifyEnd(world, node), sisterEnd(world, node))
  if (hub && failsItself(node) && isMassFailure(world, hub)) {
    openMass(world, hub)
  } else if (until > world.now) {
    node.openAt = until
    schedule(world, node)
  } else if (node.service) {
    openService(world, node.service)
    const series = troubled.filter(({ field }) => field)
    if (!node.incident && series.length > 0) open(world, node, series)
  } else if (!cutSite(world, node)) {
    const left = failsItself(node) ? troubled : troubled.filter((record) => !isHandedOver(world, record))
    if (left.length > 0) open(world, node, left)
  }
}

/** It takes a service down, whose incident tells of it. */
const isHandedOver = (world: World, record: CheckRecord): boolean =>
  record.state.belief === 'fail' && handOver(world, record, reason('need-met', record.why))

/** A parent that looks suspicious is waited for, unless what fails has answered through it. */
const verifyEnd = ({ now, timing }: World, node: NodeRecord): number =>
  mayBeShielded(node) && !node.checks.some((record) => isTroubled(record) && record.answered)
    ? Math.min(now + VERIFY_AGAIN_MS, node.suspectSince + timing.verifyMaxMs)
    : 0

/** How soon to look again at a parent that is suspicious. */
const VERIFY_AGAIN_MS = 500

const isTroubled = ({ state, missing, excused, maintained }: CheckRecord) =>
  !excused && !maintained && (state.belief !== 'ok' || missing)

function open(world: World, node: NodeRecord, found: readonly CheckRecord[]): void {
  const links = cutOffWith(node)
  const troubled = links.length > 0 ? links.flatMap(({ checks }) => checks.filter(isTroubled)) : found
  const begins = troubled
    .map(({ state, lastAt, missing }) => (missing ? lastAt : state.badSince))
    .filter((at) => at > 0)
  const since = begins.length > 0 ? Math.min(...begins) : 0
  const named = links[0] ?? node
  const opening = { severity: worstOf(troubled), since, members: troubled, reason: openingReason(troubled) }
  openIncident(world, named, { ...opening, cutOff: links })
  for (const each of new Set([named, ...links])) if (failsItself(each)) shieldDescendants(world, each)
}

function openingReason(troubled: readonly CheckRecord[]): string {
  const failing =
    troubled.find(({ state }) => state.belief === 'fail') ?? troubled.find(({ state }) => state.belief === 'warn')
  if (failing) return reason(failing.state.belief === 'fail' ? 'need-met' : 'warn-met', failing.why)
  return reason('no-data', `no result of ${troubled[0]!.check.id} when one was due`)
}

/** It was over before anybody had to know. */
function settle(world: World, record: CheckRecord): void {
  record.state = forget(record.state)
  record.failing = false
  showAlert(world, record, reason('never-confirmed'))
}

/** A warning that became a failure and stayed one. */
export function decideEscalation(world: World, node: NodeRecord): void {
  node.escalateAt = 0
  const { incident } = node
  if (!incident || incident.severity === 'critical' || isShielded(node) || node.maintained) return
  const { service } = node
  const bad = service ? severityOfService(service) : undefined
  const worse = [...(service?.members.values() ?? node.checks)].find(
    (record) =>
      record.state.belief === 'fail' && record.state.goods === 0 && (bad ?? severityOf(record)) === 'critical',
  )
  if (worse) escalateIncident(world, incident, 'critical', reason('escalated', worse.why))
}
