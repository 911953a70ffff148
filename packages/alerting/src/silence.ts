import { showAlert } from './alert.ts'
import { blameSelf } from './attribution/self.ts'
import { forget } from './check-state.ts'
import { countAgain, escalateIncident, isToldAlready, joinIncident, openIncident } from './incident.ts'
import { suspect } from './opening.ts'
import { isCheckShielded, isShielded } from './reachability.ts'
import { reason } from './reason.ts'
import type { AgentRecord, CheckRecord } from './record.ts'
import { closeAround, closeIfOver } from './recovery.ts'
import { severityOfSilence } from './severity.ts'
import { excuse, shieldDescendants } from './shield.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** No result of a check when one was due: its own trouble only if its agent still reports others. */
export function missResult(world: World, record: CheckRecord): void {
  if (isCheckShielded(record)) {
    if (record.state.belief === 'ok' && !record.excused) excuse(world, record)
    else record.graceFrom = world.now
  } else if (record.state.belief !== 'ok') {
    record.graceFrom = world.now
  } else {
    record.excused = false
    record.missing = true
    record.state = forget(record.state)
    blame(world, record)
  }
}

/** The agent, when it is silent as a whole; the check, when the agent is known to report; else wait until one of them is. */
function blame(world: World, record: CheckRecord): void {
  const { agent } = record
  const since = record.lastSeen || record.graceFrom || world.graceFrom
  const why = reason('no-data', `no result for ${Math.round((world.now - since) / 1_000)} s`)
  record.missingAgainAt = 0
  if (agent.silent) {
    if (agent.node.incident) joinIncident(world, agent.node.incident, record, why)
  } else if (agent.lastSeen > 0 && world.now - agent.lastSeen < aliveMs(agent)) {
    suspect(world, record, why)
  } else {
    record.missingAgainAt = world.now + aliveMs(agent)
    schedule(world, record)
  }
  showAlert(world, record, why)
}

/** An agent that was heard within about its shortest interval is taken for alive. */
const aliveMs = ({ silentMs }: AgentRecord) => silentMs / 3

/** The agent may have come back, or turned out to be silent, since its check went missing. */
export const missAgain = (world: World, record: CheckRecord): void =>
  isCheckShielded(record) ? excuse(world, record) : blame(world, record)

/** Nothing at all from an agent: one incident, whatever it had to do. Not when it is cut off: then that is the incident. */
export function fallSilent(world: World, agent: AgentRecord): void {
  const { node } = agent
  if (node.massDown || node.maintained || isShielded(node)) {
    agent.graceFrom = world.now
    for (const record of agent.checks) if (record.missing) excuse(world, record)
    return
  }
  agent.silent = true
  agent.backSince = 0
  const members = agent.checks.filter(({ missing, maintained }) => missing && !maintained)
  for (const record of members) record.missingAgainAt = 0
  const why = reason('agent-silent', `nothing from ${agent.id} for ${Math.round(agent.silentMs / 1_000)} s`)
  const severity = severityOfSilence(node)
  if (blameSelf(world, agent, members)) {
    shieldDescendants(world, node)
    return
  }
  if (node.incident) {
    const worst = severity === 'critical' ? severity : node.incident.severity
    if (!isToldAlready(node.incident, worst)) escalateIncident(world, node.incident, worst, why)
    for (const record of members) joinIncident(world, node.incident, record, why)
    countAgain(world, node.incident, `nothing from ${agent.id}`)
  } else {
    openIncident(world, node, { severity, since: agent.lastSeen, members, reason: why })
  }
  shieldDescendants(world, node)
}

/** The agent was heard long enough, or fell silent again before that. */
export function returnAgent(world: World, agent: AgentRecord): void {
  if (world.now - agent.lastSeen > agent.silentMs) {
    agent.backSince = 0
    return
  }
  agent.silent = false
  agent.backSince = 0
  for (const record of agent.checks) {
    if (!record.missing) continue
    record.missingAgainAt = world.now + record.missingMs
    schedule(world, record)
  }
  schedule(world, agent)
  closeIfOver(world, agent.node, reason('agent-back', `${agent.id} reports again`))
}

/** A live result has come, whatever it says. */
export function hear(world: World, agent: AgentRecord): void {
  agent.lastSeen = world.now
  if (agent.muted) {
    agent.muted = false
    schedule(world, agent)
  }
  if (!agent.silent || agent.backSince) return
  agent.backSince = world.now
  schedule(world, agent)
}

/** Results of the check arrive again. */
export function findResult(world: World, record: CheckRecord): void {
  record.missing = false
  record.missingAgainAt = 0
  schedule(world, record)
  const why = reason('data-back')
  showAlert(world, record, why)
  closeAround(world, record, why)
}
