import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRounds } from './fping-rounds.ts'

test('a packet without a verdict is missing until it has one', () => {
  const rounds = createRounds(2)
  rounds.settle(0, 0)
  expect(rounds.missing(0)).toEqual([{ target: 1, seq: 0 }])
  rounds.settle(1, 0)
  expect(rounds.missing(0)).toEqual([])
})

test('an answer that overtakes a time-out leaves only the earlier one missing', () => {
  const rounds = createRounds(1)
  expect(rounds.settle(0, 1)).toBe(true)
  expect(rounds.missing(1)).toEqual([{ target: 0, seq: 0 }])
  expect(rounds.settle(0, 0)).toBe(true)
  expect(rounds.missing(1)).toEqual([])
})

test('in whatever order verdicts come, each packet has exactly one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 60 }), (order) => {
      const rounds = createRounds(1)
      const seen = new Set<number>()
      for (const seq of order) {
        expect(rounds.settle(0, seq)).toBe(!seen.has(seq))
        seen.add(seq)
      }
      const expected = Array.from({ length: 31 }, (_, seq) => seq).filter((seq) => !seen.has(seq))
      expect(rounds.missing(30).map(({ seq }) => seq)).toEqual(expected)
    }),
  )
})

test('a number from nowhere is no verdict and no mountain of missing packets', () => {
  const rounds = createRounds(1)
  expect(rounds.settle(0, 4_000_000_000)).toBe(false)
  expect(rounds.missing(4_000_000_000).length).toBeLessThan(2_000)
})

test('an answer is first, reordered, late, one more, or to nothing that was sent', () => {
  const rounds = createRounds(1)
  expect(rounds.arrive(0, 0)).toBe('first')
  expect(rounds.arrive(0, 0)).toBe('duplicate')
  expect(rounds.arrive(0, 2)).toBe('first')
  expect(rounds.arrive(0, 1)).toBe('reordered')
  expect(rounds.giveUp(0, 3)).toBe(true)
  expect(rounds.giveUp(0, 3)).toBe(false)
  expect(rounds.arrive(0, 3)).toBe('late')
  expect(rounds.arrive(0, 3)).toBe('duplicate')
  expect(rounds.arrive(0, 4_000_000_000)).toBe('odd')
})

test('what is forgotten is not awaited, and what is given up for ever is bounded', () => {
  const rounds = createRounds(1)
  for (let seq = 0; seq < 1_000; seq++) rounds.giveUp(0, seq)
  const awaited = Array.from({ length: 1_000 }, (_, seq) => rounds.isAwaited(0, seq)).filter(Boolean).length
  expect(awaited).toBeLessThan(200)
  rounds.forget(0, 999)
  expect(rounds.isAwaited(0, 999)).toBe(false)
  expect(rounds.isAwaited(0, -1)).toBe(false)
})
