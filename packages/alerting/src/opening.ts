import { showAlert } from './alert.ts'
import { blameLan, lanEnd } from './attribution/lan.ts'
import { blameProvider } from './attribution/provider.ts'
import { cutOffWith, cutSite, sisterEnd } from './attribution/site-cut.ts'
import { forget } from './check-state.ts'
import { burstEnd, isMassFailure, openMass } from './hub.ts'
import { escalateIncident, joinIncident, openIncident } from './incident.ts'
import { failsItself, hubOfLink, isCheckShielded, isShielded, isTroubled, mayBeShielded } from './reachability.ts'
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
  node.openAt = world.now + (record.answered ? 0 : holdBeforeOpening(world, record))
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
function holdBeforeOpening({ timing, now }: World, { node, rule }: CheckRecord): number {
  const { parents } = node
  if (parents.length === 0) return 0
  if (!parents.every(({ topology }) => topology.kind === 'hub')) {
    // Its parents have just been found up, and would have been found down again between two of its results.
    const verified = rule.need > 1 && node.shieldEnd > 0 && now - node.shieldEnd <= timing.verifyMaxMs
    return verified ? 0 : Math.max(timing.verifyMs, ...parents.map(noticeLagMs))
  }
  return parents.some(({ maintained }) => maintained) ? timing.hubWindowMs : timing.linkHoldMs
}

/**
 * By how much later than its child a device is found down, when both are pinged and fail at one moment: a packet's period, for
 * the one may have been pinged just before. Links are pinged so often that the ordinary hold covers it.
 */
function noticeLagMs({ topology, probes }: NodeRecord): number {
  if (topology.kind !== 'device') return 0
  const periods = probes.map(({ check }) => check.config.periodMs)
  return Math.max(0, ...periods.map((ms) => (typeof ms === 'number' ? ms + LOST_MS : 0)))
}

/** What a packet is given to come back, and some more. */
const LOST_MS = 1_000

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
  const until = waitEnd(world, node)
  if (hub && failsItself(node) && isMassFailure(world, hub)) {
    openMass(world, hub)
  } else if (until > world.now) {
    node.openAt = until
    schedule(world, node)
  } else if (node.service) {
    openService(world, node.service)
    const series = troubled.filter(({ field }) => field)
    if (!node.incident && series.length > 0) open(world, node, series)
  } else if (!blameProvider(world, node) && !blameLan(world, node) && !cutSite(world, node)) {
    const left = failsItself(node) ? troubled : troubled.filter((record) => !isHandedOver(world, record))
    if (left.length > 0) open(world, node, left)
  }
}

/** Until when it waits for what may explain it: other links, other devices of its site, its parents. */
const waitEnd = (world: World, node: NodeRecord): number =>
  Math.max(burstEnd(world, node), verifyEnd(world, node), sisterEnd(world, node), lanEnd(world, node))

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

function open(world: World, node: NodeRecord, found: readonly CheckRecord[]): void {
  const links = cutOffWith(node)
  const troubled = links.length > 0 ? links.flatMap(({ checks }) => checks.filter(isTroubled)) : found
  const begins = troubled
    .map(({ state, lastAt, missing }) => (missing ? lastAt : state.badSince))
    .filter((at) => at > 0)
  const since = begins.length > 0 ? Math.min(...begins) : 0
  const named = links[0] ?? node
  const opening = { severity: worstOf(troubled), since, members: troubled, reason: openingReason(troubled) }
  openIncident(world, named, { ...opening, held: links, cutOff: links.length > 0 })
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
  const worst = [...(service?.members.values() ?? node.checks)].filter(
    (record) =>
      record.state.belief === 'fail' && record.state.goods === 0 && (bad ?? severityOf(record)) === 'critical',
  )
  // What failed while it could not be reached has to fail once more. Once our clock was set back, when it was measured is not known.
  const worse = worst.find(({ lastAt, lastSeen, node: { shieldEnd } }) => (lastAt || lastSeen) > shieldEnd)
  if (!worse && worst.length > 0) {
    node.escalateAt = world.now + world.timing.escalateMs
    schedule(world, node)
  }
  if (worse) escalateIncident(world, incident, 'critical', reason('escalated', worse.why))
}
