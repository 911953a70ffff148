import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOpen, nextChange, nextOpening, type Schedule } from './schedule.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const shown = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 16))
const weekdays = [1, 2, 3, 4, 5]
const always = [0, 1, 2, 3, 4, 5, 6]

const office: Schedule = {
  id: 'office',
  zone: 'Asia/Ho_Chi_Minh',
  days: weekdays,
  hours: [
    [450, 690],
    [810, 1_020],
  ],
  closed: ['2026-11-27'],
  working: ['2026-11-28'],
}
const night: Schedule = { id: 'night', zone: 'Asia/Ho_Chi_Minh', days: [5], hours: [[1_320, 1_800]] }
const daily: Schedule = { id: 'daily', zone: 'Asia/Ho_Chi_Minh', days: always, at: [120] }
const early = (zone: string, from: number, to: number): Schedule => ({
  id: 'early',
  zone,
  days: always,
  hours: [[from, to]],
})

// 2026-11-26 is a Thursday; Viet Nam is seven hours ahead of UTC.
test.for<[string, Schedule, string, boolean]>([
  ['Thursday morning', office, '2026-11-26T01:00', true],
  ['the minute before it begins', office, '2026-11-26T00:29', false],
  ['the minute in which it begins', office, '2026-11-26T00:30', true],
  ['the minute in which it ends', office, '2026-11-26T04:30', false],
  ['lunch', office, '2026-11-26T05:00', false],
  ['a holiday', office, '2026-11-27T01:00', false],
  ['a Saturday that makes up for it', office, '2026-11-28T01:00', true],
  ['a Sunday', office, '2026-11-29T01:00', false],
  ['a Sunday, the other way round', { ...office, invert: true }, '2026-11-29T01:00', true],
  ['Friday night', night, '2026-11-27T16:00', true],
  ['Saturday morning, which belongs to Friday night', night, '2026-11-27T20:00', true],
  ['Saturday night', night, '2026-11-28T16:00', false],
  ['two o’clock', daily, '2026-11-26T19:01', true],
  ['three minutes past two', daily, '2026-11-26T19:03', false],
  // Berlin: 02:00 becomes 03:00 on 29 March 2026, and 03:00 becomes 02:00 on 25 October.
  ['an hour that is skipped, just before', early('Europe/Berlin', 120, 240), '2026-03-29T00:59', false],
  ['an hour that is skipped, just after', early('Europe/Berlin', 120, 240), '2026-03-29T01:00', true],
  ['an hour that comes twice, the first time', early('Europe/Berlin', 120, 150), '2026-10-25T00:15', true],
  ['an hour that comes twice, between', early('Europe/Berlin', 120, 150), '2026-10-25T00:45', false],
  ['an hour that comes twice, the second time', early('Europe/Berlin', 120, 150), '2026-10-25T01:15', true],
])('%s', ([, schedule, at, open]) => {
  expect(isOpen(schedule, utc(at))).toBe(open)
})

test.for<[string, Schedule, string, string | undefined]>([
  ['in the evening, the next morning', { ...office, closed: [] }, '2026-11-26T12:00', '2026-11-27T00:30'],
  ['before a holiday, the day after it', office, '2026-11-26T12:00', '2026-11-28T00:30'],
  ['at lunch, the afternoon', office, '2026-11-26T05:00', '2026-11-26T06:30'],
  ['while it is open, now', office, '2026-11-26T01:00', '2026-11-26T01:00'],
  ['once a day', daily, '2026-11-26T19:02', '2026-11-27T19:00'],
  ['on no day at all', { ...office, days: [], working: [] }, '2026-11-26T01:00', undefined],
  [
    'skipped by the clocks: when they are set',
    early('Europe/Berlin', 150, 240),
    '2026-03-29T00:00',
    '2026-03-29T01:00',
  ],
  [
    'again when the clocks are set back into it',
    early('Europe/Berlin', 60, 150),
    '2026-10-25T00:40',
    '2026-10-25T01:00',
  ],
  [
    'half an hour that is skipped as a whole',
    early('Australia/Lord_Howe', 120, 150),
    '2026-10-03T15:00',
    '2026-10-04T15:00',
  ],
  ['half an hour, twice', early('Australia/Lord_Howe', 105, 120), '2026-04-04T15:00', '2026-04-04T15:15'],
])('next open: %s', ([, schedule, at, opening]) => {
  expect(shown(nextOpening(schedule, utc(at)))).toBe(opening)
})

test('a day that begins while the night before still goes on opens at its midnight', () => {
  const night: [number, number][] = [
    [1_024, 1_441],
    [0, 2],
  ]
  const schedule: Schedule = { id: 'x', zone: 'Asia/Ho_Chi_Minh', days: [0, 1, 6], hours: night }
  expect(shown(nextOpening(schedule, utc('2026-03-27T16:59')))).toBe('2026-03-27T17:00')
})

test('the next change is the first minute that is another than now', () => {
  const zone = fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns')
  const range = fc
    .tuple(fc.nat(1_439), fc.integer({ min: 1, max: 600 }))
    .map(([from, lasts]) => [from, from + lasts] as const)
  const near = fc.constantFrom('2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-03-08', '2026-11-01')
  fc.assert(
    fc.property(
      zone,
      fc.array(range, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      near,
      fc.nat(4_000),
      (where, hours, invert, date, ago) => {
        const schedule: Schedule = { id: 'x', zone: where, days: [0, 1, 6], hours, ...(invert && { invert }) }
        const now = utc(`${date}T12:00`) - ago * 60_000
        const change = nextChange(schedule, now)
        if (change === undefined) return
        const open = isOpen(schedule, now)
        expect(isOpen(schedule, change)).toBe(!open)
        for (let at = now; at < Math.min(change, now + 172_800_000); at += 300_000)
          expect(isOpen(schedule, at)).toBe(open)
        expect(isOpen(schedule, change - 1)).toBe(open)
      },
    ),
    { numRuns: 40 },
  )
})
