import { fraction, type SimulatedDevice } from './devices.ts'
import { type Entry, gauge, integer, scalar, string, table, type Value } from './mib.ts'
import { type Range, swing } from './traffic.ts'

const CISCO = [1, 3, 6, 1, 4, 1, 9, 9]
const HOST = [1, 3, 6, 1, 2, 1, 25]
const UCD = [1, 3, 6, 1, 4, 1, 2021]
const ENTITY_NAME = [1, 3, 6, 1, 2, 1, 47, 1, 1, 1]
const ENTITY_SENSOR = [1, 3, 6, 1, 2, 1, 99, 1, 1, 1]
const MIB = 2 ** 20
const GIB = 2 ** 30

/** What a simulated device tells of its processors, memory, disks and temperatures, by what it is. All of it is well. */
export function hardwareHealth(device: SimulatedDevice): Entry[] {
  if (device.profile === 'cisco-ios') return ciscoHealth(device.id)
  if (device.role === 'server') return serverHealth(device.id)
  return device.role === 'switch' ? switchHealth(device.id) : []
}

const moving =
  (seed: string, range: Range) =>
  (atS: number): number =>
    swing(seed, atS, range)

/** CISCO-PROCESS-MIB, CISCO-MEMORY-POOL-MIB and CISCO-ENVMON-MIB. */
function ciscoHealth(id: string): Entry[] {
  const cpu = moving(`${id}/cpu`, { low: 4, high: 38 })
  const pools = [
    { name: 'Processor', size: 512 * MIB, used: moving(`${id}/memory`, { low: 35, high: 52 }) },
    { name: 'I/O', size: 64 * MIB, used: moving(`${id}/io`, { low: 28, high: 34 }) },
  ]
  const warmth = fraction(`${id}/warmth`) * 6
  const places = [
    { name: 'inlet', celsius: moving(`${id}/inlet`, { low: 22 + warmth, high: 27 + warmth }), limit: 46 },
    { name: 'outlet', celsius: moving(`${id}/outlet`, { low: 30 + warmth, high: 37 + warmth }), limit: 55 },
  ]
  const well = integer(1)
  const named = (names: readonly string[]) => names.map((name) => ({ name }))
  return [
    ...table([...CISCO, 109, 1, 1, 1, 1], [cpu], { 8: (read, atS) => gauge(read(atS)) }),
    ...table([...CISCO, 48, 1, 1, 1], pools, {
      2: ({ name }) => string(name),
      5: ({ size, used }, atS) => gauge((size * used(atS)) / 100),
      6: ({ size, used }, atS) => gauge(size - (size * used(atS)) / 100),
    }),
    ...table([...CISCO, 13, 1, 3, 1], places, {
      2: ({ name }) => string(name),
      3: ({ celsius }, atS) => gauge(celsius(atS)),
      4: ({ limit }) => integer(limit),
      6: () => well,
    }),
    ...table([...CISCO, 13, 1, 4, 1], named(['fan 1', 'fan 2']), { 2: ({ name }) => string(name), 3: () => well }),
    ...table([...CISCO, 13, 1, 5, 1], named(['power supply 1']), { 2: ({ name }) => string(name), 3: () => well }),
  ]
}

/** A switch without a profile of its own: its temperature and voltage by ENTITY-SENSOR-MIB (RFC 3433), its load by HOST-RESOURCES-MIB. */
function switchHealth(id: string): Entry[] {
  // entPhySensorType: 8 is °C, 4 is V (direct current).
  const sensors = [
    { name: 'board', type: 8, precision: 0, value: moving(`${id}/board`, { low: 31, high: 42 }) },
    { name: 'supply', type: 4, precision: 2, value: moving(`${id}/supply`, { low: 1_195, high: 1_212 }) },
  ]
  const UNITS = 9
  return [
    ...processors(id, 1, { low: 6, high: 24 }),
    ...table(ENTITY_NAME, sensors, { 7: ({ name }) => string(name) }),
    ...table(ENTITY_SENSOR, sensors, {
      1: ({ type }) => integer(type),
      2: () => integer(UNITS),
      3: ({ precision }) => integer(precision),
      4: ({ value }, atS) => integer(value(atS)),
      5: () => integer(1),
    }),
  ]
}

/** A server with Net-SNMP: HOST-RESOURCES-MIB (RFC 2790) and UCD-SNMP-MIB. */
function serverHealth(id: string): Entry[] {
  const memory = 16 * GIB
  const used = moving(`${id}/memory`, { low: 38, high: 71 })
  const RAM = [...HOST, 2, 1, 2]
  const FIXED_DISK = [...HOST, 2, 1, 4]
  const stores = [
    { name: 'Physical memory', type: RAM, unit: 4_096, size: memory, used },
    { name: '/', type: FIXED_DISK, unit: 4_096, size: 80 * GIB, used: moving(`${id}/root`, { low: 41, high: 44 }) },
    { name: '/srv', type: FIXED_DISK, unit: 4_096, size: 900 * GIB, used: moving(`${id}/srv`, { low: 62, high: 66 }) },
  ]
  const kib = (share: (atS: number) => number) => (atS: number) => integer((memory * share(atS)) / 100 / 1_024)
  const whole = () => integer(memory / 1_024)
  const load = moving(`${id}/load`, { low: 20, high: 180 })
  const averages = ['Load-1', 'Load-5', 'Load-15']
  return [
    ...processors(id, 4, { low: 8, high: 55 }),
    ...table([...HOST, 2, 3, 1], stores, {
      2: ({ type }): Value => ({ type: 'oid', value: type }),
      3: ({ name }) => string(name),
      4: ({ unit }) => integer(unit),
      5: ({ size, unit }) => integer(size / unit),
      6: ({ size, unit, used }, atS) => integer((size * used(atS)) / 100 / unit),
    }),
    scalar([...UCD, 4, 3], whole),
    scalar([...UCD, 4, 4], whole),
    scalar([...UCD, 4, 5], whole),
    scalar(
      [...UCD, 4, 6],
      kib((atS) => 80 - used(atS)),
    ),
    scalar(
      [...UCD, 4, 14],
      kib(() => 3),
    ),
    scalar(
      [...UCD, 4, 15],
      kib(() => 17),
    ),
    ...table([...UCD, 10, 1], averages, { 2: (name) => string(name), 5: (_, atS) => integer(load(atS)) }),
  ]
}

/** hrProcessorLoad, per cent, of so many processors. */
function processors(id: string, count: number, range: Range): Entry[] {
  const each = Array.from({ length: count }, (_, at) => moving(`${id}/cpu${at}`, range))
  return table([...HOST, 3, 3, 1], each, { 2: (read, atS) => integer(read(atS)) })
}
