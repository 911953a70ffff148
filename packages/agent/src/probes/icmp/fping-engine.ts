import type { Echo, EchoEngine, EngineDeps } from './engine.ts'
import { type FpingGroup, startFpingGroup } from './fping-group.ts'
import { regroup, sameGroup } from './fping-grouping.ts'

/** Groups that start together are spread over at most this, so that their bursts do not meet, ms. */
const SPREAD_MS = 2_000

/** Echoes by long-lived `fping -l` processes, one per group of targets; see `startFpingGroup`. */
export function createFpingEngine(program: { path: string; gapMs: number }, deps: EngineDeps): EchoEngine {
  let groups: FpingGroup[] = []
  return {
    async watch(echoes) {
      const planned = regroup(
        groups.map((group) => group.echoes),
        echoes,
      )
      const outdated = groups.filter((group, at) => !sameGroup(group.echoes, planned[at]!))
      const started: Echo[][] = planned.filter(
        (echoes, at) => echoes.length > 0 && !(groups[at] && sameGroup(groups[at].echoes, echoes)),
      )
      groups = groups.filter((group) => !outdated.includes(group))
      await Promise.all(outdated.map((group) => group.close()))
      for (const [at, echoes] of started.entries()) {
        const startAfterMs = (at * Math.min(SPREAD_MS, echoes[0]!.periodMs)) / started.length
        groups.push(startFpingGroup(echoes, program, { ...deps, startAfterMs }))
      }
    },
    async close() {
      const closing = groups
      groups = []
      await Promise.all(closing.map((group) => group.close()))
    },
  }
}
