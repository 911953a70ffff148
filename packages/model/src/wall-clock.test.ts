import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localTime, momentsOf, wallClock } from './wall-clock.ts'

const utc = (text: string) => Date.parse(`${text}Z`)

test.for([
  ['Asia/Ho_Chi_Minh', '2026-11-25T17:30:00', { date: '2026-11-26', weekday: 4, minute: 30 }],
  ['Europe/Berlin', '2026-03-29T00:59:59', { date: '2026-03-29', weekday: 0, minute: 119 }],
  ['Europe/Berlin', '2026-03-29T01:00:00', { date: '2026-03-29', weekday: 0, minute: 180 }],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00', { date: '2026-04-05', weekday: 0, minute: 90 }],
  ['Pacific/Kiritimati', '2026-12-31T10:00:00', { date: '2027-01-01', weekday: 5, minute: 0 }],
] as const)('in %s at %s UTC', ([zone, at, local]) => {
  expect(localTime(zone, utc(at))).toEqual(local)
})

test.for([
  ['an ordinary time', 'Europe/Berlin', '2026-06-01T08:00:00', ['2026-06-01T06:00:00.000Z']],
  ['a time that is skipped', 'Europe/Berlin', '2026-03-29T02:30:00', ['2026-03-29T01:00:00.000Z']],
  [
    'a time that comes twice',
    'Europe/Berlin',
    '2026-10-25T02:30:00',
    ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
  ],
  ['half an hour that is skipped', 'Australia/Lord_Howe', '2026-10-04T02:15:00', ['2026-10-03T15:30:00.000Z']],
  [
    'half an hour that comes twice',
    'Australia/Lord_Howe',
    '2026-04-05T01:45:00',
    ['2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z'],
  ],
  ['a day that there never was', 'Pacific/Apia', '2011-12-30T12:00:00', ['2011-12-30T10:00:00.000Z']],
] as const)('%s in %s, %s', ([, zone, wall, moments]) => {
  expect(momentsOf(zone, utc(wall)).map((at) => new Date(at).toISOString())).toEqual(moments)
})

test('every moment is one of those at which the clocks show what they show then', () => {
  const zones = fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC')
  fc.assert(
    fc.property(zones, fc.integer({ min: utc('2024-01-01T00:00:00'), max: utc('2029-01-01T00:00:00') }), (zone, at) => {
      expect(momentsOf(zone, wallClock(zone, at))).toContain(at)
    }),
  )
})
