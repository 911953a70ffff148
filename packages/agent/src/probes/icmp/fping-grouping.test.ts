import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Echo } from './engine.ts'
import { groupKey, regroup, sameGroup } from './fping-grouping.ts'

const echo = (address: string, periodMs = 1_000): Echo => ({
  key: `${address} ${periodMs} 500 56`,
  address,
  periodMs,
  lostAfterMs: 500,
  forgetAfterMs: 2_400,
  dscp: 0,
  size: 56,
})

test('periods and address families go apart', () => {
  const groups = regroup([], [echo('10.0.0.1'), echo('10.0.0.2', 5_000), echo('fd00::1'), echo('10.0.0.3')])
  expect(groups.map((group) => group.map(({ address }) => address))).toEqual([
    ['10.0.0.1', '10.0.0.3'],
    ['10.0.0.2'],
    ['fd00::1'],
  ])
})

test('a target that goes changes only its own group', () => {
  const all = ['1', '2', '3', '4'].map((last) => echo(`10.0.0.${last}`))
  const current = regroup([], all, 2)
  const next = regroup(current, all.slice(1), 2)
  expect(next.map((group, at) => sameGroup(group, current[at]!))).toEqual([false, true])
})

test('whatever changes, every wanted target is in exactly one group of its kind, and groups stay within bounds', () => {
  const echoes = fc.uniqueArray(fc.record({ last: fc.nat(30), periodMs: fc.constantFrom(1_000, 5_000) }), {
    selector: (e) => `${e.last} ${e.periodMs}`,
  })
  fc.assert(
    fc.property(echoes, echoes, (before, after) => {
      const [first, second] = [before, after].map((list) =>
        list.map(({ last, periodMs }) => echo(`10.0.0.${last}`, periodMs)),
      )
      const groups = regroup(regroup([], first!, 4), second!, 4)
      expect(
        groups
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(second!.map(({ key }) => key).sort())
      for (const group of groups) {
        expect(group.length).toBeLessThanOrEqual(4)
        expect(new Set(group.map(groupKey)).size).toBeLessThanOrEqual(1)
      }
    }),
  )
})
