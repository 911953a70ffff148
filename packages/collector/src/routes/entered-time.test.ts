import { expect, test } from 'vitest'
import { checkTime, moment } from './entered-time.ts'

const DAY = 86_400_000
const now = Date.UTC(2026, 10, 26)

test.for([
  ['now for a day', now, now + DAY, undefined],
  ['what began, as long as it may be', now - DAY, now + DAY, undefined],
  ['a little too long', now, now + 2 * DAY + 1, 'at most 2 days'],
  ['what ends as it begins', now + 5, now + 5, 'after `from`'],
  ['what is over', now - DAY, now, 'not over yet'],
] as const)('%s', ([, from, to, refused]) => {
  const check = () => checkTime({ from, to }, { now, mostDays: 2 })
  if (refused === undefined) expect(check).not.toThrow()
  else expect(check).toThrow(refused)
})

test.for([-1, 0.5, 9e15, Number.NaN, '1'])('%s is no moment that somebody means', (value) => {
  expect(moment.safeParse(value).success).toBe(false)
})

test('every moment of somebody can be shown', () => {
  expect(new Date(moment.maxValue ?? 0).toISOString()).toBe('9999-12-31T23:59:59.999Z')
})
