import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checksOfService,
  type MemberState,
  type ServiceGroup,
  type ServiceRule,
  serviceVerdict,
} from './service-verdict.ts'

const W = 'working'
const I = 'impaired'
const F = 'failed'
const U = 'unknown'
const C = 'closed'

const group = (rule: ServiceRule, states: readonly MemberState[]) => ({
  group: { rule, members: states.map((_, index) => `c${index}`) },
  stateOf: (check: string) => states[Number(check.slice(1))]!,
})

const all: ServiceRule = { kind: 'all' }
const any: ServiceRule = { kind: 'any' }
const two: ServiceRule = { kind: 'atLeast', n: 2 }
const weighted: ServiceRule = { kind: 'weights', weights: [5, 3, 2], down: 50, degraded: 80 }

test.for<[string, ServiceRule, MemberState[], string, string[]]>([
  ['all of them work', all, [W, W], 'up', []],
  ['one of all fails', all, [W, F], 'down', ['c1']],
  ['one of all warns', all, [W, I], 'degraded', ['c1']],
  ['one of all is not known', all, [W, U], 'unknown', ['c1']],
  ['one of all fails, which is enough whatever the other does', all, [U, F], 'down', ['c1']],
  ['nothing is known', all, [U, U], 'unknown', ['c0', 'c1']],
  ['it has no checks', all, [], 'unknown', []],
  ['one of any fails', any, [F, W], 'degraded', ['c0']],
  ['each of any fails', any, [F, F], 'down', ['c0', 'c1']],
  ['the only one of any that works warns', any, [F, I], 'degraded', ['c0', 'c1']],
  ['one of any works, the other is not known', any, [W, U], 'up', []],
  ['one of any fails, the other is not known', any, [F, U], 'unknown', ['c1']],
  ['two of three are enough', two, [W, F, W], 'degraded', ['c1']],
  ['one of three is not enough for two', two, [W, F, F], 'down', ['c1', 'c2']],
  ['half of the weight works', weighted, [W, F, F], 'degraded', ['c1', 'c2']],
  ['less than half of the weight works', weighted, [F, W, F], 'down', ['c0', 'c2']],
  ['eighty per cent work', weighted, [W, W, F], 'up', []],
  ['what warns counts as working, and not as good', weighted, [I, W, W], 'degraded', ['c0']],
  ['the heaviest is not known', weighted, [U, W, F], 'unknown', ['c0']],
  ['what is closed is not asked', all, [C, W], 'up', []],
  ['of two that are needed one is closed', two, [C, W, C], 'up', []],
  ['the weight of what is closed does not count', weighted, [C, W, F], 'degraded', ['c2']],
  ['everything is closed', all, [C, C], 'closed', []],
])('%s', ([, rule, states, state, deciding]) => {
  const { group: service, stateOf } = group(rule, states)
  expect(serviceVerdict(service, stateOf)).toEqual({ state, deciding })
})

const nested: ServiceGroup = { rule: all, members: [{ rule: any, members: ['s1', 's2'] }, 'db'] }

test.for<[string, Record<string, MemberState>, string, string[]]>([
  ['one server of a pair fails', { s1: F, s2: W, db: W }, 'degraded', ['s1']],
  ['both servers fail', { s1: F, s2: F, db: W }, 'down', ['s1', 's2']],
  ['the database fails, and what only degrades is not the cause', { s1: F, s2: W, db: F }, 'down', ['db']],
  ['a server is closed and the other works', { s1: C, s2: W, db: W }, 'up', []],
])('of a pair of servers and a database: %s', ([, states, state, deciding]) => {
  expect(serviceVerdict(nested, (check) => states[check]!)).toEqual({ state, deciding })
})

test('a check that stands in several places is one', () => {
  expect(checksOfService({ rule: all, members: ['a', { rule: any, members: ['b', 'a'] }] })).toEqual(['a', 'b'])
})

const states = fc.array(fc.constantFrom<MemberState>(W, I, F, U, C), { minLength: 1, maxLength: 5 })
const rules = fc.oneof(
  fc.constantFrom(all, any, two),
  fc.record({
    kind: fc.constant('weights' as const),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 }),
    down: fc.integer({ min: 1, max: 100 }),
    degraded: fc.constant(100),
  }),
)
const RANK = { up: 0, degraded: 1, down: 2 } as Record<string, number>

test('a check that fails never makes a service better', () => {
  fc.assert(
    fc.property(states, rules, fc.nat(4), (before, rule, which) => {
      const known = before.map((state) => (state === U || state === C ? W : state))
      const after = known.map((state, index) => (index === which ? F : state))
      const verdict = (of: readonly MemberState[]) => {
        const { group: service, stateOf } = group(rule, of)
        return serviceVerdict(service, stateOf).state
      }
      expect(RANK[verdict(after)]).toBeGreaterThanOrEqual(RANK[verdict(known)]!)
    }),
  )
})

test('what is not up always has a check that says why', () => {
  fc.assert(
    fc.property(states, rules, (of, rule) => {
      const { group: service, stateOf } = group(rule, of)
      const { state, deciding } = serviceVerdict(service, stateOf)
      expect(deciding.length > 0).toBe(state !== 'up' && state !== 'closed')
    }),
  )
})
