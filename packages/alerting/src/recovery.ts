import { showAlert } from './alert.ts'
import { forget } from './check-state.ts'
import { noteLink } from './hub.ts'
import { closeIncident } from './incident.ts'
import { reason } from './reason.ts'
import type { CheckRecord, IncidentRecord, NodeRecord } from './record.ts'
import type { World } from './world.ts'

/** Good for as long as it takes: the alert ends, and with the last one of a node its incident. */
export function clearCheck(world: World, record: CheckRecord): void {
  const { node } = record
  record.state = forget(record.state)
  record.failing = false
  node.failedAt = 0
  const why = reason('recovered', `${record.rule.clear} good results in a row`)
  showAlert(world, record, why)
  closeIfOver(world, node, why)
  noteLink(world, node)
}

/** Closes the node's incident when nothing keeps it open any more. */
export function closeIfOver(world: World, node: NodeRecord, why: string): void {
  const { incident } = node
  if (!incident || node.massDown || node.agents.some(({ silent }) => silent)) return
  if (!node.checks.some((record) => keepsOpen(record, incident))) closeIncident(world, incident, why)
}

/** Failing, without results, or not seen since its parent failed. */
const keepsOpen = ({ state, missing, excused, agent, check }: CheckRecord, { members }: IncidentRecord): boolean =>
  state.belief !== 'ok' || (missing && !agent.silent) || (excused && members.has(check.id))
