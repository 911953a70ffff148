import { showAlert } from './alert.ts'
import { forget } from './check-state.ts'
import { endMass } from './hub.ts'
import { closeIncident } from './incident.ts'
import { reason } from './reason.ts'
import type { IncidentRecord, NodeRecord } from './record.ts'
import { closeIfOver } from './recovery.ts'
import { endShield } from './shield.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** An operator says that it is over: what counted against it is forgotten, only what fails from now on counts. */
export const resolveByHand = (world: World, incident: IncidentRecord, by: string): void =>
  dismiss(world, incident, reason('operator', `resolved by ${by}`))

/** Closes an incident and clears what keeps it open. */
export function dismiss(world: World, incident: IncidentRecord, why: string): void {
  const { node, held } = incident
  closeIncident(world, incident, why)
  for (const each of held) dismissNode(world, each, why)
  for (const id of incident.members) {
    const member = world.checks.get(id)
    if (!member || held.has(member.node)) continue
    member.missing = false
    // It was told by this incident and no other: what counted against it is forgotten with it.
    if (node.service && !member.node.incident) {
      member.state = forget(member.state)
      member.failing = false
    }
    member.graceFrom = world.now
    schedule(world, member)
    showAlert(world, member, why)
    closeIfOver(world, member.node, why)
  }
  for (const each of held) endShield(world, each)
}

function dismissNode(world: World, node: NodeRecord, why: string): void {
  if (node.massDown) endMass(world, node)
  for (const agent of node.agents) {
    if (agent.silent) agent.muted = true
    agent.silent = false
    agent.backSince = 0
    for (const record of agent.blind) record.blind = false
    agent.blind.clear()
    agent.blindSince = 0
    agent.blindTold = false
  }
  clearChecks(world, node, why)
}

function clearChecks(world: World, node: NodeRecord, why: string): void {
  node.failedAt = 0
  for (const record of node.checks) {
    record.state = forget(record.state)
    record.failing = false
    record.missing = false
    record.missingAgainAt = 0
    record.graceFrom = world.now
    schedule(world, record)
    showAlert(world, record, why)
  }
}
