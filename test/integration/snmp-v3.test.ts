import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import type { SnmpConfig, SnmpCredential } from '@vonggac/model/inventory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Probe } from '../../packages/agent/src/probe.ts'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { BerReader, encode, encodeInteger, encodeOid } from '../../packages/testbed/src/ber.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { AUTH_KEY, PRIV_KEY, startSnmpd } from '../support/snmpd.ts'
import { startSnmpsim, tag } from '../support/snmpsim.ts'

// SNMP v3 where it is difficult: contexts, key extensions, engines whose clock is not what it was.

let probe: Probe<SnmpConfig>
beforeEach(() => {
  probe = createSnmpProbe({ clock: systemClock, log: silentLog })
})
afterEach(() => probe.close?.())

const poll = (credential: SnmpCredential, requestTimeoutMs = 2_000) =>
  probe.run(
    { address: '127.0.0.1', credential, interfaces: true, requestTimeoutMs, retries: 1 },
    {
      clock: systemClock,
      signal: AbortSignal.timeout(15_000),
      secret: (ref) => ('env' in ref ? ref.env : ref.file),
    },
  )
type V3 = Extract<SnmpCredential, { version: '3' }>
const v3 = (port: number, more: Partial<V3>): V3 => ({ version: '3', user: 'u', context: '', port, ...more })
const auth = (protocol: NonNullable<V3['auth']>['protocol']) => ({ protocol, key: { env: AUTH_KEY } })
const priv = (protocol: NonNullable<V3['priv']>['protocol']) => ({ protocol, key: { env: PRIV_KEY } })

test('contexts name different devices behind one agent, with SHA-512 and the other extension of AES-256 keys', async () => {
  const recording = (name: string) => [['1.3.6.1.2.1.1.5.0', tag.string, name]] as const
  await using snmpsim = await startSnmpsim(
    { north: recording('the north'), south: recording('the south') },
    { user: 'u', auth: { protocol: 'SHA512', key: AUTH_KEY }, priv: { protocol: 'AES256', key: PRIV_KEY } },
  )
  for (const context of ['north', 'south']) {
    const reading = await poll(v3(snmpsim.port, { context, auth: auth('sha512'), priv: priv('aes256r') }))
    expect(reading.measured[0]?.fields.sysName).toBe(`the ${context}`)
  }
})

test('an engine that forgot how often it was started is synchronised with at the next poll, and the restart is told', async () => {
  const port = await freeUdpPort()
  const credential = v3(port, { user: 'sha256aes', auth: auth('sha256'), priv: priv('aes') })
  const engine = { id: '80001f8880aabbccdd01', boots: 40 }
  {
    await using old = await startSnmpd({ interfaces: 2, port, engine })
    expect(old.pid).toBeGreaterThan(0)
    expect((await poll(credential)).measured).toHaveLength(3)
    expect((await poll(credential)).measured).toHaveLength(3)
  }
  await using reset = await startSnmpd({ interfaces: 2, port, engine: { ...engine, boots: 0 } })
  expect(reset.pid).toBeGreaterThan(0)
  const reading = await poll(credential)
  expect(reading.status).toBeUndefined()
  expect(reading.measured).toHaveLength(3)
})

test('an engine that was found is not looked for again', async () => {
  await using snmpd = await startSnmpd({ interfaces: 2 })
  const credential = v3(snmpd.port, { user: 'sha256aes', auth: auth('sha256'), priv: priv('aes') })
  await poll(credential)
  const first = await snmpd.packets()
  await poll(credential)
  // One GETBULK has the sysUpTime and every column of both rows; reading the counter is a packet itself.
  expect((await snmpd.packets()) - first - 1).toBeLessThanOrEqual(2)
})

test('a device that says "not in time window" whatever it is told is an error of its own', async () => {
  const socket = createSocket('udp4')
  let reports = 0
  socket.on('message', (bytes, { port, address }) => {
    const { id, user, isDiscovery } = header(bytes)
    if (!isDiscovery) reports++
    socket.send(report(id, user, isDiscovery ? 4 : 2), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  try {
    await expect(poll(v3(socket.address().port, {}), 300)).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringMatching(/^notInTimeWindow: /),
    })
    // Once with what was known, and once after the engine was asked anew.
    expect(reports).toBe(2)
  } finally {
    socket.close()
  }
})

/** What a report has to repeat of a request without security (RFC 3412 §6). */
function header(bytes: Uint8Array) {
  const message = new BerReader(new BerReader(bytes).expect(0x30))
  message.integer()
  const id = new BerReader(message.expect(0x30)).integer()
  const security = new BerReader(new BerReader(message.expect(0x04)).expect(0x30))
  const isDiscovery = security.expect(0x04).length === 0
  security.integer()
  security.integer()
  return { id, isDiscovery, user: security.expect(0x04) }
}

/** usmStatsNotInTimeWindows is 2, usmStatsUnknownEngineIDs 4 (RFC 3414 §5). */
function report(id: number, user: Uint8Array, counter: number): Buffer {
  const engine = Buffer.from('80001f8880aabbccdd02', 'hex')
  const none = encode(0x04)
  const security = [encode(0x04, engine), encodeInteger(1), encodeInteger(100), encode(0x04, user), none, none]
  const value = [encodeOid([1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0]), encodeInteger(1, 0x41)]
  const zero = encodeInteger(0)
  return encode(
    0x30,
    encodeInteger(3),
    encode(0x30, encodeInteger(id), encodeInteger(65_507), encode(0x04, Buffer.from([0])), encodeInteger(3)),
    encode(0x04, encode(0x30, ...security)),
    encode(
      0x30,
      encode(0x04, engine),
      none,
      encode(0xa8, encodeInteger(id), zero, zero, encode(0x30, encode(0x30, ...value))),
    ),
  )
}
