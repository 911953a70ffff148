import { expect, test } from 'vitest'
import { guessedResults, SUMMARY_MS, type Summary } from './summaries.ts'

const summary = (n: number, statuses: readonly number[]): Summary => ({
  at: n * SUMMARY_MS,
  min: Math.min(...statuses),
  max: Math.max(...statuses),
  mean: statuses.reduce((sum, one) => sum + one, 0) / statuses.length,
  last: statuses.at(-1)!,
})
/** Ten results each. */
const ok = Array<number>(10).fill(0)
const fails = (from: number, to: number) => ok.map((_, i) => (i >= from && i < to ? 2 : 0))
const guessed = (...all: readonly (readonly number[])[]) =>
  guessedResults(all.map((statuses, n) => summary(n, statuses))).map(({ at, status }) => [at / SUMMARY_MS, status])

test.for<{ name: string; of: readonly number[][]; are: readonly (readonly [number, number])[] }>([
  {
    name: 'results that all say the same',
    of: [ok, fails(0, 10)],
    are: [
      [0, 0],
      [1, 2],
    ],
  },
  {
    name: 'an outage that begins in it',
    of: [ok, fails(7, 10)],
    are: [
      [0, 0],
      [1, 0],
      [1.7, 2],
    ],
  },
  {
    name: 'an outage that ends in it',
    of: [fails(0, 10), fails(0, 3)],
    are: [
      [0, 2],
      [1, 2],
      [1.3, 0],
    ],
  },
  {
    name: 'an outage within it',
    of: [ok, fails(2, 4)],
    are: [
      [0, 0],
      [1, 0],
      [1.4, 2],
      [1.6, 0],
    ],
  },
  {
    name: 'a recovery within it',
    of: [fails(0, 10), [2, 2, 2, 0, 0, 2, 2, 2, 2, 2]],
    are: [
      [0, 2],
      [1, 2],
      [1.4, 0],
      [1.6, 2],
    ],
  },
  {
    name: 'warnings beside failures',
    of: [ok, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]],
    are: [
      [0, 0],
      [1, 0],
      [1.5, 2],
    ],
  },
  {
    name: 'some that say nothing',
    of: [ok, [0, 3, 3, 0, 2, 0, 0, 0, 0, 0]],
    are: [
      [0, 0],
      [1, 3],
    ],
  },
])('$name', ({ of, are }) => {
  const found = guessed(...of)
  expect(found).toHaveLength(are.length)
  for (const [i, [at, status]] of are.entries()) expect(found[i]).toEqual([expect.closeTo(at, 6), status])
})
