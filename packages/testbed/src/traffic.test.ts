import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadAt, loadBetween, PEAK } from './traffic.ts'

const time = fc.integer({ min: 1_700_000_000, max: 2_000_000_000 })
const shift = fc.integer({ min: 0, max: 3_600 })

test('a load is never negative and never beyond its peak', () => {
  fc.assert(
    fc.property(time, shift, (at, shiftS) => {
      expect(loadAt(at, shiftS)).toBeGreaterThanOrEqual(0)
      expect(loadAt(at, shiftS)).toBeLessThanOrEqual(PEAK)
    }),
  )
})

test('a counter is the sum of the load: it never falls, and grows by what flowed', () => {
  fc.assert(
    fc.property(time, fc.integer({ min: 1, max: 600 }), shift, (at, seconds, shiftS) => {
      const grown = loadBetween(at, at + seconds, shiftS)
      let sum = 0
      for (let i = 0; i < seconds; i++) sum += loadAt(at + i + 0.5, shiftS)
      expect(grown).toBeGreaterThanOrEqual(0)
      expect(Math.abs(grown - sum)).toBeLessThan(0.01 * seconds + 0.01)
    }),
  )
})

test('offices are busier in the morning than at night', () => {
  const day = Date.UTC(2026, 10, 23) / 1_000
  const hour = (h: number) => loadBetween(day + (h - 7) * 3_600, day + (h - 6) * 3_600, 0)
  expect(hour(10)).toBeGreaterThan(2 * hour(2))
})
