import type { Name } from './topology.ts'

/** How a check of a service is. `impaired`: it works, but warns. `closed`: outside the hours in which it is run. */
export type MemberState = 'working' | 'impaired' | 'failed' | 'unknown' | 'closed'

/** How a service is; the index is the field `state` of measurement `service`. `closed`: all of its checks are outside their hours. */
export const serviceStates = ['up', 'degraded', 'down', 'unknown', 'closed'] as const
export type ServiceState = (typeof serviceStates)[number]

/** The states in the order in which one hides another where there is room for one only: the worst last. */
export const serviceRanks = ['closed', 'up', 'unknown', 'degraded', 'down'] as const satisfies readonly ServiceState[]

/**
 * What it takes for a group to be up. `atLeast`: so many must work. `weights`: one a member; the group is down when the
 * members that work have less than `down` per cent of the weight, and degraded when those that do not even warn have less than `degraded`.
 */
export type ServiceRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atLeast'; readonly n: number }
  | { readonly kind: 'weights'; readonly weights: readonly number[]; readonly down: number; readonly degraded: number }

/** Checks, by id, and groups that count as one. */
export interface ServiceGroup {
  readonly rule: ServiceRule
  readonly members: readonly (string | ServiceGroup)[]
}

/** What a service is made of: what `servicesOf` derives from the inventory. Plain JSON. */
export interface ServiceShape extends ServiceGroup {
  /** Its node in the topology, `ttdl/mail`. */
  readonly node: string
  readonly id: string
  readonly site: string
  readonly kind: string
  readonly name: Name
}

/** How a service is, and the checks that make it so: what is broken, the worst first; none when it is up. */
export interface ServiceVerdict {
  readonly state: ServiceState
  readonly deciding: readonly string[]
}

/** Works out a service from its checks. What is not known counts only where it could make the difference between down and not. */
export function serviceVerdict(group: ServiceGroup, stateOf: (check: string) => MemberState): ServiceVerdict {
  const state = groupState(group, stateOf)
  return { state, deciding: state === 'up' || state === 'closed' ? [] : leaves(group, state, stateOf) }
}

/** All checks of a group, each once, in order. */
export function checksOfService({ members }: ServiceGroup): string[] {
  return [...new Set(members.flatMap((member) => (typeof member === 'string' ? [member] : checksOfService(member))))]
}

const AS_MEMBER: Readonly<Record<ServiceState, MemberState>> = {
  up: 'working',
  degraded: 'impaired',
  down: 'failed',
  unknown: 'unknown',
  closed: 'closed',
}

type StateOf = (check: string) => MemberState

const memberState = (member: string | ServiceGroup, stateOf: StateOf): MemberState =>
  typeof member === 'string' ? stateOf(member) : AS_MEMBER[groupState(member, stateOf)]

function groupState({ rule, members }: ServiceGroup, stateOf: StateOf): ServiceState {
  const states = members.map((member) => memberState(member, stateOf))
  if (states.length === 0 || states.every((state) => state === 'unknown')) return 'unknown'
  if (states.every((state) => state === 'closed')) return 'closed'
  const best = decided(rule, states, 'working')
  return best !== 'down' && decided(rule, states, 'failed') === 'down' && states.includes('unknown') ? 'unknown' : best
}

/** The group when what is not known is taken to be as `unknownAs` says. */
function decided(rule: ServiceRule, states: readonly MemberState[], unknownAs: MemberState): ServiceState {
  const open = states
    .map((state, index) => ({
      state: state === 'unknown' ? unknownAs : state,
      weight: rule.kind === 'weights' ? (rule.weights[index] ?? 1) : 1,
    }))
    .filter(({ state }) => state !== 'closed')
  const weightOf = (...wanted: MemberState[]) =>
    open.reduce((sum, { state, weight }) => (wanted.includes(state) ? sum + weight : sum), 0)
  const all = weightOf('working', 'impaired', 'failed')
  const work = weightOf('working', 'impaired')
  const good = weightOf('working')
  if (rule.kind === 'weights') {
    if (percent(work, all) < rule.down) return 'down'
    return percent(good, all) < rule.degraded ? 'degraded' : 'up'
  }
  // Of members that are outside their hours nothing can be asked.
  const needed = { all, any: 1, atLeast: rule.kind === 'atLeast' ? Math.min(rule.n, all) : 0 }[rule.kind]
  if (work < needed) return 'down'
  return good < all ? 'degraded' : 'up'
}

/** Rounded, so that thirds that add up to a threshold reach it. */
const percent = (part: number, all: number) => Math.round((part / all) * 1e8) / 1e6

/** The checks behind a state: of the members that are as bad as the whole first, then, where it still works, of the others. */
function leaves(group: ServiceGroup, state: ServiceState, stateOf: StateOf): string[] {
  const wanted: readonly MemberState[] =
    state === 'down' ? ['failed'] : state === 'unknown' ? ['unknown'] : ['failed', 'impaired']
  const found = wanted.flatMap((want) =>
    group.members.flatMap((member) => {
      if (memberState(member, stateOf) !== want) return []
      return typeof member === 'string' ? [member] : leaves(member, groupState(member, stateOf), stateOf)
    }),
  )
  return [...new Set(found)]
}
