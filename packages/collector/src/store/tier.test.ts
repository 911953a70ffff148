import { expect, test } from 'vitest'
import { chooseTier, effectiveRetention } from './tier.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const now = 1_790_000_000_000
const retention = { raw: 30 * DAY, fiveMinutes: 365 * DAY, oneHour: 1_000 * DAY }

test.for([
  ['no step', { ago: 90 * DAY, range: DAY }, 'raw', undefined],
  ['a short range', { ago: HOUR, range: HOUR, stepMs: 5 * MINUTE }, 'raw', 5 * MINUTE],
  ['a day in 5-minute steps', { ago: DAY, range: DAY, stepMs: 5 * MINUTE }, 'fiveMinutes', 5 * MINUTE],
  ['a day in 1-minute steps', { ago: DAY, range: DAY, stepMs: MINUTE }, 'raw', MINUTE],
  ['a week in 7-minute steps', { ago: 7 * DAY, range: 7 * DAY, stepMs: 7 * MINUTE }, 'raw', 7 * MINUTE],
  ['a month in 2-hour steps', { ago: 29 * DAY, range: 29 * DAY, stepMs: 2 * HOUR }, 'oneHour', 2 * HOUR],
  [
    '1-minute steps of an hour that is no longer raw',
    { ago: 90 * DAY, range: HOUR, stepMs: MINUTE },
    'fiveMinutes',
    5 * MINUTE,
  ],
  ['7-minute steps of it', { ago: 90 * DAY, range: HOUR, stepMs: 7 * MINUTE }, 'fiveMinutes', 10 * MINUTE],
  ['5-minute steps beyond a year', { ago: 400 * DAY, range: DAY, stepMs: 5 * MINUTE }, 'oneHour', HOUR],
  ['beyond everything', { ago: 2_000 * DAY, range: DAY, stepMs: 5 * MINUTE }, 'oneHour', HOUR],
] as const)('%s', ([, { ago, range, ...step }, tier, stepMs]) => {
  const from = now - ago
  expect(
    chooseTier({ from, to: from + range, stepMs: 'stepMs' in step ? step.stepMs : undefined }, retention, now),
  ).toEqual({ tier, stepMs })
})

test('a coarser resolution is kept at least as long as the finer one', () => {
  expect(effectiveRetention({ raw: 30, fiveMinutes: 10, oneHour: 20 })).toEqual({
    raw: 30,
    fiveMinutes: 30,
    oneHour: 30,
  })
})
