import { expect, test } from 'vitest'
import { RESOLUTION_AT, resolutionPoints } from './resolution.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.UTC(2026, 10, 26)
const retention = { raw: 30 * DAY, fiveMinutes: 365 * DAY, oneHour: 1_825 * DAY }

/** What the variable of the dashboards makes of the points. */
function chosen(
  from: number,
  to: number,
  { rollups = true, since = 0 }: { rollups?: boolean; since?: number | null } = {},
) {
  return resolutionPoints(retention, rollups, { now, since: since ?? undefined })
    .sort((a, b) => a.timestamp - b.timestamp)
    .find(({ fields }) => Number(fields.longest_ms) >= to - from && Number(fields.oldest_ms) <= from)?.fields.policy
}

test.for([
  ['the last three hours', now - 3 * HOUR, now, 'raw'],
  ['two days', now - 48 * HOUR, now, 'raw'],
  ['a bit more', now - 49 * HOUR, now, 'five_minutes'],
  ['an hour of last week', now - 7 * DAY, now - 7 * DAY + HOUR, 'raw'],
  ['an hour of two months ago', now - 60 * DAY, now - 60 * DAY + HOUR, 'five_minutes'],
  ['a quarter', now - 90 * DAY, now, 'one_hour'],
  ['an hour of two years ago', now - 730 * DAY, now - 730 * DAY + HOUR, 'one_hour'],
  ['what nothing is kept of', now - 4_000 * DAY, now - 3_999 * DAY, 'one_hour'],
] as const)('%s is answered by the finest resolution that still has it', ([, from, to, policy]) => {
  expect(chosen(from, to)).toBe(policy)
})

test('without rollups everything is raw', () => {
  expect(chosen(now - 730 * DAY, now, { rollups: false })).toBe('raw')
})

test.for([
  ['nothing was ever written', null, 'raw'],
  ['the first point is of an hour ago', now - HOUR, 'raw'],
  ['the first point is of three days ago', now - 3 * DAY, 'one_hour'],
] as const)('a range of a quarter when %s', ([, since, policy]) => {
  expect(chosen(now - 90 * DAY, now, { since })).toBe(policy)
})

test('the points lie where no retention policy ends, and one beside the other', () => {
  const times = resolutionPoints(retention, true, { now, since: 0 }).map(({ timestamp }) => timestamp)
  expect(times).toEqual([RESOLUTION_AT, RESOLUTION_AT + 1, RESOLUTION_AT + 2])
  expect(new Date(RESOLUTION_AT).toISOString()).toBe('2100-01-01T00:00:00.000Z')
})
