import { moveCases } from './attribution/case.ts'
import type { AgentRecord, CheckRecord, NodeRecord } from './record.ts'
import { schedule } from './timer.ts'
import type { World } from './world.ts'

/** A clock that is this much behind what we heard last was set back; less is results that overtook each other. */
const SET_BACK_MS = 5_000

/** The times by our clock that records hold. Those that hang on the calendar (`hoursAt`) stay, and so does what must never repeat (`lastOpenedAt`). */
const CHECK = ['lastSeen', 'graceFrom', 'missingAgainAt'] as const satisfies readonly (keyof CheckRecord)[]
const NODE = [
  'suspectSince',
  'openAt',
  'escalateAt',
  'shieldEnd',
  'failedAt',
  'massBackSince',
  'closedAt',
  'steadyAt',
] as const satisfies readonly (keyof NodeRecord)[]
const AGENT = ['lastSeen', 'graceFrom', 'backSince'] as const satisfies readonly (keyof AgentRecord)[]

/**
 * Our clock was set back: everything that lies so long ago, or is due in so long, still does. Otherwise nothing would be due, and
 * every result would be late, until the clock is where it was. Does nothing while it runs as clocks do.
 */
export function followClock(world: World, now: number): void {
  const byMs = world.now - now
  if (byMs < SET_BACK_MS) return
  const moved = (at: number) => (at === 0 ? 0 : Math.max(1, at - byMs))
  world.now = now
  world.graceFrom = moved(world.graceFrom)
  world.maintenance.nextAt = 0
  for (const record of world.checks.values()) {
    for (const key of CHECK) record[key] = moved(record[key])
    // Whatever comes next is news: how its time compares with that of the last result cannot be known.
    record.lastAt = 0
    const { goodSince, onsets } = record.state
    if (goodSince > 0 || onsets.length > 0)
      record.state = { ...record.state, goodSince: moved(goodSince), onsets: onsets.map(moved) }
  }
  for (const node of world.nodes.values()) {
    for (const key of NODE) node[key] = moved(node[key])
    if (node.onsets.length > 0) node.onsets = node.onsets.map(moved)
  }
  moveCases(world, moved)
  world.late.heard.clear()
  for (const agent of world.agents.values()) for (const key of AGENT) agent[key] = moved(agent[key])
  for (const all of [world.agents, world.checks, world.nodes])
    for (const record of all.values()) {
      record.queuedAt = Number.POSITIVE_INFINITY
      schedule(world, record)
    }
}
