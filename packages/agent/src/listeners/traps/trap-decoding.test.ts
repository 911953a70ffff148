import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BerError } from '../../probes/snmp/ber.ts'
import { captured, datagram } from './captured.ts'
import { acknowledgement, readCommunityMessage, versionOf } from './community-message.ts'
import { createEngine } from './engine.ts'
import { trapPoint } from './trap-point.ts'
import { readTrap } from './trap-reading.ts'
import { prepareUser } from './usm-keys.ts'

const auth = (protocol: string, key = 'authpass12') => ({ protocol, key })
const engineFor = (authProtocol: string, privProtocol: string, key = 'privpass12') =>
  createEngine('hub', [prepareUser('trapusr', auth(authProtocol), { protocol: privProtocol, key })], fakeClock())

const USERS = [
  ['v3Trap', 'sha256', 'aes'],
  ['v3Des', 'md5', 'des'],
  ['v3Aes256Sha1', 'sha', 'aes256b'],
  ['v3Aes256CSha1', 'sha', 'aes256r'],
  ['v3Sha512', 'sha512', 'aes256b'],
] as const

test('a linkDown of v2c', () => {
  const { version, community, isInform, trap } = readCommunityMessage(datagram('v2LinkDown'))
  expect({ version, community: community.toString(), isInform }).toEqual({
    version: '2c',
    community: 'public',
    isInform: false,
  })
  expect(trap).toMatchObject({ oid: '1.3.6.1.6.3.1.1.5.3', upTime: 12345, about: undefined })
  expect(readTrap(trap)).toEqual({
    name: 'linkDown',
    effect: 'link-down',
    named: { ifIndex: 3n, ifDescr: 'Gi0/0/1', ifAdminStatus: 1n, ifOperStatus: 2n },
    others: '',
    summary: 'linkDown Gi0/0/1',
  })
})

test('traps of v1 as v2 would have them', () => {
  const apc = readCommunityMessage(datagram('v1Specific')).trap
  expect(apc).toMatchObject({ oid: '1.3.6.1.4.1.318.0.5', upTime: 777, about: '10.1.2.3' })
  expect(readTrap(apc)).toMatchObject({ effect: 'ups-on-battery', summary: 'upsOnBattery UPS: On battery power' })
  const linkUp = readCommunityMessage(datagram('v1LinkUp')).trap
  expect(readTrap(linkUp)).toMatchObject({ name: 'linkUp', effect: 'link-up', summary: 'linkUp interface 3' })
})

test.for(USERS)('%s: read with the right keys', ([name, hash, cipher]) => {
  const got = engineFor(hash, cipher).receive(datagram(name))
  expect(got).toMatchObject({ user: 'trapusr', answer: undefined, pdu: { trap: { oid: '1.3.6.1.6.3.1.1.5.4' } } })
})

describe('v3 that is not believed', () => {
  test.for<[why: string, engine: ReturnType<typeof engineFor>, refused: string]>([
    ['a wrong privacy key', engineFor('sha256', 'aes', 'wrongpass12'), 'decryption'],
    ['another hash', engineFor('sha', 'aes'), 'digest'],
    [
      'a wrong authentication key',
      createEngine('hub', [prepareUser('trapusr', auth('sha256', 'other'), auth('aes'))], fakeClock()),
      'digest',
    ],
    ['an unknown user', createEngine('hub', [], fakeClock()), 'user'],
    [
      'a user who should not encrypt',
      createEngine('hub', [prepareUser('trapusr', auth('sha256'), undefined)], fakeClock()),
      'level',
    ],
  ])('%s', ([, engine, refused]) => {
    expect(engine.receive(datagram('v3Trap'))).toMatchObject({ refused, answer: undefined })
  })

  test('any byte of it changed', () => {
    const engine = engineFor('sha256', 'aes')
    const whole = datagram('v3Trap')
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole)
      bytes[at] = bytes[at]! ^ 1
      expect(outcome(() => engine.receive(bytes))).not.toBe('trap')
    }
  })
})

const outcome = (receive: () => object) => {
  try {
    return 'pdu' in receive() ? 'trap' : 'refused'
  } catch (error) {
    expect(error).toBeInstanceOf(BerError)
    return 'malformed'
  }
}

test('a UPS says in a value what its alarm is about', () => {
  const oid = '1.3.6.1.2.1.33.2.3'
  const descr = { oid: '1.3.6.1.2.1.33.1.6.2.1.2.7', type: 0x06, value: '1.3.6.1.2.1.33.1.6.3.2' }
  const alarm = (kind: string) => readTrap({ oid: kind, upTime: 1, about: undefined, varbinds: [descr] })
  expect(alarm(oid)).toMatchObject({
    effect: 'ups-on-battery',
    summary: 'upsTrapAlarmEntryAdded upsAlarmOnBattery',
  })
  expect(alarm('1.3.6.1.2.1.33.2.0.4')).toMatchObject({ name: 'upsTrapAlarmEntryRemoved', effect: 'ups-back' })
})

test('what has no name, or another type than its name, is text; text of odd encoding is valid', () => {
  const reading = readTrap({
    oid: '1.3.6.1.4.1.9999.1',
    upTime: undefined,
    about: undefined,
    varbinds: [
      { oid: '1.3.6.1.4.1.9999.2.0', type: 0x04, value: Buffer.from('C\xf4ng an "x"', 'latin1') },
      { oid: '1.3.6.1.2.1.2.2.1.1.3', type: 0x04, value: Buffer.from('three') },
      { oid: '1.3.6.1.4.1.9999.3.0', type: 0x80, value: null },
    ],
  })
  expect(reading).toMatchObject({
    name: undefined,
    effect: undefined,
    named: {},
    summary: '1.3.6.1.4.1.9999.1 interface 3',
  })
  expect(reading.others).toBe('1.3.6.1.4.1.9999.2.0="Công an \\"x\\"" 1.3.6.1.2.1.2.2.1.1.3=three')
})

test('a stranger and what nobody has named make no series of their own', () => {
  const { trap } = readCommunityMessage(datagram('v2LinkDown'))
  const heard = { version: '2c', isInform: false, sender: '192.0.2.7', device: undefined, at: 1 } as const
  const named = trapPoint({ ...heard, trap, reading: readTrap(trap) }, { id: 'hub', sequence: 1_000_001 })
  expect(named.tags).toEqual({ name: 'linkDown', oid: '1.3.6.1.6.3.1.1.5.3', version: '2c', agent: 'hub' })
  expect(named).toMatchObject({ fields: { sender: '192.0.2.7' }, nanos: 1 })
  const odd = { ...trap, oid: '1.2.3' }
  expect(trapPoint({ ...heard, trap: odd, reading: readTrap(odd) }, { id: 'hub', sequence: 0 }).tags).toEqual({
    name: 'other',
    version: '2c',
    agent: 'hub',
  })
})

test('an inform is answered by itself with the tag of a response', () => {
  const bytes = datagram('v2LinkDown')
  const { at } = readCommunityMessage(bytes)
  const inform = Buffer.from(bytes)
  inform[at] = 0xa6
  expect(readCommunityMessage(inform).isInform).toBe(true)
  const answer = acknowledgement(inform, at)
  expect(answer[at]).toBe(0xa2)
  expect(answer.length).toBe(inform.length)
})

describe('garbage', () => {
  const engine = engineFor('sha256', 'aes')
  const decode = (bytes: Buffer) => {
    try {
      if (versionOf(bytes) === 3) engine.receive(bytes)
      else readTrap(readCommunityMessage(bytes).trap)
    } catch (error) {
      if (!(error instanceof BerError)) throw error
    }
  }
  const nasty = [
    '',
    '30',
    '3080',
    '3084ffffffff',
    '300302010',
    '30030201ff',
    `30820400${'30'.repeat(500)}`,
    'a4'.repeat(99),
  ]
  test.for(nasty)('%s is malformed and no more', (text) => decode(Buffer.from(text, 'hex')))

  test('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => decode(Buffer.from(bytes))))
  })
  test('captured ones with some bytes changed, or cut', () => {
    const names = Object.keys(captured) as (keyof typeof captured)[]
    const change = fc.tuple(fc.nat(), fc.nat(255))
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(change, { maxLength: 4 }), fc.nat(), (name, changes, cut) => {
        const bytes = datagram(name)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        decode(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes)
      }),
      { numRuns: 2_000 },
    )
  })
})
