import type { Severity } from '../contract.ts'
import { closeIncident, escalateIncident, holdNode, nextIncidentId, openIncident } from '../incident.ts'
import { isTroubled } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { CheckRecord, IncidentRecord, NodeRecord } from '../record.ts'
import { worstOf } from '../severity.ts'
import { shieldDescendants } from '../shield.ts'
import { schedule } from '../timer.ts'
import type { World } from '../world.ts'
import { isGroup } from './group-title.ts'

/** Opens the incident of all of them; what had one of its own is folded into it, and told to nobody. */
export function openGroup(world: World, group: NodeRecord, { nodes, why }: { nodes: NodeRecord[]; why: string }): void {
  const id = nextIncidentId(world, group)
  for (const node of nodes) leave(world, node, { nodes, into: id })
  const held = nodes.filter(({ incident }) => !incident)
  const members = held.flatMap(({ checks }) => checks.filter(isTroubled))
  const since = beganAt(members)
  openIncident(world, group, { severity: severityOfGroup(group, members), since, members, reason: why, held })
  for (const node of held) shieldDescendants(world, node)
}

/** Another one fails of the same cause while that lasts. */
export function joinGroup(world: World, group: NodeRecord, { node, why }: { node: NodeRecord; why: string }): void {
  const { incident } = group
  if (!incident) return
  const members = node.checks.filter(isTroubled)
  holdNode(world, incident, node, { members, reason: why })
  if (incident.severity === 'warning' && severityOfGroup(group, members) === 'critical')
    escalateIncident(world, incident, 'critical', reason('escalated', `${node.id} has no other way`))
  group.massBackSince = 0
  shieldDescendants(world, node)
}

/** Of a provider's links the worst, for most sites may have another way; a local network or ourselves gone leave none. */
const severityOfGroup = ({ topology }: NodeRecord, members: readonly CheckRecord[]): Severity =>
  topology.kind === 'provider' ? worstOf(members) : 'critical'

/** What is explained by something else is no incident of its own any more. One that is also about other nodes goes on about those. */
export function leave(
  world: World,
  node: NodeRecord,
  { nodes, into }: { nodes: readonly NodeRecord[]; into: string },
): void {
  const { incident } = node
  if (!incident) return
  if ([...incident.held].every((held) => nodes.includes(held) || isGroup(held))) {
    closeIncident(world, incident, reason('merged', `into ${into}`))
  } else if (incident.node !== node) {
    incident.held.delete(node)
    node.incident = undefined
  }
}

/** When the trouble began, by the agents' clocks; 0: not known. */
function beganAt(records: readonly CheckRecord[]): number {
  const begins = records.map(({ state, missing, lastAt }) => (missing ? lastAt : state.badSince)).filter((at) => at > 0)
  return begins.length > 0 ? Math.min(...begins) : 0
}

/** Counts what still fails of a group: with few left their common cause is over, once that has lasted. */
export function weighGroup(world: World, incident: IncidentRecord, failing: number): void {
  const { node, held } = incident
  if (!isGroup(node)) return
  const back = failing <= world.timing.hubBackShare * (held.size - 1)
  node.massBackSince = back ? node.massBackSince || world.now : 0
  schedule(world, node)
}
