import type { ServiceState, ServiceVerdict } from '@vonggac/model'
import { showAlert } from './alert.ts'
import { joinIncident, openIncident, renameIncident } from './incident.ts'
import { isShielded } from './reachability.ts'
import { reason } from './reason.ts'
import type { CheckRecord, ServiceRecord } from './record.ts'
import { decidingOf, incidentOfService, isTold, serviceReport, severityOfService, verdictOf } from './service-state.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** Something was found failing that other things' services are made of: in a moment it is said of them, unless it is said already. */
export function suspectServices(world: World, record: CheckRecord): void {
  for (const service of record.services) {
    const { node } = service
    if (node === record.node || node.maintained || (node.openAt > 0 && !node.incident)) continue
    if (node.incident) {
      worsen(world, service)
    } else {
      node.suspectSince = world.now
      node.openAt = world.now + world.timing.verifyMs
      schedule(world, node)
    }
  }
}

/** A service that was only degraded is down: told once that has lasted. */
export function worsen(world: World, service: ServiceRecord): void {
  const { node } = service
  if (node.incident?.severity !== 'warning' || node.escalateAt || severityOfService(service) !== 'critical') return
  node.escalateAt = world.now + world.timing.escalateMs
  schedule(world, node)
}

/**
 * A check that would open the incident of its own thing, while that thing itself works: where it takes a service down, the
 * service's incident is the one that is opened. Returns whether it was.
 */
export function handOver(world: World, record: CheckRecord, why: string): boolean {
  for (const service of record.services) {
    if (service.node === record.node || service.node.maintained || isShielded(service.node)) continue
    const verdict = verdictOf(service)
    if (verdict.state !== 'down' || !verdict.deciding.includes(record.check.id)) continue
    if (service.node.incident) joinIncident(world, service.node.incident, record, why)
    else openFor(world, service, verdict)
    worsen(world, service)
    showAlert(world, record, why)
    return true
  }
  return false
}

/** The hold of a service's node is over: its incident opens when it is down, or its own checks make it poor, and nobody knows yet. */
export function openService(world: World, service: ServiceRecord): void {
  const verdict = verdictOf(service)
  const untold = decidingOf(service, verdict).filter((record) => !isTold(record, verdict.state))
  const own = untold.filter(({ node }) => node === service.node)
  const news = verdict.state === 'down' ? untold : verdict.state === 'closed' ? [] : own
  if (news.some(({ state, missing }) => state.belief !== 'ok' || missing)) openFor(world, service, verdict)
}

function openFor(world: World, service: ServiceRecord, verdict: ServiceVerdict): void {
  const troubled = ({ state, missing, node }: CheckRecord) =>
    state.belief !== 'ok' || (missing && node === service.node)
  // What has an incident of its own stays with it.
  const members = decidingOf(service, verdict).filter(
    (record) => troubled(record) && !record.excused && (record.node === service.node || !record.node.incident),
  )
  const first = decidingOf(service, verdict).find(({ why }) => why !== '') ?? members[0]
  const missing = members.find((record) => record.missing)
  openIncident(world, service.node, {
    severity: severityOfService(service),
    since: beganAt(members),
    members,
    reason:
      verdict.state === 'unknown' && missing
        ? reason('no-data', `no result of ${missing.check.id} when one was due`)
        : reason(verdict.state === 'down' ? 'need-met' : reasonOf(members), first?.why ?? ''),
  })
}

const reasonOf = (members: readonly CheckRecord[]) =>
  members.some(({ state }) => state.belief === 'fail') ? 'need-met' : 'warn-met'

/** When the trouble began, by the agents' clocks; 0: not known. */
function beganAt(records: readonly CheckRecord[]): number {
  const begins = records.map(({ state, missing, lastAt }) => (missing ? lastAt : state.badSince)).filter((at) => at > 0)
  return begins.length > 0 ? Math.min(...begins) : 0
}

/**
 * Works out the services of which a check has changed, and tells those that are no longer as they were: in the order of the
 * configuration, for in which order they were touched does not outlive a restart.
 */
export function judgeServices(world: World): void {
  for (const service of world.services.values()) if (world.touched.has(service)) judge(world, service)
  world.touched.clear()
}

function judge(world: World, service: ServiceRecord): void {
  const verdict = verdictOf(service)
  const deciding = decidingOf(service, verdict)
  const incident = incidentOfService(service, deciding)
  const from = service.state
  const same = from === verdict.state && incident === service.incident
  if (same && verdict.deciding.join() === service.deciding.join()) return
  if (from !== verdict.state) {
    service.since = Math.max(service.since, Math.min(worseSince(from, verdict.state, deciding) || world.now, world.now))
    service.state = verdict.state
  }
  service.deciding = verdict.deciding
  service.incident = incident
  if (service.node.incident && from !== verdict.state && (from === 'down' || verdict.state === 'down'))
    renameIncident(world, service.node.incident, reason(from === 'down' ? 'eased' : 'need-met', deciding[0]?.why))
  world.events.push({ kind: 'service', at: world.now, service: serviceReport(service, from) })
}

/** What got worse did so when the last check that it took began to fail; 0: it did not get worse, or nobody knows. */
function worseSince(from: ServiceState, to: ServiceState, deciding: readonly CheckRecord[]): number {
  if (to !== 'down' && !(to === 'degraded' && from === 'up')) return 0
  return Math.max(0, ...deciding.map(({ state }) => state.badSince))
}
