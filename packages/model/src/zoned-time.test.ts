import { expect, test } from 'vitest'
import { momentOf, parseWallTime, wallTimeAt } from './zoned-time.ts'

const moment = (text: string, zone: string) => new Date(momentOf(parseWallTime(text)!, zone)).toISOString()

test.for([
  ['2026-12-01T08:00', 'Asia/Ho_Chi_Minh', '2026-12-01T01:00:00.000Z'],
  ['2026-12-01T00:00', 'Asia/Ho_Chi_Minh', '2026-11-30T17:00:00.000Z'],
  ['2026-07-01T12:30:15', 'Europe/Berlin', '2026-07-01T10:30:15.000Z'],
  // Set back: 02:30 comes twice, the first is summer time.
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  // Set forward: there is no 02:30, so it is 03:30 summer time.
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  // Half an hour of summer time.
  ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
] as const)('%s in %s is %s', ([text, zone, expected]) => {
  expect(moment(text, zone)).toBe(expected)
})

test('a moment and what clocks show of it are each other’s inverse', () => {
  for (const zone of ['Asia/Ho_Chi_Minh', 'Europe/Berlin', 'America/St_Johns', 'UTC'])
    for (let at = Date.UTC(2026, 0, 1, 0, 17); at < Date.UTC(2027, 0, 1); at += 26 * 3_600_000 + 60_000)
      expect(momentOf(wallTimeAt(at, zone), zone)).toBe(at)
})

test.for(['2026-02-30T08:00', '2026-12-01', '2026-12-01T24:00', '2026-13-01T00:00', 'tomorrow', '2026-12-01T08:60'])(
  '%s is no moment',
  (text) => expect(parseWallTime(text)).toBeUndefined(),
)
