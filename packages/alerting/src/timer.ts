import { nextOpening, RUN_WINDOW_MS } from '@vonggac/model'
import { blindDue } from './attribution/self.ts'
import { holdOf } from './check-state.ts'
import type { AgentRecord, CheckRecord, NodeRecord, TimedRecord } from './record.ts'
import { fieldDue } from './rules/field-due.ts'
import type { World } from './world.ts'

const NEVER = Number.POSITIVE_INFINITY

/** When a record wants to be looked at next. Follows from its state alone, so that nothing of it needs saving. */
export function dueOf(world: World, record: TimedRecord): number {
  if (record.type === 'check')
    return Math.min(
      clearDue(world, record),
      steadyDue(record),
      record.field ? fieldDue(record) : missingDue(world, record),
      hoursDue(record),
    )
  return record.type === 'node' ? nodeDue(world, record) : Math.min(agentDue(world, record), blindDue(world, record))
}

/** When the good results have lasted long enough. */
export const clearDue = ({ timing }: World, { state, rule }: CheckRecord): number =>
  state.belief !== 'ok' && state.goods >= rule.clear ? state.goodSince + holdOf(state, rule, timing) : NEVER

/** The same without what flapping adds. */
export const steadyDue = ({ state, rule, failing }: CheckRecord): number =>
  failing && state.goods >= rule.clear ? state.goodSince + rule.steadyMs : NEVER

/** When its hours begin or end. */
export const hoursDue = ({ hoursAt }: CheckRecord): number => hoursAt || NEVER

/** When silence counts, or, once it does, when to look again why. */
export const missingDue = (world: World, record: CheckRecord): number =>
  record.closed
    ? NEVER
    : record.missing
      ? record.missingAgainAt || NEVER
      : silentFrom(record, Math.max(record.lastSeen, record.graceFrom, world.graceFrom)) + record.missingMs

/** From when on silence of a check counts: of one that is run at times, from its next time after the last one that is accounted for. */
function silentFrom({ check }: CheckRecord, since: number): number {
  const hours = check.schedule
  return hours?.at ? (nextOpening(hours, since + RUN_WINDOW_MS) ?? NEVER) : since
}

function nodeDue({ timing }: World, { openAt, escalateAt, steadyAt, massBackSince }: NodeRecord): number {
  return Math.min(
    openAt || NEVER,
    escalateAt || NEVER,
    steadyAt || NEVER,
    massBackSince ? massBackSince + timing.clearHoldMs : NEVER,
  )
}

/** When an agent is silent, or, once it is, when it has been heard for long enough. */
export function agentDue(world: World, agent: AgentRecord): number {
  if (agent.silent) return agent.backSince ? agent.backSince + world.timing.clearHoldMs : NEVER
  return agent.muted ? NEVER : Math.max(agent.lastSeen, agent.graceFrom, world.graceFrom) + agent.silentMs
}

/** Sees to it that the record is looked at when it is due. Cheap when it is queued early enough already. */
export function schedule(world: World, record: TimedRecord): void {
  const due = dueOf(world, record)
  if (due >= record.queuedAt) return
  record.queuedAt = due
  world.queue.push(due, record.index, record)
}

/** The next record that is due at `now`; entries that turned out too early go back into the queue. */
export function nextDueRecord(world: World, now: number): TimedRecord | undefined {
  for (let entry = world.queue.peek(); entry && entry.due <= now; entry = world.queue.peek()) {
    world.queue.pop()
    const record = entry.item
    if (entry.due !== record.queuedAt) continue
    record.queuedAt = NEVER
    if (dueOf(world, record) <= now) return record
    schedule(world, record)
  }
  return undefined
}
