import type { Profile } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { loadProfiles } from '@vonggac/model/inventory'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Varbind, wireType } from '../value.ts'
import { chooseProfile } from './choice.ts'
import { computed, numberOf } from './field.ts'
import { type Gathered, gather } from './gather.ts'
import { needsOf } from './needs.ts'
import { profilePoints } from './points.ts'
import { sensorReadings } from './sensors.ts'
import { Turns } from './turns.ts'

const { profiles, problems } = loadProfiles()
const byId = (id: string) => profiles.find((profile) => profile.id === id)!
const integer = (oid: string, value: number): Varbind => ({ oid, type: wireType.integer, value })
const text = (oid: string, value: string): Varbind => ({ oid, type: wireType.octetString, value: Buffer.from(value) })

/** A device that has these values, as `gather` gives them. */
function device(...varbinds: Varbind[]): Gathered {
  const columns = new Map<string, Map<string, Varbind>>()
  for (const profile of profiles)
    for (const oid of needsOf(profile).columns)
      columns.set(
        oid,
        new Map(varbinds.flatMap((v) => (v.oid.startsWith(`${oid}.`) ? [[v.oid.slice(oid.length + 1), v]] : []))),
      )
  return { scalars: new Map(varbinds.map((v) => [v.oid, v])), columns, absent: new Set(), problem: undefined }
}

test('the shipped profiles are right', () => {
  expect(problems).toEqual([])
  expect(profiles.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      ...[
        'apc',
        'cisco-ios',
        'cisco-meeting-server',
        'cisco-telepresence',
        'dlink',
        'draytek',
        'eaton',
        'entity-sensor',
      ],
      ...['fortinet', 'generic', 'host-resources', 'hpe-comware', 'hpe-procurve', 'huawei-ups', 'huawei-vrp', 'if-mib'],
      ...['juniper', 'mikrotik', 'poly', 'ucd', 'ups-mib'],
    ]),
  )
})

test.for([
  { name: 'by the maker of its sysObjectID', sysObjectID: '1.3.6.1.4.1.14988.1', sysDescr: 'RouterOS', id: 'mikrotik' },
  {
    name: 'by a longer sysObjectID before a shorter one',
    sysObjectID: '1.3.6.1.4.1.2011.6.174.1',
    sysDescr: '',
    id: 'huawei-ups',
  },
  {
    name: 'by its sysDescr where many share a number',
    sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
    sysDescr: 'Acano',
    id: 'cisco-meeting-server',
  },
  { name: 'whatever dot is in front', sysObjectID: '.1.3.6.1.2.1.33', sysDescr: 'CS121', id: 'ups-mib' },
  { name: 'not by a number that only begins like another', sysObjectID: '1.3.6.1.4.1.99', sysDescr: '', id: 'generic' },
  { name: 'generic where it says nothing', sysObjectID: undefined, sysDescr: undefined, id: 'generic' },
])('a device is taken $name', ({ sysObjectID, sysDescr, id }) => {
  expect(chooseProfile(profiles, { sysObjectID, sysDescr })?.profile.id).toBe(id)
})

test('the profile that the inventory names goes before what the device says', () => {
  const identity = { sysObjectID: '1.3.6.1.4.1.14988.1', sysDescr: '' }
  expect(chooseProfile(profiles, identity, 'apc')).toMatchObject({ profile: { id: 'apc' }, why: 'named' })
})

test.for<[string, number | undefined]>([
  ['43.5 C', 43.5],
  [' -7', -7],
  ['12', 12],
  ['1.2.3', undefined],
  ['none', undefined],
  ['', undefined],
])('the number in the text %j is %s', ([said, number]) => {
  expect(numberOf(text('1.3', said))).toBe(number)
})

test('scaling, blocks, per cent and what is left', () => {
  const values: Record<string, number> = { '1': 4_096, '2': 200, '3': 50 }
  const read = (oid: string) => values[oid]
  const value = (more: object) => computed({ oid: '9', as: 'float', ...more }, 50, read)
  expect(value({ scale: 0.1 })).toBe(5)
  expect(value({ times: '1' })).toBe(204_800)
  expect(value({ percentOf: '2' })).toBe(25)
  expect(value({ percentOf: '3', plus: '2' })).toBe(20)
  expect(value({ from: '2' })).toBe(150)
  expect(value({ percentOf: '7' })).toBeUndefined()
})

test('no value, whatever a device says, becomes anything but a finite number', () => {
  const some = fc.option(fc.oneof(fc.integer(), fc.constantFrom(0, 2 ** 63, -1)), { nil: undefined })
  const oid = fc.constantFrom('1', '2', '3', undefined)
  fc.assert(
    fc.property(some, some, some, oid, oid, oid, oid, (raw, one, two, times, percentOf, from, plus) => {
      const values: Record<string, number | undefined> = { '1': one, '2': two, '3': 7 }
      const result = computed(
        { oid: '9', as: 'float', scale: 0.1, times, percentOf, from, plus },
        raw,
        (key) => values[key],
      )
      if (result !== undefined) expect(Number.isFinite(result)).toBe(true)
    }),
  )
})

test('a UPS on battery with a hot battery: the worst is a failure, values are in volts and seconds', () => {
  const ups = device(
    integer('1.3.6.1.2.1.33.1.4.1.0', 5),
    integer('1.3.6.1.2.1.33.1.2.1.0', 2),
    integer('1.3.6.1.2.1.33.1.2.7.0', 44),
    integer('1.3.6.1.2.1.33.1.2.5.0', 547),
    integer('1.3.6.1.2.1.33.1.2.3.0', 12),
    integer('1.3.6.1.2.1.33.1.4.4.1.5.1', 30),
  )
  expect(sensorReadings(byId('ups-mib'), ups).map(({ status, text: said }) => `${status}: ${said}`)).toEqual([
    'fail: output of UPS is on battery',
    'ok: battery of UPS battery is normal',
    'warn: temperature of UPS battery is 44 °C (limit 40 °C)',
    'ok: load of output line 1 is 30 %',
  ])
  expect(profilePoints(byId('ups-mib'), ups)).toContainEqual({
    measurement: 'ups',
    fields: { output_source: 5n, battery_status: 2n, battery_voltage: 54.7, time_left_s: 720 },
  })
})

test('ENTITY-SENSOR: unit, scale and precision are the row’s own; what does not work is left out', () => {
  const row = (index: number, [type, scale, precision, value, state]: number[]) =>
    [type, scale, precision, value, state].map((n, i) => integer(`1.3.6.1.2.1.99.1.1.1.${i + 1}.${index}`, n!))
  const readings = sensorReadings(
    byId('entity-sensor'),
    device(
      ...row(1, [8, 9, 1, 425, 1]),
      ...row(2, [4, 8, 0, 3312, 1]),
      ...row(3, [8, 9, 0, 99, 2]),
      ...row(4, [1, 9, 0, 5, 1]),
      text('1.3.6.1.2.1.47.1.1.1.1.7.1', 'CPU board'),
      text('1.3.6.1.2.1.47.1.1.1.1.7.2', 'CPU board'),
    ),
  )
  expect(readings.map(({ point }) => point)).toEqual([
    { measurement: 'sensor', tags: { sensor: 'CPU board', type: 'temperature' }, fields: { value: 42.5, status: 0n } },
    { measurement: 'sensor', tags: { sensor: 'CPU board', type: 'voltage' }, fields: { value: 3.312, status: 0n } },
  ])
})

test('limits that the device says are on the scale of its value, and 0 is none; slots that are empty are no sensors', () => {
  const cisco = device(
    text('1.3.6.1.4.1.9.9.13.1.3.1.2.1', 'Inlet'),
    integer('1.3.6.1.4.1.9.9.13.1.3.1.3.1', 61),
    integer('1.3.6.1.4.1.9.9.13.1.3.1.4.1', 60),
    text('1.3.6.1.4.1.9.9.13.1.3.1.2.2', 'Outlet'),
    integer('1.3.6.1.4.1.9.9.13.1.3.1.3.2', 61),
    integer('1.3.6.1.4.1.9.9.13.1.3.1.4.2', 0),
    integer('1.3.6.1.4.1.9.9.13.1.5.1.3.1', 1),
    integer('1.3.6.1.4.1.9.9.13.1.5.1.3.2', 5),
    integer('1.3.6.1.4.1.9.9.13.1.4.1.3.1', 3),
  )
  expect(sensorReadings(byId('cisco-ios'), cisco).map(({ status, text: said }) => `${status}: ${said}`)).toEqual([
    'warn: temperature of Inlet is 61 °C (limit 60 °C)',
    'ok: temperature of Outlet is 61 °C',
    'fail: fan of fan 1 is critical',
    'ok: power-supply of power supply 1 is normal',
  ])
})

/** A scripted device: GETBULK over sorted values, and what it refuses or repeats. */
function session(values: readonly Varbind[], { loops = false, most = Number.POSITIVE_INFINITY } = {}) {
  const key = (oid: string) =>
    oid
      .split('.')
      .map((arc) => arc.padStart(10, '0'))
      .join('.')
  const sorted = values.toSorted((a, b) => (key(a.oid) < key(b.oid) ? -1 : 1))
  let asked = 0
  return {
    asked: () => asked,
    async get(oids: readonly string[]) {
      asked++
      return oids.map((oid) => sorted.find((v) => v.oid === oid) ?? { oid, type: wireType.noSuchInstance, value: null })
    },
    async getBulk(oids: readonly string[], _single: number, repetitions: number) {
      asked++
      return oids.map((oid) => {
        const from = loops ? 0 : sorted.findIndex((v) => key(v.oid) > key(oid))
        return from < 0 ? [] : sorted.slice(from, from + Math.min(repetitions, most))
      })
    },
  } as never
}

const plain: Profile = {
  ...{ id: 'x', name: 'x', match: [], scalars: [], sensors: [], traps: [] },
  tables: [
    { measurement: 'm', tags: {}, fields: { a: { oid: '1.3.1', as: 'integer' }, b: { oid: '1.3.2', as: 'integer' } } },
  ],
}

test('any table, with indexes of any parts, is read to the last row, and a device that loops is left', async () => {
  const index = fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }).map((arcs) => arcs.join('.'))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(index, { maxLength: 60 }),
      fc.uniqueArray(index, { maxLength: 60 }),
      async (a, b) => {
        const values = [...a.map((i) => integer(`1.3.1.${i}`, 1)), ...b.map((i) => integer(`1.3.2.${i}`, 2))]
        const { columns, absent, problem } = await gather(session(values, { most: 7 }), needsOf(plain), () => false)
        expect(problem).toBeUndefined()
        expect([...columns.get('1.3.1')!.keys()].sort()).toEqual(a.toSorted())
        expect([...columns.get('1.3.2')!.keys()].sort()).toEqual(b.toSorted())
        expect(absent).toEqual(new Set([...(a.length ? [] : ['1.3.1']), ...(b.length ? [] : ['1.3.2'])]))
      },
    ),
    { numRuns: 60 },
  )
  const looping = session([integer('1.3.1.1', 1), integer('1.3.2.1', 1)], { loops: true })
  await gather(looping, needsOf(plain), () => false)
  expect((looping as { asked(): number }).asked()).toBeLessThan(5)
})

test('out of time: what was read is kept, and nothing is taken for absent', async () => {
  const values = [integer('1.3.1.1', 1)]
  const { absent, problem } = await gather(session(values), needsOf(plain), () => true)
  expect(problem?.name).toBe('Cancelled')
  expect(absent.size).toBe(0)
})

test('interfaces of all devices come before profiles, of which a few are read at a time; who waits too long goes without', async () => {
  const clock = fakeClock(0)
  const turns = new Turns(clock)
  const over = turns.first()
  const got: string[] = []
  const wait = (name: string) => turns.turn().then((end) => void got.push(end ? name : `${name} without`))
  const early = wait('a')
  await clock.advance(1_000)
  expect(got).toEqual([])
  over()
  await early
  expect(got).toEqual(['a'])
  const again = turns.first()
  const late = wait('b')
  await clock.advance(5_000)
  await late
  expect(got).toEqual(['a', 'b without'])
  again()
})
