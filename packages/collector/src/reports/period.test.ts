import { dateOf, wallClock } from '@vonggac/model'
import { expect, test } from 'vitest'
import { daysOf, momentIn, monthPeriod } from './period.ts'

const shown = (month: string, zone: string) => {
  const period = monthPeriod(month, zone)
  return period && [new Date(period.from).toISOString(), new Date(period.to).toISOString()]
}

test.for([
  ['2026-10', 'Asia/Ho_Chi_Minh', '2026-09-30T17:00:00.000Z', '2026-10-31T17:00:00.000Z'],
  ['2026-12', 'Asia/Ho_Chi_Minh', '2026-11-30T17:00:00.000Z', '2026-12-31T17:00:00.000Z'],
  ['2026-10', 'Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['2028-02', 'UTC', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
] as const)('%s in %s is from %s to %s', ([month, zone, from, to]) => expect(shown(month, zone)).toEqual([from, to]))

test.for(['2026-13', '2026-00', '2026', '26-10', '2026-10-01', ''])('%s is no month', (month) =>
  expect(monthPeriod(month, 'UTC')).toBeUndefined(),
)

test.for([
  ['2026-10-05', 1_791_133_200_000],
  ['2026-10-05T08:30', 1_791_163_800_000],
  ['1791133200000', 1_791_133_200_000],
  ['yesterday', undefined],
  ['2026-02-30', undefined],
] as const)('%s is %s', ([text, at]) => expect(momentIn(text, 'Asia/Ho_Chi_Minh')).toBe(at))

test.for([
  ['2026-10', 'Asia/Ho_Chi_Minh', 31],
  // Clocks are set back on the 25th: that day has 25 hours.
  ['2026-10', 'Europe/Berlin', 31],
  // Samoa had no 30 December 2011.
  ['2011-12', 'Pacific/Apia', 30],
] as const)('the days of %s in %s cover it', ([month, zone, count]) => {
  const period = monthPeriod(month, zone)!
  const days = daysOf(period, zone, (at) => dateOf(wallClock(zone, at)))
  expect(days).toHaveLength(count)
  expect(days[0]!.from).toBe(period.from)
  expect(days.at(-1)!.to).toBe(period.to)
  expect(days.slice(1).every(({ from }, i) => from === days[i]!.to)).toBe(true)
})
