import { createSecretKey } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import type { StampConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { openReflector } from '../../packages/agent/src/listeners/reflector/index.ts'
import { createStampProbe } from '../../packages/agent/src/probes/stamp/index.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { eventually, startVonggac, vonggac } from '../support/vonggac.ts'

/** Sender and reflector over this machine's own loopback, with everything that may stand between them. */

const stream = { profile: 'light', packetsPerSecond: 400, durationMs: 250, lostAfterMs: 1_000 } as const
const defaults = { codec: 'g711-plc', warnLossPct: 2, warnJitterMs: 30, warnMos: 3.6 } as const
const keys: Record<string, string> = { GOOD: 'the key of both', WRONG: 'another key' }
const probe = createStampProbe({ clock: systemClock, log: silentLog })

async function measure(
  port: number,
  options: Partial<StampConfig> = {},
  signal: AbortSignal = AbortSignal.timeout(10_000),
) {
  const secret = (ref: object) => keys[(ref as { env: string }).env]!
  const config = { host: '127.0.0.1', port, ...stream, ...defaults, ...options }
  const reading = await probe.run(config, { clock: systemClock, signal, secret })
  const fieldsOf = (measurement: string) => reading.measured.find((one) => one.measurement === measurement)?.fields
  return { ...reading, stamp: fieldsOf('stamp'), media: fieldsOf('media_quality') }
}

async function reflecting({
  key,
  peers = ['127.0.0.1'],
  packetsPerSecond = 1_000,
}: {
  key?: string
  peers?: string[]
  packetsPerSecond?: number
} = {}) {
  const port = await freeUdpPort()
  return openReflector(
    { listen: { address: '127.0.0.1', port }, peers, packetsPerSecond },
    key === undefined ? undefined : createSecretKey(key, 'utf8'),
    {
      clock: systemClock,
      log: silentLog,
    },
  )
}

const HEALTHY = {
  sent: 100n,
  received: 100n,
  late: 0n,
  loss_pct: 0,
  loss_forward_pct: 0,
  loss_return_pct: 0,
  loss_unattributed: 0n,
}

test.for([
  { name: 'the smallest packets', options: {} },
  { name: 'packets like a video call’s', options: { size: 1_200 } },
  { name: 'signed packets', options: { key: { env: 'GOOD' } }, key: keys.GOOD },
  { name: 'signed packets of a size of their own', options: { key: { env: 'GOOD' }, size: 300 }, key: keys.GOOD },
])('$name all come back', async ({ options, key }) => {
  await using reflector = await reflecting(key === undefined ? {} : { key })
  const { status, stamp, media } = await measure(reflector.port, options)
  expect(status ?? 'ok').toBe('ok')
  expect(stamp).toMatchObject({ ...HEALTHY, duplicate: 0n, reorder: 0n, own_drops: 0n })
  expect(stamp!.rtt_ms_avg).toBeGreaterThan(0)
  expect(media!.mos).toBeGreaterThan(4.3)
  // One closing packet shows that the reflector counts.
  expect(reflector.counters.received).toBeGreaterThan(100)
  expect(reflector.counters).toMatchObject({ denied: 0, limited: 0, unsigned: 0, unsent: 0 })
  expect(reflector.sessions).toBe(1)
})

test.for([
  {
    name: 'another key',
    reflector: { key: keys.GOOD! },
    sender: { key: { env: 'WRONG' } },
    error: 'timeout',
    counted: 'unsigned',
  },
  { name: 'no key', reflector: { key: keys.GOOD! }, sender: {}, error: 'timeout', counted: 'unsigned' },
  {
    name: 'a key where the reflector has none',
    reflector: {},
    sender: { key: { env: 'GOOD' } },
    error: 'auth',
    counted: 'reflected',
  },
  {
    name: 'an address that is no peer’s',
    reflector: { peers: ['192.0.2.1', '198.51.100.0/24'] },
    sender: {},
    error: 'timeout',
    counted: 'denied',
  },
] as const)('a sender with $name gets no result', async ({ reflector: setup, sender, error, counted }) => {
  await using reflector = await reflecting(setup as never)
  const { status, stamp, ...reading } = await measure(reflector.port, { ...sender, lostAfterMs: 250 })
  expect({ status, error: reading.error }).toEqual({ status: 'fail', error })
  expect(stamp).toMatchObject({ received: 0n, loss_pct: 100 })
  expect(reflector.counters[counted]).toBeGreaterThan(50)
})

test('a port where nothing listens refuses at once', async () => {
  const { status, error } = await measure(await freeUdpPort(), { durationMs: 5_000 })
  expect({ status, error }).toEqual({ status: 'fail', error: 'refused' })
})

test('a reflector that says nothing is a timeout, after three seconds and not after the whole stream', async () => {
  await using mute = await relay(9, () => [])
  const startedMs = performance.now()
  const { status, error } = await measure(mute.port, { durationMs: 60_000 })
  expect({ status, error }).toEqual({ status: 'fail', error: 'timeout' })
  expect(performance.now() - startedMs).toBeLessThan(5_000)
})

test('whatever else answers there is no reflector', async () => {
  await using echo = await relay(9, (message) => [message], { back: true })
  expect(await measure(echo.port, { lostAfterMs: 250 })).toMatchObject({ status: 'fail', error: 'protocol' })
})

test('at the deadline what was measured so far is told; when the agent stops, nothing', async () => {
  await using reflector = await reflecting()
  const deadline = AbortSignal.timeout(600)
  const { stamp, detail } = await measure(reflector.port, { durationMs: 30_000 }, deadline)
  expect(stamp).toMatchObject({ loss_pct: 0 })
  expect(Number(stamp!.sent)).toBeGreaterThan(50)
  expect(detail).toContain('before the deadline cut it short')
  const stop = new AbortController()
  const reason = new Error('stopping')
  const running = measure(reflector.port, {}, stop.signal)
  setTimeout(() => stop.abort(reason), 100)
  await expect(running).rejects.toBe(reason)
})

test('more than a peer may send is dropped, counted, and is loss on the way there', async () => {
  await using reflector = await reflecting({ packetsPerSecond: 40 })
  const { status, error, stamp } = await measure(reflector.port)
  expect({ status, error }).toEqual({ status: 'warn', error: 'loss' })
  expect(reflector.counters.limited).toBeGreaterThan(20)
  expect(stamp!.loss_return_pct).toBe(0)
  expect(stamp!.loss_forward_pct).toBeGreaterThan(20)
})

const everyTenth = (bytes: Buffer) => bytes.readUInt32BE(0) % 10 === 5

test.for([
  {
    way: 'there',
    relaying: { there: (bytes: Buffer) => (everyTenth(bytes) ? [bytes, bytes] : [bytes]) },
    fields: { duplicate_forward: 10n, duplicate_return: 0n },
  },
  {
    way: 'on the way back',
    relaying: { back: (bytes: Buffer) => (everyTenth(bytes) ? [bytes, bytes] : [bytes]) },
    fields: { duplicate_forward: 0n, duplicate_return: 10n },
  },
])('packets that are doubled $way are told as such', async ({ relaying, fields }) => {
  await using reflector = await reflecting()
  await using between = await relay(
    reflector.port,
    (bytes, way) => (relaying as Partial<Record<typeof way, (bytes: Buffer) => Buffer[]>>)[way]?.(bytes) ?? [bytes],
  )
  expect((await measure(between.port)).stamp).toMatchObject({ ...HEALTHY, ...fields })
})

test.for([
  { way: 'there', fields: { reorder_forward: 10n, reorder_return: 0n } },
  { way: 'back', fields: { reorder_forward: 0n, reorder_return: 10n } },
])('packets that are overtaken on the way $way are told as such', async ({ way, fields }) => {
  await using reflector = await reflecting()
  let held: Buffer | undefined
  const overtake = (bytes: Buffer): Buffer[] => {
    if (everyTenth(bytes)) {
      held = bytes
      return []
    }
    const sent = held ? [bytes, held] : [bytes]
    held = undefined
    return sent
  }
  await using between = await relay(reflector.port, (bytes, of) => (of === way ? overtake(bytes) : [bytes]))
  expect((await measure(between.port)).stamp).toMatchObject({ ...HEALTHY, ...fields, duplicate: 0n })
})

test('a stateless reflector: loss is told, its direction is not', async () => {
  await using reflector = await reflecting()
  let sent = 0
  await using between = await relay(reflector.port, (bytes, way) => {
    if (way === 'there') return sent++ % 10 === 5 ? [] : [bytes]
    // The answer of a stateless reflector repeats the sender's number.
    bytes.copyWithin(0, 24, 28)
    return [bytes]
  })
  const { stamp, detail } = await measure(between.port)
  expect(stamp).toMatchObject({ received: 90n, loss_pct: 10, loss_unattributed: 10n })
  expect(stamp).not.toHaveProperty('loss_forward_pct')
  expect(detail).toContain('which way they were lost cannot be told: the reflector does not count')
})

test('a stall of this machine is no jitter and no delay of the network', async () => {
  await using reflector = await reflecting()
  const running = measure(reflector.port, { durationMs: 1_000 })
  setTimeout(() => {
    const until = performance.now() + 150
    while (performance.now() < until);
  }, 400)
  const { stamp } = await running
  expect(stamp).toMatchObject({ loss_pct: 0 })
  expect(Number(stamp!.own_late)).toBeGreaterThan(0)
  expect(stamp!.own_lag_ms_max).toBeGreaterThan(100)
  expect(stamp!.rtt_ms_max).toBeLessThan(100)
})

test('an agent of the configuration answers the hub’s check', {
  timeout: 60_000,
}, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'vonggac-stamp-'))
  const listen = `127.0.0.78:${await freeUdpPort()}`
  writeFileSync(
    join(directory.path, 'c.yaml'),
    `sites:
  - {id: ttdl, name: Hub, devices: [{id: mon, role: server, address: 127.0.0.1}]}
  - {id: tam-ky, name: Tam Kỳ, devices: [{id: srv1, role: server, address: 127.0.0.78, agent: true}]}
agents:
  - {id: hub, site: ttdl, hub: true, device: mon}
  - {id: tam-ky, site: tam-ky, reflector: {listen: "${listen}", key: {env: STAMP_KEY}}}
checks: [{match: "**/stamp@hub", set: {durationMs: 1000}}]
`,
  )
  const config = ['--config', directory.path]
  const spool = ['--spool', join(directory.path, 'spool.db')]
  await using site = startVonggac(['agent', ...config, '--id', 'tam-ky', ...spool], { STAMP_KEY: 'of both' })
  await eventually(async () => site.output().includes('agent started') || undefined)
  const { stdout } = await vonggac(['agent', ...config, '--id', 'hub', '--once', '--json'], { STAMP_KEY: 'of both' })
  const results = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(results.find(({ kind }) => kind === 'stamp')).toMatchObject({
    check: 'tam-ky/srv1/stamp@hub',
    target: listen,
    status: 'ok',
    points: [{ tags: { site: 'tam-ky', device: 'srv1', agent: 'hub' }, fields: { sent: 10, received: 10 } }, {}],
  })
})

/** Stands between sender and reflector, as somebody else's network does: what `turn` gives of a packet is sent on. */
async function relay(
  to: number,
  turn: (bytes: Buffer, way: 'there' | 'back') => readonly Buffer[],
  { back = false } = {},
): Promise<AsyncDisposable & { readonly port: number }> {
  const front = await bound()
  const behind = await bound()
  let sender: RemoteInfo | undefined
  front.on('message', (bytes, from) => {
    sender = from
    for (const one of turn(bytes, 'there'))
      back ? front.send(one, from.port, '127.0.0.1') : behind.send(one, to, '127.0.0.1')
  })
  behind.on('message', (bytes) => {
    for (const one of turn(bytes, 'back')) front.send(one, sender!.port, '127.0.0.1')
  })
  return {
    port: front.address().port,
    async [Symbol.asyncDispose]() {
      front.close()
      behind.close()
    },
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4').on('error', () => {})
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}
