import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Rota, type RotaLayer, type Shift, shiftAt, shiftsOf } from './rota.ts'
import { DAY_MS, momentsOf } from './wall-clock.ts'

const HOUR = 3_600_000
const SAIGON = 'Asia/Ho_Chi_Minh'
const BERLIN = 'Europe/Berlin'

/** What clocks show, as if it were UTC, and when they do. */
const wall = (text: string) => Date.parse(`${text}Z`)
const at = (text: string, zone = SAIGON) => momentsOf(zone, wall(text))[0]!

const layer = (people: string[], more: Partial<RotaLayer> = {}): RotaLayer => ({
  people,
  everyDays: 7,
  wallFrom: wall('2026-11-02T08:00'),
  to: null,
  limits: [],
  ...more,
})
const rota = (layers: RotaLayer[], more: Partial<Rota> = {}): Rota => ({
  id: 'network',
  zone: SAIGON,
  layers,
  overrides: [],
  ...more,
})

/** Shifts as one reads them: who, from and to in hours after a moment. */
const told = (shifts: readonly { person: string | null; from: number; to: number }[], zero: number) =>
  shifts.map(({ person, from, to }) => `${person ?? 'nobody'} ${(from - zero) / HOUR}..${(to - zero) / HOUR}`)

const weekends = { id: 'network', zone: SAIGON, days: [6, 0], hours: [[1020, 1920] as const] }

test('people take turns from the hour at which the layer begins, and the first comes again after the last', () => {
  const weekly = rota([layer(['an', 'binh', 'chi'])])
  expect(shiftAt(weekly, at('2026-11-02T07:59'))).toBeUndefined()
  expect(shiftAt(weekly, at('2026-11-02T08:00'))).toEqual({
    rota: 'network',
    person: 'an',
    from: at('2026-11-02T08:00'),
    to: at('2026-11-09T08:00'),
    override: null,
  })
  expect(shiftAt(weekly, at('2026-11-09T07:59'))?.person).toBe('an')
  expect(shiftAt(weekly, at('2026-11-09T08:00'))?.person).toBe('binh')
  expect(shiftAt(weekly, at('2026-11-23T08:00'))?.person).toBe('an')
})

test('the last layer that covers a moment wins, and cuts the turn below it into shifts', () => {
  const zero = at('2026-11-07T00:00')
  const both = rota([
    layer(['an', 'binh']),
    layer(['chi'], { everyDays: 1, wallFrom: wall('2026-11-02T17:00'), limits: [weekends] }),
  ])
  expect(told(shiftsOf(both, zero, zero + 3 * DAY_MS), zero)).toEqual([
    'an -112..17',
    'chi 17..32',
    'an 32..41',
    'chi 41..56',
    'binh 56..185',
  ])
  expect(shiftAt(both, zero + 33 * HOUR)).toMatchObject({ person: 'an', from: zero + 32 * HOUR, to: zero + 41 * HOUR })
})

test('an override goes before every layer, and the later before the earlier', () => {
  const zero = at('2026-11-03T08:00')
  const one = { id: 'a', person: 'chi', from: zero, to: zero + 10 * HOUR }
  const two = { id: 'b', person: 'dung', from: zero + 4 * HOUR, to: zero + 6 * HOUR }
  const shifts = shiftsOf(rota([layer(['an'])], { overrides: [one, two] }), zero, zero + 11 * HOUR)
  expect(told(shifts, zero)).toEqual(['chi 0..4', 'dung 4..6', 'chi 6..10', 'an 10..144'])
  expect(shifts.map((shift) => (shift as Shift).override)).toEqual(['a', 'b', 'a', null])
})

test('what nobody covers is one gap, also where there is no end to it', () => {
  const nights = { id: 'x', zone: SAIGON, days: [1, 2, 3, 4, 5], hours: [[480, 1020] as const] }
  const zero = at('2026-11-06T08:00')
  expect(told(shiftsOf(rota([layer(['an'], { limits: [nights] })]), zero, zero + 4 * DAY_MS), zero)).toEqual([
    'an 0..9',
    'nobody 9..72',
    'an 72..81',
    'nobody 81..96',
  ])
  const never = rota([layer(['an'], { limits: [nights, weekends] })])
  expect(told(shiftsOf(never, zero, zero + 30 * DAY_MS), zero)).toEqual(['nobody 0..720'])
})

test.for([
  ['set forward', '2027-03-22T08:00', 167],
  ['set back', '2026-10-19T08:00', 169],
] as const)('a week in which clocks are %s is handed over at the same time of the day', ([, from, hours]) => {
  const shift = shiftAt(rota([layer(['an', 'binh'], { wallFrom: wall(from) })], { zone: BERLIN }), at(from, BERLIN))!
  expect((shift.to - shift.from) / HOUR).toBe(hours)
  expect(shift.to).toBe(at(new Date(wall(from) + 7 * DAY_MS).toISOString().slice(0, 16), BERLIN))
})

test('a hand-over in the hour that is left out is when clocks are set; in one that comes twice, in the first', () => {
  const daily = rota([layer(['an', 'binh'], { everyDays: 1, wallFrom: wall('2026-10-20T02:30') })], { zone: BERLIN })
  const begins = (from: string, to: string) =>
    shiftsOf(daily, Date.parse(from), Date.parse(to)).map((shift) => new Date(shift.from).toISOString().slice(5, 16))
  expect(begins('2027-03-27T02:00Z', '2027-03-29T02:00Z')).toEqual(['03-27T01:30', '03-28T01:00', '03-29T00:30'])
  expect(begins('2026-10-24T02:00Z', '2026-10-26T02:00Z')).toEqual(['10-24T00:30', '10-25T00:30', '10-26T01:30'])
})

const T = at('2026-10-20T08:00', BERLIN)
const moment = fc.integer({ min: -20, max: 200 * 24 }).map((hours) => T + hours * HOUR)
const windows = fc.record({
  id: fc.constant('w'),
  zone: fc.constantFrom(SAIGON, BERLIN, 'America/Sao_Paulo', 'Australia/Lord_Howe'),
  days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
  hours: fc
    .tuple(fc.integer({ min: 0, max: 1_410 }), fc.integer({ min: 30, max: 1_440 }))
    .map(([from, length]) => [[from, from + length] as const]),
})
const layers = fc.record({
  people: fc.array(fc.constantFrom('an', 'binh', 'chi', 'dung'), { minLength: 1, maxLength: 4 }),
  everyDays: fc.integer({ min: 1, max: 15 }),
  wallFrom: moment,
  to: fc.option(moment, { nil: null }),
  limits: fc.array(windows, { maxLength: 2 }),
})
const overrides = fc
  .tuple(fc.constantFrom('an', 'eo'), moment, fc.integer({ min: 1, max: 100 }))
  .map(([person, from, hours]) => ({ id: `${from}`, person, from, to: from + hours * HOUR }))
const rotas = fc.record({
  id: fc.constant('network'),
  zone: fc.constantFrom(SAIGON, BERLIN, 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
  layers: fc.array(layers, { minLength: 1, maxLength: 3 }),
  overrides: fc.array(overrides, { maxLength: 3 }),
})

test('no gap between shifts, no overlap, and everybody agrees on who it is at any moment', () => {
  fc.assert(
    fc.property(
      rotas,
      moment,
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.nat(), { maxLength: 3 }),
      (it, from, hours, picks) => {
        const to = from + hours * HOUR
        const shifts = shiftsOf(it, from, to)
        expect(shifts[0]!.from).toBeLessThanOrEqual(from)
        expect(shifts.at(-1)!.to).toBeGreaterThanOrEqual(to)
        for (const [index, shift] of shifts.entries()) {
          expect(shift.to).toBeGreaterThan(shift.from)
          if (index > 0) expect(shift.from).toBe(shifts[index - 1]!.to)
        }
        for (const pick of picks) {
          const at = from + (pick % (to - from))
          const listed = shifts.find((shift) => shift.from <= at && at < shift.to)
          expect(shiftAt(it, at)).toEqual(listed?.person === null ? undefined : listed)
        }
      },
    ),
    { numRuns: 60 },
  )
})
