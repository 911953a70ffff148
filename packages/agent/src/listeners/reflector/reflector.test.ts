import { createSecretKey } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { ConfigError, type Point, ProbeFailure, silentLog, systemClock } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createNameCache } from '../../probes/name-cache.ts'
import { blankRequest } from '../../stamp/packet.ts'
import { openReflector, reflectorListener } from './index.ts'
import { createPeerList } from './peer-list.ts'
import { RateLimit } from './rate-limit.ts'
import { SessionTable } from './session-table.ts'

const deps = { clock: systemClock, log: silentLog }

async function peers(...entries: string[]) {
  return createPeerList(entries, { clock: systemClock, names: createNameCache(systemClock) })
}

test.for([
  { name: 'an address', entry: '10.33.1.10', yes: ['10.33.1.10', '::ffff:10.33.1.10'], no: ['10.33.1.11', '::1'] },
  { name: 'a network', entry: '10.33.0.0/16', yes: ['10.33.0.1', '10.33.255.255'], no: ['10.34.0.1'] },
  { name: 'an IPv6 address, however written', entry: '2001:DB8:0:0::1', yes: ['2001:db8::1'], no: ['2001:db8::2'] },
  { name: 'an IPv6 network', entry: 'fe80::/10', yes: ['fe80::1%eth0'], no: ['2001:db8::1'] },
  { name: 'a host name', entry: 'localhost', yes: ['127.0.0.1'], no: ['127.0.0.2'] },
  { name: 'a host name that there is not', entry: 'no-such-host.invalid', yes: [], no: ['127.0.0.1'] },
  { name: 'everybody', entry: '0.0.0.0/0', yes: ['203.0.113.9'], no: [] },
])('a peer that is $name', async ({ entry, yes, no }) => {
  using list = await peers(entry)
  for (const address of yes) expect(list.allows(address), address).toBe(true)
  for (const address of no) expect(list.allows(address), address).toBe(false)
})

test('nobody is a peer unless named', async () => {
  using list = await peers()
  expect(list.allows('127.0.0.1')).toBe(false)
})

test('a rate limit lets a second’s worth through at once, and then as much as was allowed', () => {
  const limit = new RateLimit(10, 0)
  const taken = (now: number) => Array.from({ length: 20 }, () => limit.take(now)).filter(Boolean).length
  expect(taken(0)).toBe(10)
  expect(taken(0)).toBe(0)
  expect(taken(300)).toBe(3)
  expect(taken(60_000)).toBe(10)
})

test('each session is counted by itself: address, port and session id tell them apart', () => {
  const table = new SessionTable(1)
  const count = (address: string, port: number, ssid: number) =>
    table.count(table.peer(address, 0), port, { ssid, now: 0 })
  expect([
    count('a', 1, 1),
    count('a', 1, 1),
    count('a', 1, 2),
    count('a', 2, 1),
    count('b', 1, 1),
    count('a', 1, 1),
  ]).toEqual([0, 1, 0, 0, 0, 2])
  expect([table.peers, table.sessions]).toEqual([2, 4])
})

test('a session that was silent for two minutes begins anew, and is forgotten', () => {
  const table = new SessionTable(1)
  const count = (now: number) => table.count(table.peer('a', now), 1, { ssid: 1, now })
  expect([count(0), count(119_000), count(240_000), count(241_000)]).toEqual([0, 1, 0, 1])
  table.age(400_000)
  expect([table.peers, table.sessions]).toEqual([0, 0])
})

test('whatever is sent, the table stays bounded, and one peer cannot push out the sessions of another', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3_000), fc.nat(0xffff), fc.nat(0xffff)), { maxLength: 3_000 }), (packets) => {
      const table = new SessionTable(1)
      table.count(table.peer('kept', 1), 1, { ssid: 1, now: 1 })
      for (const [address, port, ssid] of packets) {
        table.count(table.peer(`p${address % 500}`, 0), port, { ssid, now: 0 })
      }
      expect(table.count(table.peer('kept', 1), 1, { ssid: 1, now: 1 })).toBe(1)
      expect(table.peers).toBeLessThanOrEqual(1_024)
      expect(table.sessions).toBeLessThanOrEqual(table.peers * 64)
    }),
    { numRuns: 20 },
  )
})

const anyPort = { address: '127.0.0.1', port: 0 }

test('an address that is taken, or that is none of this machine, is said with its name', async () => {
  await using first = await openReflector({ listen: anyPort, peers: [], packetsPerSecond: 1 }, undefined, deps)
  const listen = { address: '127.0.0.1', port: first.port }
  const again = openReflector({ listen, peers: [], packetsPerSecond: 1 }, undefined, deps)
  await expect(again).rejects.toThrow(
    new ConfigError(`the reflector cannot listen on 127.0.0.1:${first.port}: another program does already`),
  )
  const elsewhere = { listen: { address: '192.0.2.1', port: 8_620 }, peers: [], packetsPerSecond: 1 }
  await expect(openReflector(elsewhere, undefined, deps)).rejects.toThrow('this machine does not have the address')
})

test('a stranger is not answered, and is told of once', async () => {
  const warn = vi.fn()
  const log = { ...silentLog, warn }
  await using reflector = await openReflector(
    { listen: anyPort, peers: ['192.0.2.1'], packetsPerSecond: 9 },
    undefined,
    {
      clock: systemClock,
      log,
    },
  )
  const socket = createSocket('udp4')
  for (let turn = 0; turn < 3; turn++) socket.send(blankRequest(44, 1, false), reflector.port, '127.0.0.1')
  await vi.waitFor(() => expect(reflector.counters).toMatchObject({ received: 3, denied: 3, reflected: 0 }))
  expect(warn).toHaveBeenCalledOnce()
  expect(warn.mock.lastCall).toEqual([expect.any(String), { from: '127.0.0.1' }])
  socket.close()
})

test('any bytes of a peer leave it running', async () => {
  await using reflector = await openReflector(
    { listen: anyPort, peers: ['127.0.0.1'], packetsPerSecond: 1_000 },
    createSecretKey('key', 'utf8'),
    deps,
  )
  const socket = createSocket('udp4')
  const bytes = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), 200)
  for (const one of bytes) socket.send(one, reflector.port, '127.0.0.1')
  await vi.waitFor(() => expect(reflector.counters.unsigned).toBe(200))
  socket.close()
})

test('an agent without a reflector in its plan has none; with one it reports what it did every minute', async () => {
  const clock = fakeClock()
  const points: Point[] = []
  const emitter = { points: (some: readonly Point[]) => void points.push(...some), result: () => {} }
  const own = { emitter, expedite: () => {}, clock, log: silentLog, secret: () => 'key' }
  const plan = { agent: 'tam-ky', site: 'tam-ky', checks: [] }
  expect(await reflectorListener(plan, own)).toBeUndefined()

  const reflector = { listen: anyPort, peers: ['127.0.0.1'], packetsPerSecond: 1, key: { env: 'K' } }
  await using _ = (await reflectorListener({ ...plan, reflector }, own))!
  await clock.advance(60_000)
  await vi.waitFor(() => expect(points).toHaveLength(1))
  expect(points[0]).toMatchObject({
    measurement: 'stamp_reflector',
    tags: { agent: 'tam-ky', site: 'tam-ky' },
    fields: {
      received: 0n,
      reflected: 0n,
      denied: 0n,
      limited: 0n,
      malformed: 0n,
      unsigned: 0n,
      unsent: 0n,
      sessions: 0n,
    },
  })
})

test('an agent whose reflector lacks its key does not start: it would answer everybody, or nobody', async () => {
  const plan = {
    agent: 'a',
    site: 's',
    checks: [],
    reflector: { listen: anyPort, peers: [], packetsPerSecond: 1, key: { env: 'K' } },
  }
  const emitter = { points: () => {}, result: () => {} }
  const start = (secret: () => string) => reflectorListener(plan, { emitter, expedite: () => {}, ...deps, secret })
  await expect(start(() => '')).rejects.toThrow(
    new ConfigError('the reflector has no key: the environment variable K is empty; a key is taken from it'),
  )
  const missing = () => {
    throw new ProbeFailure('local', 'the environment variable K is not set')
  }
  await expect(start(missing)).rejects.toThrow(
    new ConfigError('the reflector has no key: the environment variable K is not set'),
  )
})

test('it is closed when it is disposed of', async () => {
  const socket = createSocket('udp4').on('error', () => {})
  const reflector = await openReflector({ listen: anyPort, peers: ['127.0.0.1'], packetsPerSecond: 9 }, undefined, deps)
  const { port } = reflector
  await reflector[Symbol.asyncDispose]()
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.close()
})
