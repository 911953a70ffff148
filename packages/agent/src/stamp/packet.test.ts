import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blankAnswer, blankRequest, readAnswer, reflect, refusalOf, ssidOf, stampRequest } from './packet.ts'

const key = createSecretKey('a key of both ends', 'utf8')
const other = createSecretKey('another key', 'utf8')
const T1 = Date.UTC(2026, 0, 1)
const hex = (buffer: Buffer) => buffer.toString('hex')

function request({ size = 0, sequence = 7, ssid = 0x0102, signed = false } = {}) {
  const packet = blankRequest(size, ssid, signed)
  stampRequest(packet, sequence, { timestamp: T1, error: 0x8f84, key: signed ? key : undefined })
  return packet
}

const reflection = { sequence: 3, received: T1 + 500, error: 0x1980, key: undefined }

test('a request in the open, byte by byte (RFC 8762 figure 4, RFC 8972 figure 1)', () => {
  expect(hex(request())).toBe(`00000007${'ed00378000000000'}8f840102${'00'.repeat(28)}`)
})

test('a signed request, byte by byte (RFC 8762 figure 5)', () => {
  const packet = request({ signed: true })
  expect(hex(packet.subarray(0, 96))).toBe(`00000007${'00'.repeat(12)}ed00378000000000${'8f840102'}${'00'.repeat(68)}`)
  // HMAC-SHA-256 of these 96 bytes, as `openssl dgst -sha256 -mac HMAC` gives it, cut to 16.
  expect(hex(packet.subarray(96))).toBe('23a9943f8d4915b72dcb2dcc2ea3de10')
})

test('padding is an Extra Padding TLV (RFC 8972 §4.1), which a reflector acknowledges; too little of it is zeros', () => {
  expect(hex(request({ size: 52 }).subarray(44))).toBe('8001000400000000')
  expect(hex(request({ size: 46 }).subarray(44))).toBe('0000')
  expect(hex(reflect(request({ size: 52 }), reflection, () => T1).subarray(44))).toBe('0001000400000000')
})

test('an answer in the open, byte by byte (RFC 8762 figure 6)', () => {
  expect(hex(reflect(request(), reflection, () => T1 + 501))).toBe(
    [
      '00000003',
      'ed00378080418937',
      '19800102',
      'ed00378080000000',
      '00000007',
      'ed00378000000000',
      '8f840000',
      '00000000',
    ].join(''),
  )
})

test('a signed answer, field by field (RFC 8762 figure 7)', () => {
  const answer = reflect(request({ signed: true }), { ...reflection, key }, () => T1 + 501)
  expect(answer).toHaveLength(112)
  expect(hex(answer.subarray(0, 96))).toBe(
    [
      `00000003${'00'.repeat(12)}`,
      'ed00378080418937',
      '19800102',
      '00000000',
      'ed00378080000000',
      '00'.repeat(8),
      `00000007${'00'.repeat(12)}`,
      'ed00378000000000',
      `8f84${'00'.repeat(22)}`,
    ].join(''),
  )
  expect(readAnswer(answer, key, blankAnswer())).toBeUndefined()
  expect(readAnswer(answer, other, blankAnswer())).toBe('unsigned')
})

test('both ways carry the same size, and padding that is none of ours comes back as it was', () => {
  const packet = Buffer.concat([request(), Buffer.from('a TWAMP sender put this here')])
  const answer = reflect(packet, reflection, () => T1)
  expect(answer.subarray(44).toString()).toBe('a TWAMP sender put this here')
})

test('a short packet of a TWAMP Light sender gets the base packet', () => {
  const answer = reflect(request().subarray(0, 14), reflection, () => T1)
  expect(answer).toHaveLength(44)
  expect(hex(answer.subarray(24, 36))).toBe('00000007ed00378000000000')
})

test('a session id is one only where STAMP has it: random padding of TWAMP Light is no new session each time', () => {
  expect(ssidOf(request(), false)).toBe(0x0102)
  expect(ssidOf(request({ signed: true }), true)).toBe(0x0102)
  expect(ssidOf(request().subarray(0, 14), false)).toBe(0)
  expect(ssidOf(Buffer.alloc(60, 0xab), false)).toBe(0)
})

test('what is answered: anything long enough in the open, nothing but our signature with a key', () => {
  expect(refusalOf(request().subarray(0, 13), undefined)).toBe('malformed')
  expect(refusalOf(request().subarray(0, 14), undefined)).toBeUndefined()
  expect(refusalOf(request(), key)).toBe('unsigned')
  expect(refusalOf(request({ signed: true }), other)).toBe('unsigned')
  expect(refusalOf(request({ signed: true }), key)).toBeUndefined()
  expect(refusalOf(request({ size: 600 }), key)).toBe('unsigned')
})

test('one changed bit of what is signed is noticed', () => {
  fc.assert(
    fc.property(fc.nat(95), fc.nat(7), (byte, bit) => {
      const packet = request({ signed: true, size: 200 })
      packet[byte]! ^= 1 << bit
      expect(refusalOf(packet, key)).toBe('unsigned')
    }),
  )
})

test('what a sender writes comes back through a reflector, signed or not, of any size', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: 0, max: 1_500 }),
      fc.nat(0xffff_ffff),
      fc.nat(0xffff),
      (signed, size, sequence, ssid) => {
        const packet = request({ signed, size, sequence, ssid })
        const { length } = packet
        const got = blankAnswer()
        const answer = reflect(packet, { ...reflection, key: signed ? key : undefined }, () => T1 + 501)
        expect(answer).toHaveLength(length)
        expect(readAnswer(answer, signed ? key : undefined, got)).toBeUndefined()
        expect(got).toMatchObject({ sequence: 3, senderSequence: sequence, senderTimestamp: T1, ssid, error: 0x1980 })
        expect(got.sent - got.received).toBeCloseTo(1, 3)
      },
    ),
  )
})

const nasty = [
  '',
  '00',
  'ff'.repeat(13),
  'ff'.repeat(14),
  '00'.repeat(41),
  'ff'.repeat(44),
  'ff'.repeat(112),
  '8001ffff'.repeat(30),
]

test('no bytes make any of it throw, and answers never outgrow what is answered but to the base size', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    fc.constantFrom(...nasty).map((text) => Buffer.from(text, 'hex')),
  )
  fc.assert(
    fc.property(bytes, fc.boolean(), (packet, signed) => {
      const secret = signed ? key : undefined
      readAnswer(Buffer.from(packet), secret, blankAnswer())
      if (refusalOf(packet, secret) !== undefined) return
      ssidOf(packet, signed)
      const { length } = packet
      expect(reflect(packet, { ...reflection, key: secret }, () => T1).length).toBe(Math.max(length, signed ? 112 : 44))
    }),
    { numRuns: 2_000 },
  )
})
