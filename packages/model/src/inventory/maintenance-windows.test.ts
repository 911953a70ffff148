import { expect, test } from 'vitest'
import { type MaintenanceConfig, plannedWork } from './index.ts'
import { configSchema } from './schema.ts'

const NOON = Date.UTC(2026, 10, 27, 5)
const DAY = 86_400_000

const work = (entry: object, { from = NOON, days = 8, zone = 'Asia/Ho_Chi_Minh' } = {}) => {
  const config = configSchema.parse({
    organisation: { name: 'Org', timezone: zone },
    alerts: {
      maintenance: [{ id: 'work', match: ['**'], ...entry }] satisfies Partial<
        Record<keyof MaintenanceConfig, unknown>
      >[],
    },
    holidays: [{ id: 'vn', dates: ['2026-11-29'] }],
  })
  return plannedWork(config, from, from + days * DAY).map(
    ({ id, from, to }) => `${id} ${new Date(from).toISOString().slice(0, 16)} +${(to - from) / 60_000}`,
  )
}

test.for([
  [
    'once, by the clocks of the organisation',
    { start: '2026-11-28T22:00', end: '2026-11-29T02:00' },
    ['work 2026-11-28T15:00 +240'],
  ],
  ['for a time', { start: '2026-11-28T22:00', duration: '90m' }, ['work 2026-11-28T15:00 +90']],
  ['in another zone', { start: '2026-11-28T22:00', duration: '1h', timezone: 'UTC' }, ['work 2026-11-28T22:00 +60']],
  ['over already', { start: '2026-11-20T22:00', duration: '1h' }, []],
  ['under way', { start: '2026-11-27T11:00', duration: '2h' }, ['work 2026-11-27T04:00 +120']],
  [
    'on a night of the week, into the day after',
    { days: ['sat', 'sun'], hours: '23:00-01:30' },
    ['work-20261128t2300 2026-11-28T16:00 +150', 'work-20261129t2300 2026-11-29T16:00 +150'],
  ],
  [
    'not on days off',
    { days: ['sat', 'sun'], hours: '23:00-01:30', holidays: 'vn' },
    ['work-20261128t2300 2026-11-28T16:00 +150'],
  ],
  [
    'from a day on, and until another',
    { hours: '01:00-02:00', start: '2026-11-30T00:00', end: '2026-12-02T00:00' },
    ['work-20261130t0100 2026-11-29T18:00 +60', 'work-20261201t0100 2026-11-30T18:00 +60'],
  ],
  ['a whole day', { days: ['sun'] }, ['work-20261129t0000 2026-11-28T17:00 +1440']],
] as const)('%s', ([, entry, expected]) => {
  expect(work(entry)).toEqual(expected)
})

test('the night in which clocks are set back has an hour more, the one in which they are set forward an hour less', () => {
  const night = { days: ['sat'], hours: '22:00-06:00' }
  const at = (text: string) => ({ from: Date.parse(text), days: 2, zone: 'Europe/Berlin' })
  expect(work(night, at('2026-10-24T12:00Z'))).toEqual(['work-20261024t2200 2026-10-24T20:00 +540'])
  expect(work(night, at('2026-03-28T12:00Z'))).toEqual(['work-20260328t2200 2026-03-28T21:00 +420'])
})

test('hours that never end are no window without an end', () => {
  const [first] = work({ days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }, { days: 1 })
  expect(first).toMatch(/ \+44640$/)
})
