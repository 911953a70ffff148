import { systemClock } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCalendar } from './calendar.ts'
import { readCalendarApart } from './calendar-reader.ts'

const range = {
  from: Date.UTC(2026, 10, 30),
  to: Date.UTC(2026, 11, 31),
  timezone: 'Asia/Ho_Chi_Minh',
}

const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: string[]) => [
  'BEGIN:VEVENT',
  ...(lines.some((line) => line.startsWith('UID')) ? [] : ['UID:e1']),
  'SUMMARY:Giao ban',
  ...lines,
  'END:VEVENT',
]
const read = (...lines: string[]) => readCalendar(calendar(...lines), range)
const starts = (...lines: string[]) => read(...lines).events.map(({ start }) => new Date(start).toISOString())

test.for<[string, string[]]>([
  ['of UTC', ['DTSTART:20261201T010000Z', 'DTEND:20261201T030000Z']],
  ['of a zone by its IANA name', ['DTSTART;TZID=Asia/Ho_Chi_Minh:20261201T080000', 'DURATION:PT2H']],
  ['of no zone: the organisation’s', ['DTSTART:20261201T080000', 'DTEND:20261201T100000']],
])('a time %s', ([, lines]) => {
  expect(read(...event(...lines))).toEqual({
    problems: [],
    events: [
      {
        uid: 'e1',
        title: 'Giao ban',
        start: Date.UTC(2026, 11, 1, 1),
        end: Date.UTC(2026, 11, 1, 3),
        mentions: [],
      },
    ],
  })
})

test('a zone that the calendar itself describes', () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:SE Asia Standard Time',
    'BEGIN:STANDARD',
    'DTSTART:16010101T000000',
    'TZOFFSETFROM:+0700',
    'TZOFFSETTO:+0700',
    'END:STANDARD',
    'END:VTIMEZONE',
  ]
  expect(starts(...zone, ...event('DTSTART;TZID=SE Asia Standard Time:20261201T080000'))).toEqual([
    '2026-12-01T01:00:00.000Z',
  ])
})

test('a weekly meeting, with one left out, one moved and one called off', () => {
  const series = event(
    'DTSTART;TZID=Asia/Ho_Chi_Minh:20260601T080000',
    'DTEND;TZID=Asia/Ho_Chi_Minh:20260601T100000',
    'RRULE:FREQ=WEEKLY;BYDAY=MO',
    'EXDATE;TZID=Asia/Ho_Chi_Minh:20261207T080000',
  )
  const moved = event(
    'RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261214T080000',
    'DTSTART;TZID=Asia/Ho_Chi_Minh:20261215T140000',
    'DTEND;TZID=Asia/Ho_Chi_Minh:20261215T150000',
  )
  const off = event(
    'RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261221T080000',
    'DTSTART;TZID=Asia/Ho_Chi_Minh:20261221T080000',
    'STATUS:CANCELLED',
  )
  expect(starts(...series, ...moved, ...off)).toEqual([
    '2026-11-30T01:00:00.000Z',
    '2026-12-15T07:00:00.000Z',
    '2026-12-28T01:00:00.000Z',
  ])
})

test('summer time moves a meeting that recurs', () => {
  const lines = event('DTSTART;TZID=Europe/Berlin:20261020T090000', 'RRULE:FREQ=WEEKLY;COUNT=2')
  const { events } = readCalendar(calendar(...lines), { ...range, from: Date.UTC(2026, 9, 1) })
  expect(events.map(({ start }) => new Date(start).toISOString())).toEqual([
    '2026-10-20T07:00:00.000Z',
    '2026-10-27T08:00:00.000Z',
  ])
})

test('everything that may name who takes part is told', () => {
  const { events } = read(
    ...event(
      'DTSTART:20261201T010000Z',
      'LOCATION:Phòng họp A',
      'CATEGORIES:tam-ky,hoi-an',
      'X-VONGGAC-SITES:que-son',
      'DESCRIPTION:Điểm cầu: Tam Kỳ\\, Hội An',
      'ATTENDEE;CN="Hội An":mailto:vc@hoian.example.gov.vn',
    ),
  )
  expect(events[0]!.mentions).toEqual([
    'que-son',
    'tam-ky',
    'hoi-an',
    'Phòng họp A',
    'Điểm cầu: Tam Kỳ, Hội An',
    'Hội An',
    'mailto:vc@hoian.example.gov.vn',
  ])
})

test('an event that is broken hides none of the others, and is told by its line', () => {
  const good = event('DTSTART:20261201T010000Z')
  const { events, problems } = read(
    ...event('DTSTART:20261299T010000Z', 'this line has no colon'),
    ...event('SUMMARY:no start'),
    ...good,
  )
  expect(events).toHaveLength(1)
  expect(problems).toEqual([
    expect.stringMatching(/^line 3: an event that cannot be read: invalid line/),
    'line 9: an event that cannot be read: it has no DTSTART',
  ])
})

test('a file that is cut off, and one that is none', () => {
  const { events, problems } = readCalendar(
    ['BEGIN:VCALENDAR', ...event('DTSTART:20261201T010000Z'), 'BEGIN:VEVENT', 'DTSTART:2026'].join('\n'),
    range,
  )
  expect([events.length, problems]).toEqual([1, ['line 7: a VEVENT that does not end; is the file cut off?']])
  expect(readCalendar('<html>Sign in</html>', range).problems).toEqual([
    'this is no iCalendar: BEGIN:VCALENDAR is not in it',
  ])
  expect(readCalendar(calendar(`X:${'x'.repeat(5e6)}`), range).problems).toEqual([
    'larger than 4194304 bytes: export fewer months',
  ])
})

const apart = (...lines: string[]) =>
  readCalendarApart(calendar(...lines), range, { clock: systemClock, signal: new AbortController().signal })

test('a rule that never comes true is ended, told by its line, and hides none of the others', async () => {
  const never = event('DTSTART:20200101T010000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31')
  const { events, problems } = await apart(...never, ...event('UID:e2', 'DTSTART:20261201T010000Z'))
  expect(events).toHaveLength(1)
  expect(problems).toEqual(['line 3: an event whose rule cannot be followed in reasonable time'])
}, 15_000)

test('nobody meets every second', async () => {
  const { problems } = await apart(...event('DTSTART:20200101T010000Z', 'RRULE:FREQ=SECONDLY'))
  expect(problems).toEqual(['line 3: an event that cannot be read: it recurs more often than daily'])
})

test('whatever it says, it is read without an exception', () => {
  const line = fc.oneof(
    fc
      .constantFrom('DTSTART', 'DTEND', 'RRULE', 'EXDATE', 'UID', 'RECURRENCE-ID', 'DURATION')
      .chain((key) =>
        fc
          .oneof(fc.constantFrom('20261201T010000Z', 'FREQ=DAILY', 'FREQ=WEEKLY', 'P1', ''), fc.string())
          .map((value) => `${key}:${value}`),
      ),
    fc.constantFrom('BEGIN:VEVENT', 'END:VEVENT', 'BEGIN:VTIMEZONE', 'END:VTIMEZONE', 'BEGIN:VALARM'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const { events } = read('BEGIN:VEVENT', ...lines, 'END:VEVENT')
      for (const { start, end } of events) expect(end).toBeGreaterThan(start)
    }),
    { numRuns: 300 },
  )
})
