import type { Incident } from '../contract.ts'
import type { World } from '../world.ts'
import type { Gap } from './gap.ts'

/** An incident that is over and may have to be put right: when each of its checks was well again, by the agents' clocks. */
export interface Closed {
  readonly incident: Incident
  readonly ends: Readonly<Record<string, number>>
}

/** What is remembered to put history right. Plain JSON but for the maps. */
export interface Late {
  /** By check, oldest first. */
  readonly gaps: Map<string, readonly Gap[]>
  /** By incident, the one that ended first in front. */
  readonly closed: Map<string, Closed>
  /** Of open incidents as they were saved: when checks of them were well again. */
  ends: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** By agent: when something of it last arrived late, by our clock. */
  readonly heard: Map<string, number>
  /** Looked at when nothing more has arrived for a while; 0: there is nothing to look at. */
  dueAt: number
}

/** An agent that was cut off for three days, with a few short breaks since. */
export const MAX_GAPS_A_CHECK = 4
/** Checks that have a gap, and incidents that may be put right: the oldest are let go. */
export const MAX_CHECKS = 20_000
export const MAX_CLOSED = 1_000
/** A backlog that has not come within a week does not come: agents keep no more. */
export const KEEP_MS = 7 * 86_400_000
/** A backlog comes in batches: it is looked at when none has come for this long, so that it is told once. */
export const SETTLE_MS = 60_000

export const newLate = (): Late => ({ gaps: new Map(), closed: new Map(), ends: {}, heard: new Map(), dueAt: 0 })

/** How it is saved. */
export interface SavedLate {
  readonly gaps: readonly (readonly [string, readonly Gap[]])[]
  readonly closed: readonly Closed[]
  readonly ends: Late['ends']
  /** Not there before causes were confirmed. */
  readonly heard?: readonly (readonly [string, number])[]
  readonly dueAt: number
}

/** Left out when there is nothing in it. */
export function saveLate({ late, incidents }: Pick<World, 'late' | 'incidents'>): { late?: SavedLate } {
  const { gaps, closed, heard, dueAt } = late
  const ends = Object.fromEntries(
    [...incidents.values()].filter((one) => one.ends.size > 0).map((one) => [one.id, Object.fromEntries(one.ends)]),
  )
  if (gaps.size + closed.size + heard.size + Object.keys(ends).length === 0) return {}
  const own = [...gaps].map(([check, some]) => [check, some.map((gap) => ({ ...gap }))] as const)
  return { late: { gaps: own, closed: [...closed.values()], ends, heard: [...heard], dueAt } }
}

/** Goes on from it; checks that there are no more are let go. */
export function restoreLate(late: Late, saved: SavedLate | undefined, knows: (check: string) => boolean): void {
  if (!saved) return
  late.dueAt = saved.dueAt
  late.ends = saved.ends
  for (const [agent, at] of saved.heard ?? []) late.heard.set(agent, at)
  for (const [check, gaps] of saved.gaps)
    if (knows(check))
      late.gaps.set(
        check,
        gaps.map((gap) => ({ ...gap })),
      )
  for (const closed of saved.closed) late.closed.set(closed.incident.id, closed)
}

/** Lets the oldest entries of a map go until it has room. */
export function bound(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
