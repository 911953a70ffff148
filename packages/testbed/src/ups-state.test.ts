import { expect, test } from 'vitest'
import { UpsState } from './ups-state.ts'

const NOW = 1_800_000_000

test('on mains it is full, and nothing moves but load and temperature within their bounds', () => {
  const ups = new UpsState('tam-ky/ups')
  for (let at = NOW; at < NOW + 86_400; at += 600) {
    expect(ups.charge(at)).toBe(100)
    expect(ups.onBatteryS(at)).toBe(0)
    expect(ups.load(at)).toBeGreaterThanOrEqual(18)
    expect(ups.load(at)).toBeLessThanOrEqual(55)
    expect(ups.temperature(at)).toBeLessThan(32)
    expect(ups.inputVoltage(at)).toBeGreaterThan(220)
  }
})

test('without mains the battery drains to nothing, and with mains it fills up again', () => {
  const ups = new UpsState('tam-ky/ups')
  ups.setMains(false, NOW)
  ups.setMains(false, NOW + 100)
  expect(ups.onBatteryS(NOW + 600)).toBe(600)
  expect(ups.inputVoltage(NOW + 600)).toBe(0)
  const half = ups.charge(NOW + 1_350)
  expect(half).toBeCloseTo(50, 1)
  expect(ups.charge(NOW + 86_400)).toBe(0)
  ups.setMains(true, NOW + 1_350)
  expect(ups.charge(NOW + 1_350)).toBeCloseTo(50, 1)
  expect(ups.charge(NOW + 1_350 + 3_600)).toBeCloseTo(75, 1)
  expect(ups.charge(NOW + 86_400)).toBe(100)
})
