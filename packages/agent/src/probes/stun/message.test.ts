import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorOf, mappedAddress, readAddress, readXorAddress, relayedAddress, xorAddress } from './attributes.ts'
import { createFrames } from './channel.ts'
import { fingerprintHolds, integrityHolds, longTermKey, withFingerprint, withIntegrity } from './integrity.ts'
import {
  attribute,
  attributeOf,
  decodeMessage,
  encodeMessage,
  ID_BYTES,
  MAX_MESSAGE_BYTES,
  messageClass,
} from './message.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')

/** The samples of RFC 5769, section by section. */
const samples = {
  request: hex(`000100582112a442b7e7a701bc34d686fa87dfae 802200105354554e207465737420636c69656e74
    002400046e0001ff 80290008932ff9b151263b36 000600096576746a3a68367659202020
    000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004e57a3bcf`),
  response4: hex(`0101003c2112a442b7e7a701bc34d686fa87dfae 8022000b7465737420766563746f7220
    002000080001a147e112a643 000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004c07d4c96`),
  response6: hex(`010100482112a442b7e7a701bc34d686fa87dfae 8022000b7465737420766563746f7220
    002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9 00080014a382954e4be67bf11784c97c8292c275bfe3ed41
    80280004c8fb0b4c`),
  longTerm: hex(`000100602112a44278ad3433c6ad72c029da412e 00060012e3839ee38388e383aae38383e382afe382b90000
    0015001c662f2f3439396b393534643 64f4c33346f4c3946535476793634 7341 0014000b6578616d706c652e6f726700
    00080014f67024656dd64a3e02b8e0712e85c9a28ca89666`),
}
const password = { key: Buffer.from('VOkJxbRl1RmTxUk/WvJxBt'), algorithm: 'sha1' as const }

test.for([
  ['request', undefined],
  ['response4', { address: '192.0.2.1', port: 32_853 }],
  ['response6', { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 32_853 }],
] as const)('the sample %s of RFC 5769 has its address, its integrity and its fingerprint', ([name, mapped]) => {
  const message = decodeMessage(samples[name])!
  expect(message).toMatchObject({ class: name === 'request' ? 'request' : 'success', method: 1 })
  expect(mappedAddress(message)).toEqual(mapped)
  expect(integrityHolds(message, password)).toBe(true)
  expect(fingerprintHolds(message)).toBe(true)
  expect(integrityHolds(message, { ...password, key: Buffer.from('another') })).toBe(false)
  // One bit of the software's name.
  const changed = Buffer.from(samples[name])
  changed[25]! ^= 1
  expect(integrityHolds(decodeMessage(changed)!, password)).toBe(false)
  expect(fingerprintHolds(decodeMessage(changed)!)).toBe(false)
})

test('the sample of RFC 5769 with long-term credentials has the key of user, realm and password', () => {
  const key = longTermKey({ user: 'マトリックス', realm: 'example.org', password: 'TheMatrIX' }, 'md5')
  expect(integrityHolds(decodeMessage(samples.longTerm)!, { key, algorithm: 'sha1' })).toBe(true)
})

const id = Buffer.from('0123456789ab')

test('what is signed and fingerprinted here holds, with either digest', () => {
  for (const algorithm of ['sha1', 'sha256'] as const) {
    const key = { key: Buffer.from('key'), algorithm }
    const plain = encodeMessage('request', 3, id, [{ type: attribute.username, value: Buffer.from('nội bộ') }])
    const message = decodeMessage(withFingerprint(withIntegrity(plain, key)))!
    expect(integrityHolds(message, key)).toBe(true)
    expect(fingerprintHolds(message)).toBe(true)
    expect(integrityHolds(message, { ...key, algorithm: algorithm === 'sha1' ? 'sha256' : 'sha1' })).toBeUndefined()
  }
})

test('what stands behind the integrity is not believed', () => {
  const key = { key: Buffer.from('key'), algorithm: 'sha1' as const }
  const signed = withIntegrity(encodeMessage('success', 1, id, []), key)
  const forged = xorAddress({ address: '6.6.6.6', port: 6 }, id)
  const added = Buffer.concat([signed, Buffer.from([0, 0x20, 0, 8]), forged])
  added.writeUInt16BE(added.length - 20, 2)
  const message = decodeMessage(added)!
  expect(integrityHolds(message, key)).toBe(true)
  expect(mappedAddress(message)).toBeUndefined()
})

test('a fingerprint that is not the last attribute does not hold', () => {
  const bytes = Buffer.concat([withFingerprint(encodeMessage('success', 1, id, [])), Buffer.from([0x80, 0x22, 0, 0])])
  bytes.writeUInt16BE(bytes.length - 20, 2)
  expect(fingerprintHolds(decodeMessage(bytes)!)).toBe(false)
})

test.for<[string, string]>([
  ['nothing', ''],
  ['a header that is cut', '000100002112a442'],
  ['another cookie', `00010000 2112a443 ${id.toString('hex')}`],
  ['the first two bits set', `40010000 2112a442 ${id.toString('hex')}`],
  ['a length that is no multiple of four', `00010001 2112a442 ${id.toString('hex')} 00`],
  ['a length beyond its end', `0001fffc 2112a442 ${id.toString('hex')}`],
  ['more than its length says', `00010000 2112a442 ${id.toString('hex')} 00000000`],
  ['an attribute beyond its end', `00010004 2112a442 ${id.toString('hex')} 0020ffff`],
])('a message with %s is none', ([, text]) => expect(decodeMessage(hex(text))).toBeUndefined())

test.for<[string, string | undefined]>([
  ['0001a1470a000001', '10.0.0.1:41287'],
  ['0001a1470a0000', undefined],
  ['0001a1470a00000101', undefined],
  ['0003a1470a000001', undefined],
  ['0002a1470a000001', undefined],
  ['', undefined],
])('the address %s is %s', ([text, shown]) => {
  const found = readAddress(hex(text))
  expect(found && `${found.address}:${found.port}`).toBe(shown)
})

test.for<[string, object | undefined]>([
  ['00000401', { code: 401, reason: '' }],
  ['000004266869', { code: 438, reason: 'hi' }],
  ['00000463', { code: 499, reason: '' }],
  ['00000464', undefined],
  ['00000100', undefined],
  ['0000', undefined],
])('the error code %s', ([text, expected]) => {
  const message = decodeMessage(encodeMessage('error', 1, id, [{ type: attribute.errorCode, value: hex(text) }]))!
  expect(errorOf(message)).toEqual(expected)
})

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.includes('.')),
)

test('addresses come back as they went, in the shortest form', () => {
  fc.assert(
    fc.property(
      anyAddress,
      fc.nat(65_535),
      fc.uint8Array({ minLength: ID_BYTES, maxLength: ID_BYTES }),
      (address, port, id) => {
        const shortest = address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
        expect(readXorAddress(xorAddress({ address, port }, id), id)).toEqual({ address: shortest, port })
      },
    ),
  )
})

test('messages come back as they went', () => {
  const attributes = fc.array(
    fc.record({
      type: fc.nat(0x7000).map((type) => type + 0x100),
      value: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    }),
    { maxLength: 8 },
  )
  const kinds = fc.constantFrom(...(Object.keys(messageClass) as (keyof typeof messageClass)[]))
  fc.assert(
    fc.property(kinds, fc.nat(0xfff), attributes, (kind, number, list) => {
      const message = decodeMessage(encodeMessage(kind, number, id, list))!
      expect(message).toMatchObject({ class: kind, method: number, id })
      expect(message.attributes.map(({ type, value }) => ({ type, value }))).toEqual(list)
    }),
  )
})

test('whatever comes is read or left, and never throws', () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ of: fc.constantFrom(...Object.values(samples)), at: fc.nat(120), to: fc.nat(255) })
      .map(({ of, at, to }) => {
        const bytes = Buffer.from(of)
        bytes[at % bytes.length] = to
        return bytes
      }),
    fc
      .record({ of: fc.constantFrom(...Object.values(samples)), at: fc.nat(120) })
      .map(({ of, at }) => of.subarray(0, at)),
  )
  fc.assert(
    fc.property(garbage, (bytes) => {
      const message = decodeMessage(bytes)
      if (!message) return
      for (const read of [mappedAddress, relayedAddress, errorOf, fingerprintHolds]) read(message)
      integrityHolds(message, password)
      attributeOf(message, attribute.software)
    }),
    { numRuns: 2_000 },
  )
})

test('a stream cut anywhere gives the same messages', () => {
  const stream = Buffer.concat([samples.response4, samples.request, samples.response6])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const frames = createFrames()
      const found: Buffer[] = []
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = sizes[turn % sizes.length]!
        found.push(...frames.push(stream.subarray(at, at + size)))
        at += size
      }
      expect(found).toEqual([samples.response4, samples.request, samples.response6])
    }),
  )
})

test.for<[string, Buffer, RegExp]>([
  ['a banner', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), /does not speak STUN: it sent "SSH-2\.0-OpenSSH_9\.2··"/],
  ['the cookie of another protocol', hex('0101000000000000'), /does not speak STUN/],
  ['an endless message', hex('0101fffc2112a442'), /a message of 65552 bytes/],
])('a stream that begins with %s is refused at once', ([, bytes, says]) => {
  expect(() => createFrames().push(bytes)).toThrow(says)
})

test('the longest message that is read is read', () => {
  const value = Buffer.alloc(MAX_MESSAGE_BYTES - 24)
  const longest = encodeMessage('success', 1, id, [{ type: attribute.data, value }])
  expect(createFrames().push(longest)).toEqual([longest])
})
