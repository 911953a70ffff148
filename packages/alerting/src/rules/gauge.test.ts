import { expect, test } from 'vitest'
import { type GaugeRule, newGauge, read } from './gauge.ts'

const limits = { above: undefined, below: undefined, equals: undefined, clear: undefined }
const how = (given: Partial<GaugeRule['limits']>, more: Partial<GaugeRule['rule']> = {}, forMs = 0): GaugeRule => ({
  rule: { measurement: 'm', field: 'f', rate: undefined, deviation: undefined, ...more },
  limits: { ...limits, ...given },
  forMs,
})

/** A value every ten seconds, and whether each is bad; `undefined`: it says nothing. */
const judged = (rule: GaugeRule, values: readonly (number | string | boolean)[]) => {
  const gauge = newGauge()
  return values.map((value, i) => read(gauge, value, 1_000_000 + i * 10_000, rule)?.bad)
}

test.for([
  { name: 'above', rule: how({ above: 90 }), values: [90, 90.1, 89], bad: [false, true, false] },
  { name: 'below', rule: how({ below: 5 }), values: [5, 4, 6], bad: [false, true, false] },
  { name: 'a band', rule: how({ above: 30, below: 10 }), values: [9, 10, 20, 31], bad: [true, false, false, true] },
  {
    name: 'hysteresis: bad from 90, good again only at 80',
    rule: how({ above: 90, clear: 80 }),
    values: [85, 91, 85, 81, 80, 85],
    bad: [false, true, true, true, false, false],
  },
  {
    name: 'hysteresis below',
    rule: how({ below: 5, clear: 15 }),
    values: [4, 10, 15, 10],
    bad: [true, true, false, false],
  },
  { name: 'a text', rule: how({ equals: 'down' }), values: ['up', 'down'], bad: [false, true] },
  { name: 'a number that it must not be', rule: how({ equals: 3 }), values: [2, 3], bad: [false, true] },
  { name: 'yes or no', rule: how({ equals: false }), values: [true, false], bad: [false, true] },
  {
    name: 'a duration',
    rule: how({ above: 1 }, {}, 20_000),
    values: [2, 2, 2, 0, 2, 2],
    bad: [false, false, true, false, false, false],
  },
  {
    name: 'a rate per second',
    rule: how({ above: 1 }, { rate: 'second' }),
    values: [100, 105, 120, 121],
    bad: [undefined, false, true, false],
  },
  {
    name: 'a counter that was reset: that value says nothing',
    rule: how({ above: 1 }, { rate: 'second' }),
    values: [1e9, 1e9 + 50, 3, 53],
    bad: [undefined, true, undefined, true],
  },
  {
    name: 'a rate per minute',
    rule: how({ above: 0 }, { rate: 'minute' }),
    values: [7, 7, 8],
    bad: [undefined, false, true],
  },
  {
    name: 'no number at all',
    rule: how({ above: 1 }),
    values: [Number.NaN, Number.POSITIVE_INFINITY],
    bad: [undefined, undefined],
  },
])('$name', ({ rule, values, bad }) => {
  expect(judged(rule, values)).toEqual(bad)
})

test('what is not as at this hour of other weeks is bad, once enough weeks are known', () => {
  const rule = how({}, { deviation: { over: 4, direction: 'above', least: 5, weeks: 3 } })
  const gauge = newGauge()
  const week = 168 * 3_600_000
  for (let at = 0; at < 4 * week; at += 600_000)
    expect(read(gauge, 50 + ((at / 600_000) % 5), at, rule)?.bad ?? false).toBe(false)
  const breach = read(gauge, 90, 4 * week + 60_000, rule)
  expect(breach).toEqual({ bad: true, text: { vi: '90, giờ này thường là 52', en: '90, usually 52 at this hour' } })
  expect(read(gauge, 10, 4 * week + 120_000, rule)?.bad).toBe(false)
})
