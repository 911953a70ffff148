import { showAlert } from '../alert.ts'
import { holdNode, openIncident } from '../incident.ts'
import { reason } from '../reason.ts'
import type { AgentRecord, CheckRecord, NodeRecord } from '../record.ts'
import { severityOfSilence } from '../severity.ts'
import { schedule } from '../timer.ts'
import type { World } from '../world.ts'
import { leave } from './group.ts'

/** The node of ourselves: what watches, not what is watched. */
export const SELF_NODE = '@self'

/** So many results of others would have come since the agent was last heard, were they heard: fewer are no proof. */
const EXPECTED = 3

/** Whether none of several agents has been heard for as long. */
function isQuiet({ now, agents }: World, spanMs: number): boolean {
  const heard = [...agents.values()].filter(({ lastSeen }) => lastSeen > 0)
  return heard.length > 1 && heard.every(({ lastSeen }) => now - lastSeen >= spanMs)
}

/** How many results were due, in a span that has just passed, from agents that reported shortly before. */
function expectedIn({ now, agents }: World, spanMs: number): number {
  const reporting = [...agents.values()].filter(
    ({ lastSeen, silentMs }) => lastSeen > 0 && Number.isFinite(silentMs) && now - lastSeen < silentMs + spanMs,
  )
  // An interval is a third of what makes silence.
  return reporting.reduce((sum, { silentMs }) => sum + (3 * spanMs) / silentMs, 0)
}

/**
 * An agent falls silent while nobody else is heard either, though much was due: then it is our end that hears nothing. That is one
 * incident, which all agents share that fall silent while it lasts. Returns whether it explains this one.
 */
export function blameSelf(world: World, agent: AgentRecord, members: readonly CheckRecord[]): boolean {
  const self = world.nodes.get(SELF_NODE)
  const spanMs = agent.silentMs / 2
  if (!self || self.maintained || !isQuiet(world, spanMs)) return false
  if (!self.incident && expectedIn(world, spanMs) < EXPECTED) return false
  const seconds = Math.round((world.now - agent.lastSeen) / 1_000)
  holdUnderSelf(world, self, { agent, members, why: reason('self-cut', `nothing from any agent for ${seconds} s`) })
  return true
}

interface Holding {
  readonly agent: AgentRecord
  readonly members: readonly CheckRecord[]
  readonly why: string
}

function holdUnderSelf(world: World, self: NodeRecord, { agent, members, why }: Holding): void {
  const { node } = agent
  self.massBackSince = 0
  if (self.incident) {
    if (node.incident !== self.incident) leave(world, node, { nodes: [node], into: self.incident.id })
    if (!node.incident || node.incident === self.incident)
      holdNode(world, self.incident, node, { members, reason: why })
    return
  }
  const since = agent.silent ? agent.lastSeen : agent.blindSince
  openIncident(world, self, { severity: 'critical', since, members, reason: why, held: node.incident ? [] : [node] })
}

/** Share of an agent's checks that end with its own trouble from which on it cannot measure, and until which. */
const BLIND_SHARE = { from: 0.6, until: 0.2 }
const BLIND_CHECKS = 3

/** Whether an agent that watches links cannot measure, by its own account. */
export const isBlind = ({ blind, checks, node, blindTold }: AgentRecord): boolean =>
  blind.size >=
    Math.max(blindTold ? 1 : BLIND_CHECKS, checks.length * (blindTold ? BLIND_SHARE.until : BLIND_SHARE.from)) &&
  severityOfSilence(node) === 'critical'

/** A result that only tells of the agent's own trouble. */
export function goBlind(world: World, record: CheckRecord): void {
  const { agent } = record
  record.blind = true
  agent.blind.add(record)
  if (agent.blindSince || !isBlind(agent)) return
  agent.blindSince = world.now
  schedule(world, agent)
}

/** A result that tells something of its target. Returns whether the agent can measure again. */
export function seeAgain(record: CheckRecord): boolean {
  const { agent } = record
  record.blind = false
  agent.blind.delete(record)
  if (isBlind(agent)) return false
  agent.blindSince = 0
  const was = agent.blindTold
  agent.blindTold = false
  return was
}

/** When it is said that the agent cannot measure. */
export const blindDue = ({ timing }: World, { blindSince, blindTold, silent }: AgentRecord): number =>
  blindSince && !blindTold && !silent ? blindSince + timing.clearHoldMs : Number.POSITIVE_INFINITY

/** It has been blind for long enough: one incident of ourselves, and none of what it should have watched. */
export function tellBlind(world: World, agent: AgentRecord): void {
  const self = world.nodes.get(SELF_NODE)
  if (!self || self.maintained || agent.node.maintained) {
    agent.blindSince = world.now
    return
  }
  agent.blindTold = true
  const { size } = agent.blind
  const members = [...agent.blind].filter(({ maintained }) => !maintained)
  const why = reason('self-cut', `${size} of the ${agent.checks.length} checks of ${agent.id} end with its own trouble`)
  holdUnderSelf(world, self, { agent, members, why })
  for (const record of members) showAlert(world, record, why)
}
