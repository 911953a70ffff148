import { expect, test } from 'vitest'
import { sharesOf, stretchesOf } from './state-strip.ts'

const span = { from: 1000, to: 2000, parts: 10 }
const states = (readings: readonly (readonly [number, number | null])[]) =>
  stretchesOf(readings, span).map(({ from, to, state }) => `${from}-${to} ${state}`)

test.for([
  { name: 'nothing at all', readings: [], says: ['1000-2000 none'] },
  { name: 'one result', readings: [[1000, 0]], says: ['1000-1100 ok', '1100-2000 none'] },
  {
    name: 'a failure among good results of one part',
    readings: [
      [1210, 0],
      [1220, 2],
      [1230, 0],
    ],
    says: ['1000-1200 none', '1200-1300 fail', '1300-2000 none'],
  },
  {
    name: 'equal neighbours',
    readings: [
      [1000, 1],
      [1199, 1],
      [1200, 3],
    ],
    says: ['1000-1200 warn', '1200-1300 unknown', '1300-2000 none'],
  },
  {
    name: 'times and numbers beyond',
    readings: [
      [999, 2],
      [2000, 2],
      [1500, 7],
      [1500, null],
    ],
    says: ['1000-2000 none'],
  },
] as { name: string; readings: [number, number | null][]; says: string[] }[])('$name', ({ readings, says }) => {
  expect(states(readings)).toEqual(says)
})

test('a failure counts more than what could not be told, and that more than all is well', () => {
  const at = (...values: number[]) => values.map((value, i) => [1000 + i, value] as const)
  expect(states(at(0, 3))[0]).toBe('1000-1100 unknown')
  expect(states(at(3, 1))[0]).toBe('1000-1100 warn')
  expect(states(at(2, 3))[0]).toBe('1000-1100 fail')
})

test('shares are told by size', () => {
  const stretches = stretchesOf(
    [
      [1000, 0],
      [1100, 0],
      [1200, 2],
    ],
    span,
  )
  expect(sharesOf(stretches)).toEqual([
    ['none', 70],
    ['ok', 20],
    ['fail', 10],
  ])
})
