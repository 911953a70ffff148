import { silentLog, systemClock } from '@vonggac/model'
import type { SnmpConfig, SnmpCredential } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Probe, ProbeContext } from '../../packages/agent/src/probe.ts'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { AUTH_KEY, PRIV_KEY, type Snmpd, startSnmpd } from '../support/snmpd.ts'
import { eventually } from '../support/vonggac.ts'

/** In these tests a secret's reference is the secret. */
const secret: ProbeContext['secret'] = (ref) => ('env' in ref ? ref.env : ref.file)
const literal = (text: string) => ({ env: text })
const context = (signal = new AbortController().signal): ProbeContext => ({ clock: systemClock, signal, secret })

let snmpd: Snmpd
let probe: Probe<SnmpConfig>
beforeAll(async () => {
  snmpd = await startSnmpd({ interfaces: 65 })
  probe = createSnmpProbe({ clock: systemClock, log: silentLog })
})
afterAll(async () => {
  await probe?.close?.()
  await snmpd?.[Symbol.asyncDispose]()
})

const target = (credential: SnmpCredential, quick = false): SnmpConfig => ({
  address: '127.0.0.1',
  credential,
  interfaces: true,
  requestTimeoutMs: quick ? 300 : 2_000,
  retries: 1,
})
const v2c = (community = 'public', port = snmpd.port): SnmpCredential => ({
  version: '2c',
  community: literal(community),
  port,
})
type Auth = 'md5' | 'sha' | 'sha256' | 'sha512'
type Priv = 'des' | 'aes' | 'aes256b'
const v3 = (user: string, auth?: Auth, priv?: Priv, keys = [AUTH_KEY, PRIV_KEY]): SnmpCredential => ({
  version: '3',
  user,
  ...(auth && { auth: { protocol: auth, key: literal(keys[0]!) } }),
  ...(priv && { priv: { protocol: priv, key: literal(keys[1]!) } }),
  context: '',
  port: snmpd.port,
})
const polled = async (config: SnmpConfig, by = probe) => {
  const reading = await by.run(config, context())
  return { ...reading, interfaces: reading.measured.filter(({ measurement }) => measurement === 'interface') }
}

describe('a real snmpd', () => {
  test.for([
    { name: 'v2c', credential: () => v2c() },
    { name: 'v3 without authentication', credential: () => v3('noauth1') },
    { name: 'v3 with SHA', credential: () => v3('auth1', 'sha') },
    { name: 'v3 with SHA and AES', credential: () => v3('shaaes', 'sha', 'aes') },
    { name: 'v3 with MD5 and AES', credential: () => v3('md5aes', 'md5', 'aes') },
    { name: 'v3 with SHA-256 and AES-128', credential: () => v3('sha256aes', 'sha256', 'aes') },
    { name: 'v3 with SHA-256 and AES-256', credential: () => v3('sha256aes256', 'sha256', 'aes256b') },
    { name: 'v3 with SHA-512 and AES-256', credential: () => v3('sha512aes256', 'sha512', 'aes256b') },
  ])('by $name gives system group and every interface, first and again', async ({ credential }) => {
    for (const _ of ['everything', 'what moves']) {
      const reading = await polled(target(credential()))
      expect(reading.status).toBeUndefined()
      expect(reading.detail).toMatch(/^65 interfaces, up \d/)
      expect(reading.measured[0]).toMatchObject({
        measurement: 'snmp',
        fields: { sysName: 'agent1', sysLocation: 'Tam Kỳ, phòng máy', sysContact: 'noc@example.test' },
      })
      expect(reading.interfaces.map(({ tags }) => tags?.ifName)).toEqual(
        Array.from({ length: 65 }, (_, i) => `Gi1/0/${i + 1}`),
      )
      expect(reading.interfaces[6]).toMatchObject({
        tags: { ifName: 'Gi1/0/7', ifAlias: 'port 7' },
        fields: {
          ifIndex: 7n,
          ifDescr: 'GigabitEthernet1/0/7',
          ifPhysAddress: '02:00:5e:00:00:07',
          ifType: 6n,
          ifMtu: 1500n,
          ifHighSpeed: 1000n,
          ifAdminStatus: 1n,
          ifOperStatus: 1n,
          ifInErrors: 2n,
          ifInDiscards: 1n,
          ifHCInMulticastPkts: 77n,
          ifHCOutBroadcastPkts: 133n,
        },
      })
      expect(reading.interfaces[6]!.fields.ifHCInOctets).toBeGreaterThan(123_456_789_000n)
      expect(reading.interfaces[6]!.fields).not.toHaveProperty('ifInOctets')
    }
  })

  test.for([
    { name: 'a wrong community gets silence', credential: () => v2c('wrong'), code: 'timeout' },
    { name: 'an unknown user is refused', credential: () => v3('nobody', 'sha', 'aes'), code: 'auth' },
    {
      name: 'a wrong authentication key is refused',
      credential: () => v3('auth1', 'sha', undefined, ['wrongkey12']),
      code: 'auth',
    },
    { name: 'a level too low is refused', credential: () => v3('shaaes', 'sha'), code: 'auth' },
    { name: 'a port where nobody listens gets silence', credential: () => v2c('public', 9), code: 'timeout' },
  ])('$name: $code', async ({ credential, code }) => {
    await expect(polled(target(credential(), true))).rejects.toMatchObject({
      name: expect.stringMatching(/ProbeFailure|StaleEngine/),
      code,
    })
  })

  test('DES, which OpenSSL 3 has put away, is told as such', async () => {
    const failure = polled(target(v3('md5des', 'md5', 'des')))
    await expect(failure).rejects.toMatchObject({ code: 'local', message: expect.stringContaining('AES') })
  })

  test('a wrong privacy key fails, and no message ever holds a secret', async () => {
    const config = target(v3('shaaes', 'sha', 'aes', [AUTH_KEY, 'wrongkey12']), true)
    const error = await polled(config).catch((failure) => failure)
    expect(['timeout', 'auth']).toContain(error.code)
    for (const word of [AUTH_KEY, PRIV_KEY, 'wrongkey12']) expect(String(error.stack)).not.toContain(word)
  })

  test('65 interfaces take at most 14 requests once the device is known', async () => {
    const known = createSnmpProbe({ clock: systemClock, log: silentLog })
    for (let i = 0; i < 3; i++) await polled(target(v2c()), known)
    const before = await snmpd.packets()
    await polled(target(v2c()), known)
    // Reading the counter is a packet itself.
    expect((await snmpd.packets()) - before - 1).toBeLessThanOrEqual(14)
    await known.close?.()
  })

  test('a name is resolved', async () => {
    const reading = await polled({ ...target(v2c()), address: 'localhost' })
    expect(reading.interfaces).toHaveLength(65)
  })

  test('a name that does not exist is a dns failure', async () => {
    const config = { ...target(v2c()), address: 'no-such-host.invalid' }
    await expect(polled(config)).rejects.toMatchObject({ code: 'dns' })
  })

  test('without interfaces only the system group is read', async () => {
    const reading = await polled({ ...target(v2c()), interfaces: false })
    expect(reading.measured.map(({ measurement }) => measurement)).toEqual(['snmp'])
  })
})

describe('v1', () => {
  const v1 = (community = 'public'): SnmpCredential => ({
    version: '1',
    community: literal(community),
    port: snmpd.port,
  })

  test('gives system group and every interface, with the 32-bit counters, first and again', async () => {
    const own = createSnmpProbe({ clock: systemClock, log: silentLog })
    for (const _ of ['everything', 'what moves']) {
      const reading = await polled(target(v1()), own)
      expect(reading.status).toBeUndefined()
      expect(reading.detail).toMatch(/^65 interfaces, up \d/)
      expect(reading.measured[0]).toMatchObject({ fields: { sysName: 'agent1', sysLocation: 'Tam Kỳ, phòng máy' } })
      expect(reading.interfaces[6]).toMatchObject({
        tags: { ifName: 'Gi1/0/7', ifAlias: 'port 7' },
        fields: { ifIndex: 7n, ifDescr: 'GigabitEthernet1/0/7', ifHighSpeed: 1000n, ifOperStatus: 1n, ifInErrors: 2n },
      })
      // A v1 agent leaves Counter64 out (RFC 3584 §4.2.2.1).
      expect(reading.interfaces[6]!.fields).not.toHaveProperty('ifHCInOctets')
      expect(reading.interfaces[6]!.fields).toHaveProperty('ifInOctets')
    }
    await own.close?.()
  })

  test('a wrong community gets silence: timeout', async () => {
    await expect(polled(target(v1('wrong'), true))).rejects.toMatchObject({ code: 'timeout' })
  })
})

describe('what changes on a device', () => {
  test('a port down, a renamed, a removed and a returned one show at the next poll', async () => {
    const byName = (interfaces: Awaited<ReturnType<typeof polled>>['interfaces']) =>
      new Map(interfaces.map(({ tags, fields }) => [tags!.ifName!, fields]))
    await polled(target(v2c()))

    snmpd.steer({ 3: { oper: 2, alias: 'cut' } })
    const down = await polled(target(v2c()))
    expect(down.interfaces[2]).toMatchObject({ tags: { ifAlias: 'cut' }, fields: { ifOperStatus: 2n } })

    snmpd.steer({ 5: { removed: true } })
    const fewer = byName((await polled(target(v2c()))).interfaces)
    expect(fewer.size).toBe(64)
    expect(fewer.has('Gi1/0/5')).toBe(false)
    expect(fewer.get('Gi1/0/6')?.ifDescr).toBe('GigabitEthernet1/0/6')

    snmpd.steer({ 9: { name: 'Gi1/0/8' } })
    const twice = byName((await polled(target(v2c()))).interfaces)
    expect([...twice.keys()]).toEqual(expect.arrayContaining(['Gi1/0/8#8', 'Gi1/0/8#9', 'Gi1/0/5']))
    snmpd.steer({})
  })

  test('a device that was swapped, engine and all, is known again at the next poll', async () => {
    const own = createSnmpProbe({ clock: systemClock, log: silentLog })
    const port = await freeUdpPort()
    const config = target({ ...v3('shaaes', 'sha', 'aes'), port })
    {
      await using first = await startSnmpd({ interfaces: 3, port })
      expect((await polled(config, own)).interfaces).toHaveLength(3)
      expect(first.pid).toBeGreaterThan(0)
    }
    await using second = await startSnmpd({ interfaces: 2, port })
    expect(second.pid).toBeGreaterThan(0)
    expect((await polled(config, own)).interfaces).toHaveLength(2)
    await own.close?.()
  })
})

describe('stopping', () => {
  test('an abort ends the run at once with its reason', async () => {
    const stop = new AbortController()
    const run = probe.run(target(v2c('wrong')), context(stop.signal))
    stop.abort(new Error('stopping'))
    await expect(run).rejects.toThrow('stopping')
  })

  test('a probe that is closed, twice, leaves no socket open', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.includes('UDP')).length
    const before = sockets()
    const own = createSnmpProbe({ clock: systemClock, log: silentLog })
    await polled(target(v2c()), own)
    const silent = polled(target(v2c('wrong')), own).catch((error) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await own.close?.()
    await own.close?.()
    expect(await silent).toBeInstanceOf(Error)
    await eventually(async () => sockets() <= before || undefined, { withinMs: 2_000, what: 'the sockets closed' })
  })
})
