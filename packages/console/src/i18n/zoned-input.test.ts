import { expect, test } from 'vitest'
import { inputOf, momentOfInput } from './zoned-input.ts'

test('what is chosen is what clocks in Viet Nam show, whatever zone the browser is in', () => {
  const at = Date.UTC(2026, 10, 26, 17, 30)
  expect(inputOf(at)).toBe('2026-11-27T00:30')
  expect(momentOfInput('2026-11-27T00:30')).toBe(at)
  expect(momentOfInput('')).toBeNaN()
  expect(inputOf(at, 'Asia/Tokyo')).toBe('2026-11-27T02:30')
  expect(momentOfInput('2026-11-27T02:30', 'Asia/Tokyo')).toBe(at)
})
