import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../support/server-process.ts'
import { type Recorded, type Snmpsim, startSnmpsim, tag } from '../support/snmpsim.ts'
import { vonggac } from '../support/vonggac.ts'

// Devices of several makers, played by a real snmpsim with values of our own, read by `vonggac probe snmp`.

const system = (sysObjectID: string, sysDescr: string): Recorded[] => [
  ['1.3.6.1.2.1.1.1.0', tag.string, sysDescr],
  ['1.3.6.1.2.1.1.2.0', tag.oid, sysObjectID],
]
const recordings = {
  apc: [
    ...system('1.3.6.1.4.1.318.1.3.27', 'APC Web/SNMP Management Card'),
    ['1.3.6.1.4.1.318.1.1.1.2.1.1.0', tag.integer, '2'],
    ['1.3.6.1.4.1.318.1.1.1.2.2.1.0', tag.gauge32, '64'],
    ['1.3.6.1.4.1.318.1.1.1.2.2.3.0', tag.ticks, '186000'],
    ['1.3.6.1.4.1.318.1.1.1.4.1.1.0', tag.integer, '3'],
  ],
  mikrotik: [
    ...system('1.3.6.1.4.1.14988.1', 'RouterOS RB750Gr3'),
    ['1.3.6.1.4.1.14988.1.1.3.8.0', tag.integer, '243'],
    ['1.3.6.1.2.1.25.3.3.1.2.1', tag.integer, '7'],
    ['1.3.6.1.4.1.14988.1.1.3.100.1.2.14', tag.string, 'temperature'],
    ['1.3.6.1.4.1.14988.1.1.3.100.1.3.14', tag.integer, '38'],
    ['1.3.6.1.4.1.14988.1.1.3.100.1.4.14', tag.integer, '1'],
  ],
  room: system('1.3.6.1.4.1.5596.150.6.4.1', 'Cisco Codec SoftW: TC7.3.5'),
} satisfies Record<string, Recorded[]>

interface Printed {
  readonly status: string
  readonly error: string
  readonly detail: string
  readonly points: readonly { measurement: string; tags: Record<string, string>; fields: Record<string, unknown> }[]
}

let sim: Snmpsim
beforeAll(async () => {
  sim = await startSnmpsim(recordings)
})
afterAll(() => sim[Symbol.asyncDispose]())

async function probe(community: string, ...more: string[]): Promise<Printed> {
  const args = ['probe', 'snmp', `127.0.0.1:${sim.port}`, '--community', 'C', '--json', ...more]
  const { stdout, stderr } = await vonggac(args, { C: community })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Printed
}
const of = ({ points }: Printed, measurement: string) => points.filter((point) => point.measurement === measurement)

test('a UPS that runs on its battery fails, and says so first', async () => {
  const result = await probe('apc')
  expect(result).toMatchObject({ status: 'fail', error: 'threshold' })
  expect(result.detail).toMatch(/^output of UPS is on battery; /)
  expect(of(result, 'ups')[0]!.fields).toEqual({ battery_status: 2, battery_charge_percent: 64, time_left_s: 1_860 })
})

test('a router is known by its sysObjectID; voltages, temperatures and load are in their units', async () => {
  const result = await probe('mikrotik')
  expect(result.status).toBe('ok')
  expect(of(result, 'device_cpu')[0]!.fields).toEqual({ load_percent: 7 })
  expect(of(result, 'sensor').map(({ tags, fields }) => [tags.type, tags.sensor, fields.value])).toEqual([
    ['voltage', 'supply', 24.3],
    ['temperature', 'temperature', 38],
  ])
})

test('a device whose profile has nothing is as good as without one', async () => {
  expect(await probe('room')).toMatchObject({ status: 'ok', detail: '0 interfaces' })
})

test('devices are found and proposed as entries that the configuration takes', async () => {
  const found = await vonggac(['snmp', 'discover', '127.0.0.1', '--port', `${sim.port}`, '--community', 'C'], {
    C: 'mikrotik',
  })
  expect(found).toMatchObject({ code: 0, stderr: '' })
  expect(found.stdout).toContain('# RouterOS RB750Gr3\n- {id: device-127-0-0-1, role: router, address: 127.0.0.1, ')
  using directory = temporaryDirectory('discovered')
  const devices = found.stdout.replace(/^/gm, '      ')
  const text = `agents: [{id: hub, site: a, hub: true}]\nsnmp: {credentials: {wan-v2: {version: 2c, community: {env: C}}}}\nsites:\n  - id: a\n    name: A\n    kind: hub\n    devices:\n${devices}`
  writeFileSync(join(directory.path, 'sites.yaml'), text)
  const checked = await vonggac(['config', 'check', directory.path])
  expect(checked.stderr).toBe('')
  const nobody = await vonggac(['snmp', 'discover', '127.55.9.0/30', '--port', `${sim.port}`])
  expect(nobody.code).toBe(1)
  expect(nobody.stderr).toContain('nothing at 127.55.9.0/30 answered SNMP (2 asked)')
})

test('a profile is tried from a file, and what is wrong with it is said', async () => {
  using directory = temporaryDirectory('profile')
  const path = join(directory.path, 'mine.yaml')
  writeFileSync(
    path,
    'id: mine\nname: mine\nsensors: [{type: voltage, name: in, unit: V, value: {oid: 1.3.6.1.4.1.14988.1.1.3.8.0, scale: 0.1}, failBelow: 25}]',
  )
  const result = await probe('mikrotik', '--profile', path)
  expect(result).toMatchObject({ status: 'fail', error: 'threshold' })
  expect(result.detail).toMatch(/^voltage of in is 24\.3 V \(limit 25 V\)/)
  writeFileSync(path, 'id: mine\nname: mine\nsensrs: []')
  const args = ['probe', 'snmp', `127.0.0.1:${sim.port}`, '--profile', path]
  const wrong = await vonggac(args)
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('mine.yaml:3:1: sensrs: unknown key; did you mean `sensors`?')
  const unknown = await vonggac(['probe', 'snmp', '127.0.0.1', '--profile', 'apcc'])
  expect(unknown.stderr).toContain('there is no profile `apcc`; there are apc, ')
})
