import { showAlert } from './alert.ts'
import { weighGroup } from './attribution/group.ts'
import { endCut } from './attribution/site-cut.ts'
import { forget } from './check-state.ts'
import { incidentsOf } from './flapping.ts'
import { noteLink } from './hub.ts'
import { closeIncident } from './incident.ts'
import { suspect } from './opening.ts'
import { isTroubled } from './reachability.ts'
import { reason } from './reason.ts'
import type { AgentRecord, CheckRecord, IncidentRecord, NodeRecord } from './record.ts'
import { serviceKeepsOpen } from './service-state.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** Good for as long as it takes: the alert ends, and with the last one of a node its incident. */
export function clearCheck(world: World, record: CheckRecord): void {
  const { node } = record
  for (const incident of incidentsOf(record)) incident.ends.set(record.check.id, record.state.goodSince)
  record.state = forget(record.state)
  record.failing = false
  node.failedAt = 0
  const why = reason('recovered', `${record.rule.clear} good results in a row`)
  showAlert(world, record, why)
  closeAround(world, record, why)
  noteLink(world, node)
}

/** Closes what the check kept open: the incident of its node, and those of services that it is part of. */
export function closeAround(world: World, { node, services }: CheckRecord, why: string): void {
  closeIfOver(world, node, why)
  for (const service of services) if (service.node !== node) closeIfOver(world, service.node, why)
}

/** Closes the node's incident when nothing keeps it open any more. */
export function closeIfOver(world: World, node: NodeRecord, why: string): void {
  const { incident } = node
  if (!incident) return
  const failing = [...incident.held].filter((held) => nodeKeepsOpen(held, incident)).length
  if (failing > 0) {
    endCut(world, incident)
    weighGroup(world, incident, failing)
    return
  }
  if (incident.flapping && !isSteady(world, incident)) return
  for (const held of incident.held) held.closedAt = world.now
  closeIncident(world, incident, incident.flapping ? steadyReason(world) : why)
  const { service } = node
  if (service) for (const record of service.members.values()) release(world, record, incident)
}

/** The cause that several things had in common is over. What still fails of them is told for itself. */
export function endGroup(world: World, group: NodeRecord): void {
  group.massBackSince = 0
  const { incident } = group
  if (!incident) return
  const left = [...incident.held].filter((node) => nodeKeepsOpen(node, incident))
  const all = incident.held.size - 1
  closeIncident(world, incident, reason('group-back', `${all - left.length} of ${all} are well again`))
  for (const node of left) {
    for (const agent of node.agents) recount(world, agent)
    for (const record of node.checks) if (isTroubled(record)) suspect(world, record, reason('need-met', record.why))
  }
}

/** An agent that is still silent has to be so for its full time once more. */
function recount(world: World, agent: AgentRecord): void {
  agent.silent = false
  agent.backSince = 0
  agent.graceFrom = world.now
  if (agent.blindTold) agent.blindSince = world.now
  agent.blindTold = false
  for (const record of agent.checks) {
    if (record.missing) record.missingAgainAt = world.now + record.missingMs
    schedule(world, record)
  }
  schedule(world, agent)
}

/** Whether something is still wrong with one of the nodes that the incident is about. */
function nodeKeepsOpen({ massDown, agents, service, checks }: NodeRecord, incident: IncidentRecord): boolean {
  if (massDown || agents.some((agent) => agent.silent || agent.blindTold)) return true
  return service ? serviceKeepsOpen(service, incident) : checks.some((record) => keepsOpen(record, incident))
}

/** Whether what flapped has been well for long enough. When it only begins to be, looks again when it will have been. */
function isSteady(world: World, incident: IncidentRecord): boolean {
  const { node } = incident
  if (node.steadyAt === 0) {
    node.steadyAt = world.now + Math.max(0, world.timing.flapSteadyMs - wellForMs(world, incident))
    schedule(world, node)
  }
  return node.steadyAt <= world.now
}

/** For how long all its checks have been well already, when the last of them is cleared. */
const wellForMs = ({ now }: World, { ends }: IncidentRecord): number =>
  ends.size > 0 ? Math.max(0, now - Math.max(...ends.values())) : 0

const steadyReason = ({ timing }: World) => reason('steady', `no failure for ${timing.flapSteadyMs / 60_000} min`)

/** What flapped has been well for long enough, unless something still keeps its incident open. */
export function endFlapping(world: World, node: NodeRecord): void {
  closeIfOver(world, node, steadyReason(world))
  node.steadyAt = 0
}

/** The service is well without it: what it told for another thing's check is that thing's affair now. */
function release(world: World, record: CheckRecord, { node, members }: IncidentRecord): void {
  if (record.node === node || record.node.incident || !members.has(record.check.id)) return
  if (record.state.belief !== 'ok' && !record.excused) suspect(world, record, reason('need-met', record.why))
}

/** Failing, without results, or not seen since its parent failed. */
const keepsOpen = ({ state, missing, excused, agent, check }: CheckRecord, { members }: IncidentRecord): boolean =>
  state.belief !== 'ok' || (missing && !agent.silent) || (excused && members.has(check.id))
