import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { ConfigError, silentLog, systemClock } from '@vonggac/model'
import { loadProfiles } from '@vonggac/model/inventory'
import { NeedsPrivilege, type SimulatedDevice, startTestbed } from '@vonggac/testbed'
import { expect, test } from 'vitest'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { snmpGet } from '../support/snmp-get.ts'

// Sites of their own, away from those of the example, so that a running demo is not cut.
const PORT = 16_162
const TCP = 16_163
const OPER_STATUS = '1.3.6.1.2.1.2.2.1.8.1'
const links = [
  { id: 'vnpt', gateway: '127.33.201.1' },
  { id: 'viettel', gateway: '127.33.201.2' },
]
const device = (id: string, address: string, more: Partial<SimulatedDevice> = {}): SimulatedDevice => ({
  id: `${more.site ?? 'here'}/${id}`,
  site: 'here',
  address,
  snmpPort: PORT,
  description: 'simulated router',
  location: 'Tam Kỳ',
  interfaces: [
    { index: 1, name: 'Gi0/0/0', alias: 'WAN', bandwidth: 100e6, type: 6, adminUp: true, link: 'vnpt' },
    { index: 2, name: 'Gi0/0/1', alias: 'WAN backup', bandwidth: 20e6, type: 6, adminUp: true, link: 'viettel' },
  ],
  tcp: [TCP],
  links,
  ...more,
})
const devices = [
  device('rt1', '127.33.201.1'),
  device('srv1', '127.33.201.10'),
  device('rt1', '127.33.202.1', { site: 'there', links: [{ id: 'vnpt', gateway: '127.33.202.1' }] }),
]
const start = () => startTestbed({ devices, community: 'public', clock: systemClock, log: silentLog })

const asks = (command: string, args: readonly string[]) =>
  new Promise<{ code: number; text: string }>((resolve) => {
    execFile(command, [...args], (error, stdout) => resolve({ code: error ? 1 : 0, text: stdout }))
  })
const pings = async (address: string) => (await asks('ping', ['-c1', '-W1', address])).code === 0
const get = (address: string, oid = OPER_STATUS) => snmpGet(`${address}:${PORT}`, 'public', oid)

async function connects(address: string): Promise<boolean> {
  const socket = connect({ host: address, port: TCP })
  const timer = setTimeout(() => socket.destroy(new Error('time')), 500)
  try {
    await once(socket, 'connect')
    socket.end()
    await once(socket, 'close')
    return true
  } catch {
    return false
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

/** Without it the kernel changes no routes, and the tests of cuts see that this is said. */
const privileged = process.getuid?.() === 0

test("Net-SNMP's own tools walk a simulated device, by GETNEXT and by GETBULK alike", async () => {
  await using testbed = await start()
  expect(testbed.state()).toHaveLength(3)
  const where = [`127.33.201.1:${PORT}`, '.1']
  const walks = await Promise.all([
    asks('snmpwalk', ['-v2c', '-c', 'public', '-On', '-Cc', ...where]),
    asks('snmpbulkwalk', ['-v2c', '-c', 'public', '-On', '-Cr25', ...where]),
  ])
  const [byNext, byBulk] = walks.map(({ text }) => text.split('\n').map((line) => line.split(' ')[0]))
  expect(byNext!.length).toBeGreaterThan(70)
  expect(byBulk).toEqual(byNext)
  expect(await get('127.33.201.1', '1.3.6.1.2.1.1.5.0')).toBe('"here-rt1"')
  expect(await get('127.33.201.1', '1.3.6.1.2.1.1.99.0')).toContain('No Such Instance')
})

test('our own probe reads it, and its counters move', async () => {
  await using testbed = await start()
  expect(testbed.state().every(({ up }) => up)).toBe(true)
  const probe = createSnmpProbe({ clock: systemClock, log: silentLog })
  const config = {
    address: '127.33.201.1',
    credential: { version: '2c' as const, community: { env: 'C' }, port: PORT },
    interfaces: true,
    requestTimeoutMs: 1_000,
    retries: 1,
  }
  const octets = async () => {
    const context = { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => 'public' }
    const { measured } = await probe.run(config, context)
    return measured[1]!.fields.ifHCInOctets as bigint
  }
  const before = await octets()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await octets()).toBeGreaterThan(before)
  await probe.close?.()
})

test('routers, switches, servers and UPSes tell what our profiles ask for, and a UPS without mains is on battery', async () => {
  const at = (id: string, more: Partial<SimulatedDevice>) =>
    device(id, `127.33.203.${id.length}`, { site: 'power', links: [], ...more })
  const kinds = [
    at('r', { role: 'router', profile: 'cisco-ios' }),
    at('sw', { role: 'switch' }),
    at('srv', { role: 'server' }),
    at('ups1', { role: 'ups', profile: 'ups-mib' }),
  ]
  await using testbed = await startTestbed({ devices: kinds, community: 'public', clock: systemClock, log: silentLog })
  const probe = createSnmpProbe({ clock: systemClock, log: silentLog, profiles: loadProfiles().profiles })
  const look = async ({ address, profile }: SimulatedDevice) => {
    const credential = { version: '2c' as const, community: { env: 'C' }, port: PORT }
    const config = {
      address,
      credential,
      ...(profile && { profile }),
      interfaces: true,
      requestTimeoutMs: 1_000,
      retries: 1,
    }
    return await probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => 'public' })
  }
  const read = await Promise.all(kinds.map(look))
  const told = read.map(({ measured }) => new Set(measured.map(({ measurement, tags }) => tags?.type ?? measurement)))
  expect(read.map(({ status = 'ok' }) => status)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect([...told[0]!]).toEqual(
    expect.arrayContaining(['device_cpu', 'device_memory_pool', 'temperature', 'fan', 'power-supply']),
  )
  expect([...told[1]!]).toEqual(expect.arrayContaining(['device_cpu', 'temperature', 'voltage']))
  expect([...told[2]!]).toEqual(
    expect.arrayContaining(['device_cpu', 'device_memory', 'device_storage', 'device_load', 'disk']),
  )
  expect([...told[3]!]).toEqual(
    expect.arrayContaining(['ups', 'ups_input', 'ups_output', 'battery', 'output', 'temperature', 'load']),
  )
  testbed.setMains('power', false)
  expect(await look(kinds[3]!)).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('on battery'),
  })
  testbed.setMains('power', true)
  expect((await look(kinds[3]!)).status ?? 'ok').toBe('ok')
  expect(() => testbed.setMains('here', false)).toThrow('there is no UPS at `here` in the testbed; there are at: power')
  await probe.close?.()
})

test.runIf(privileged)(
  'a cut takes exactly what it says off ICMP, UDP and TCP, and mending brings it back',
  async () => {
    await using testbed = await start()
    const seen = async (address: string) => [
      await pings(address),
      (await get(address)) !== undefined,
      await connects(address),
    ]
    const all = [true, true, true]
    const none = [false, false, false]

    await testbed.cut('here/vnpt')
    expect(await seen('127.33.201.1')).toEqual(none)
    expect(await seen('127.33.201.10')).toEqual(all)
    expect(await pings('127.33.201.2')).toBe(true)
    expect(testbed.state().filter(({ up }) => !up)).toEqual([{ target: 'here/vnpt', up: false }])
    expect(await get('127.33.201.10')).toBe('2')

    await testbed.cut('here')
    expect(await seen('127.33.201.10')).toEqual(none)
    expect(await seen('127.33.202.1')).toEqual(all)

    await testbed.mend('here')
    expect(await seen('127.33.201.1')).toEqual(all)
    expect(await seen('127.33.201.10')).toEqual(all)
    expect(await get('127.33.201.10')).toBe('1')
  },
)

test('what is cut when it ends, or is killed, does not stay cut', async () => {
  {
    await using testbed = await start()
    if (!privileged) return await expect(testbed.cut('there')).rejects.toThrow(NeedsPrivilege)
    await testbed.cut('there')
  }
  expect(await pings('127.33.202.1')).toBe(true)

  spawnSync('ip', ['route', 'add', '127.33.202.0/24', 'dev', 'lo', 'table', 'local', 'proto', '213'])
  expect(await pings('127.33.202.1')).toBe(false)
  await using testbed = await start()
  expect(testbed.state().every(({ up }) => up)).toBe(true)
  expect(await pings('127.33.202.1')).toBe(true)
})

test('without the privilege a cut says what it needs, and SNMP and TCP fall silent', async () => {
  const routes = { block: async (prefixes: readonly string[]) => void (prefixes.length > 0 && refuse()) }
  const refuse = () => {
    throw new NeedsPrivilege('needs root or CAP_NET_ADMIN')
  }
  await using testbed = await startTestbed({ devices, community: 'public', clock: systemClock, log: silentLog, routes })
  await expect(testbed.cut('here')).rejects.toThrow('CAP_NET_ADMIN')
  expect(await get('127.33.201.10')).toBeUndefined()
  expect(await get('127.33.202.1')).toBe('1')
  await testbed.mend('here').catch(() => {})
  expect(await get('127.33.201.10')).toBe('1')
})

test('a second one on the same ports is a clear message, and leaves the first as it is', async () => {
  await using testbed = await start()
  await expect(start()).rejects.toThrow(`udp 127.33.201.1:${PORT} is taken: is a demo running already?`)
  await expect(testbed.cut('nowhere')).rejects.toThrow(ConfigError)
  expect(await get('127.33.201.1')).toBe('1')
})
