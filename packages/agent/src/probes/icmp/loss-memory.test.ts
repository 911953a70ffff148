import { expect, test } from 'vitest'
import { createLossMemory, type Loss } from './loss-memory.ts'

/** Intervals of ten packets with so many lost; the result of the last one, in packets lost of sent. */
function after(lost: readonly number[], limitPct = 5, sent = 10): string {
  const memory = createLossMemory()
  let found: Loss | undefined
  for (const each of lost) found = memory.add({ sent, lost: each }, limitPct)
  return found ? `${found.lost}/${found.sent}` : 'no more than chance'
}

test.for([
  ['one packet of ten', [1], 'no more than chance'],
  ['half of an interval', [5], '5/10'],
  ['three of ten, once', [3], 'no more than chance'],
  ['three of ten, twice', [3, 3], '6/20'],
  ['one of ten, now and then', [0, 1, 0, 0, 1, 0], 'no more than chance'],
  ['a tenth, for minutes', new Array(30).fill(1), '30/300'],
  ['what is over', [5, 5, 5, 0, 0, 0, 0, 0, 0], 'no more than chance'],
] as const)('%s', ([, lost, expected]) => {
  expect(after(lost)).toBe(expected)
})

test('with a limit of nothing every loss is too much', () => {
  expect(after([0, 1], 0)).toBe('1/10')
})

test('a target of few packets is judged over more intervals', () => {
  expect(after([2, 2, 2], 34, 3)).toBe('no more than chance')
  expect(after([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], 34, 3)).toMatch(/\//)
})

test('a link that loses 2 % at random is hardly ever held to lose more than 5 %', () => {
  let seed = 1
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  let found = 0
  // Thirty-three links for an hour.
  for (let link = 0; link < 33; link++) {
    const memory = createLossMemory()
    for (let interval = 0; interval < 360; interval++) {
      const lost = Array.from({ length: 10 }, random).filter((value) => value < 0.02).length
      if (memory.add({ sent: 10, lost }, 5)) found++
    }
  }
  expect(found).toBe(0)
})
