import { expect, test } from 'vitest'
import { learn, newBaseline, usualAt } from './baseline.ts'

const HOUR = 3_600_000
const WEEK = 168 * HOUR

/** So many weeks of a value every ten minutes. */
function learned(weeks: number, value: (hour: number, week: number) => number) {
  const baseline = newBaseline()
  for (let at = 0; at < weeks * WEEK; at += HOUR / 6)
    learn(baseline, value(Math.floor(at / HOUR) % 168, Math.floor(at / WEEK)), at)
  return baseline
}

test('an hour that is not known from enough weeks is not judged', () => {
  const baseline = learned(2, () => 10)
  expect(usualAt(baseline, 2 * WEEK + 5 * HOUR, 3)).toBeUndefined()
  expect(usualAt(baseline, 2 * WEEK + 5 * HOUR, 2)).toMatchObject({ value: 10 })
})

test('what is usual is what it was at the same hour of other weeks', () => {
  const baseline = learned(4, (hour) => (hour === 30 ? 500 : 20))
  expect(usualAt(baseline, 4 * WEEK + 30 * HOUR, 3)?.value).toBe(500)
  expect(usualAt(baseline, 4 * WEEK + 60 * HOUR, 3)?.value).toBe(20)
})

test('one odd week changes neither what is usual nor how much it varies', () => {
  const plain = learned(5, (hour, week) => 100 + ((hour + week) % 3))
  const odd = learned(5, (hour, week) => (week === 2 ? 9_000 : 100 + ((hour + week) % 3)))
  const at = 5 * WEEK + 40 * HOUR
  expect(Math.abs(usualAt(odd, at, 3)!.value - usualAt(plain, at, 3)!.value)).toBeLessThanOrEqual(1)
  expect(usualAt(odd, at, 3)!.spread).toBeLessThan(5)
})

test('it keeps six weeks and no more, whatever comes', () => {
  const baseline = learned(20, (_hour, week) => week)
  const lengths = Object.values(baseline.hours).map((means) => means.length)
  expect(Object.keys(baseline.hours)).toHaveLength(168)
  expect(Math.max(...lengths)).toBe(6)
  expect(JSON.stringify(baseline).length).toBeLessThan(10_000)
})
