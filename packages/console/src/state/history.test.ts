import { expect, test } from 'vitest'
import { HISTORY_MS, HISTORY_STEP_MS, type History, prepend, remember } from './history.ts'

test('a later reading of the same step takes the place of the earlier one', () => {
  const history = remember(remember([], 1000, 5), 2000, 6)
  expect(history).toEqual([[2000, 6]])
  expect(remember(history, 2000 + HISTORY_STEP_MS, null)).toEqual([
    [2000, 6],
    [2000 + HISTORY_STEP_MS, null],
  ])
})

test('a reading from the past changes nothing', () => {
  const history: History = [[50_000, 1]]
  expect(remember(history, 50_000, 9)).toBe(history)
  expect(remember(history, 40_000, 9)).toBe(history)
})

test('only the last quarter of an hour is kept', () => {
  let history: History = []
  for (let at = 0; at < 3 * HISTORY_MS; at += 1000) history = remember(history, at, at)
  expect(history.length).toBeLessThanOrEqual(HISTORY_MS / HISTORY_STEP_MS + 1)
  expect(history[0]![0]).toBeGreaterThan(2 * HISTORY_MS - 2 * HISTORY_STEP_MS)
})

test('the past goes before what was seen live, and never over it', () => {
  expect(
    prepend(
      [[20, 2]],
      [
        [10, 1],
        [20, 9],
        [30, 9],
      ],
    ),
  ).toEqual([
    [10, 1],
    [20, 2],
  ])
  expect(prepend([], [[10, 1]])).toEqual([[10, 1]])
})
