import { configSchema, onCallOf, withOverrides } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { isQuiet, pagerQuestions, quietUntil, shiftAt, shiftsOf } from './on-call.ts'

/** 26 November 2026 is a Thursday; clocks of Viet Nam. */
const at = (text: string) => Date.parse(`${text}+07:00`)

const config = configSchema.parse({
  sites: [],
  schedules: [{ id: 'office', days: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: '07:30-17:00', holidays: 'tet' }],
  holidays: [{ id: 'tet', dates: ['2027-02-05..2027-02-11'], working: ['2027-01-30'] }],
  oncall: {
    people: [
      { id: 'an', name: 'An', quiet: { hours: '22:00-06:00' } },
      { id: 'binh', name: 'Bình' },
      { id: 'chi', name: 'Chi' },
    ],
    rotas: [
      {
        id: 'network',
        holidays: 'tet',
        layers: [{ people: ['an'] }, { people: ['binh'], schedule: 'office' }, { people: ['chi'], holidays: true }],
        overrides: [{ person: 'binh', from: '2026-12-24 08:00', to: '2026-12-25 08:00' }],
      },
    ],
  },
})
const onCall = onCallOf(config)
const who = (text: string) => shiftAt(onCall, 'network', at(text))?.person

test.for([
  ['2026-11-26T07:29', 'an', 'before office hours the layer below'],
  ['2026-11-26T07:30', 'binh', 'in office hours whoever follows them'],
  ['2026-11-26T17:00', 'an', 'after them again'],
  ['2026-11-28T10:00', 'an', 'a Saturday is no office day'],
  ['2027-01-30T10:00', 'binh', 'a Saturday that is worked is one'],
  ['2027-02-08T10:00', 'chi', 'days off are of the layer that takes them'],
  ['2027-02-12T00:00', 'an', 'until midnight'],
  ['2026-12-24T20:00', 'binh', 'an override wins'],
] as const)('at %s it is %s: %s', ([moment, person]) => {
  expect(who(moment)).toBe(person)
})

test('what people enter goes before what the configuration overrides', () => {
  const entered = {
    id: 'swap',
    rota: 'network',
    person: 'chi',
    from: at('2026-12-24T19:00'),
    to: at('2026-12-24T21:00'),
  }
  const now = withOverrides(onCall, [entered, { ...entered, rota: 'other', person: 'an' }])
  expect(shiftAt(now, 'network', at('2026-12-24T20:00'))).toEqual({
    rota: 'network',
    person: 'chi',
    from: entered.from,
    to: entered.to,
    override: 'swap',
  })
})

test('there is no shift of a rota that there is not', () => {
  expect(shiftAt(onCall, 'servers', at('2026-11-26T10:00'))).toBeUndefined()
  expect(shiftsOf(onCall, 'servers', { from: 0, to: at('2026-11-26T10:00') })).toEqual([])
})

test('what can wait waits until the quiet hours of a person are over; what is critical does not', () => {
  const night = at('2026-11-26T23:30')
  expect(quietUntil(onCall, { person: 'an', severity: 'warning' }, night)).toBe(at('2026-11-27T06:00'))
  expect(quietUntil(onCall, { person: 'an', severity: 'critical' }, night)).toBeUndefined()
  expect(quietUntil(onCall, { person: 'binh', severity: 'warning' }, night)).toBeUndefined()
  expect(isQuiet(onCall, { person: 'an', severity: 'warning' }, at('2026-11-27T06:00'))).toBe(false)
})

test('a pager is answered by what holds when it asks', () => {
  let now = onCall
  const questions = pagerQuestions(() => now)
  const noon = at('2026-11-26T12:00')
  expect(questions.onCall('network', noon)).toMatchObject({ person: 'binh', to: at('2026-11-26T17:00') })
  now = withOverrides(onCall, [{ id: 'x', rota: 'network', person: 'an', from: noon, to: noon + 1 }])
  expect(questions.onCall('network', noon)).toMatchObject({ person: 'an', to: noon + 1 })
  expect(questions.quietUntil('an', 'warning', at('2026-11-26T05:00'))).toBe(at('2026-11-26T06:00'))
})
