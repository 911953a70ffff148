import { showAlert, touch } from './alert.ts'
import { forget } from './check-state.ts'
import { joinIncident } from './incident.ts'
import { descendantsOf, isCheckShielded, isDown, isShielded, rootOf } from './reachability.ts'
import { reason } from './reason.ts'
import type { CheckRecord, NodeRecord } from './record.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** A check behind a failed parent is unreachable, not down: it joins the parent's incident and loses what counted against it. */
export function excuse(world: World, record: CheckRecord): void {
  const root = rootOf(record.node) ?? rootOf(record.agent.node)
  const why = reason('parent-down', root ? `${root.id} is down` : undefined)
  record.excused = true
  record.missing = false
  record.missingAgainAt = 0
  record.failing = false
  record.graceFrom = world.now
  record.state = forget(record.state)
  schedule(world, record)
  if (root?.incident) joinIncident(world, root.incident, record, why)
  showAlert(world, record, why)
}

/** Something went down: what fails behind it and has no incident of its own is explained by it. */
export function shieldDescendants(world: World, node: NodeRecord): void {
  for (const below of [...descendantsOf(node), ...node.agents.map((agent) => agent.node)]) {
    touchAll(world, below)
    if (!isShielded(below)) continue
    if (below.openAt > 0) below.openAt = 0
    for (const record of below.checks) excuseIfTroubled(world, record)
    for (const agent of below.agents)
      for (const record of agent.checks) if (record.missing) excuseIfTroubled(world, record)
  }
}

/** Whether what is excused is lost, or only not seen, is another matter than before. */
function touchAll(world: World, { checks, agents }: NodeRecord): void {
  for (const record of checks) touch(world, record)
  for (const agent of agents) for (const record of agent.checks) touch(world, record)
}

function excuseIfTroubled(world: World, record: CheckRecord): void {
  const troubled = record.state.last === 'fail' || record.state.belief !== 'ok' || record.missing
  if (troubled && !record.excused && !record.node.incident && isCheckShielded(record)) excuse(world, record)
}

/** Something is back: what is behind it has to prove anew that it fails, by results measured from now on. */
export function endShield(world: World, node: NodeRecord): void {
  for (const below of descendantsOf(node)) touchAll(world, below)
  if (isDown(node)) return
  for (const below of descendantsOf(node)) {
    if (isShielded(below)) continue
    below.shieldEnd = world.now
    for (const record of below.checks) record.graceFrom = world.now
    rearm(world, below)
    for (const agent of below.agents) {
      agent.graceFrom = world.now
      for (const record of agent.checks) record.graceFrom = world.now
    }
  }
  for (const below of descendantsOf(node)) {
    schedule(world, below)
    for (const record of below.checks) schedule(world, record)
  }
}

/** That a warning became a failure was not told while nothing could be said of it: should it still be so, it is told now. */
function rearm({ now, timing }: World, node: NodeRecord): void {
  const failing = node.incident?.severity === 'warning' && node.checks.some(({ state }) => state.belief === 'fail')
  if (failing && !node.escalateAt) node.escalateAt = now + timing.escalateMs
}

/** No longer failing, be it good or only lossy: what is behind it may be judged again, even while its alert is held. */
export function endFailing(world: World, record: CheckRecord): void {
  record.failing = false
  endShield(world, record.node)
}
