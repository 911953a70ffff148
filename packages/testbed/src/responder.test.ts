import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BerReader, encode, encodeInteger, encodeOid } from './ber.ts'
import { createMib, type Entry } from './mib.ts'
import { answer } from './responder.ts'

const entries = Array.from(
  { length: 300 },
  (_, i): Entry => ({ oid: [1, 3, 6, 1, i + 1], read: () => ({ type: 'string', value: 'x'.repeat(40) }) }),
)
const mib = createMib(entries)

/** GETBULK of one column. */
const bulk = (repetitions: number, { community = 'public', version = 1 } = {}) =>
  encode(
    0x30,
    encodeInteger(version),
    encode(0x04, Buffer.from(community)),
    encode(
      0xa5,
      encodeInteger(99),
      encodeInteger(0),
      encodeInteger(repetitions),
      encode(0x30, encode(0x30, encodeOid([1, 3, 6, 1]), encode(0x05))),
    ),
  )

test('a GETBULK for more than fits is answered with what fits in a frame', () => {
  const bytes = answer(bulk(1_000), 'public', mib, 0)!
  expect(bytes.length).toBeLessThanOrEqual(1_472)
  expect(bytes.length).toBeGreaterThan(1_300)
  const message = new BerReader(new BerReader(bytes).expect(0x30))
  message.integer()
  message.expect(0x04)
  const pdu = new BerReader(message.expect(0xa2))
  expect([pdu.integer(), pdu.integer(), pdu.integer()]).toEqual([99, 0, 0])
})

test.for([
  { name: 'another community', request: bulk(1, { community: 'private' }) },
  { name: 'SNMPv1', request: bulk(1, { version: 0 }) },
  { name: 'SNMPv3', request: bulk(1, { version: 3 }) },
  { name: 'text', request: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
  { name: 'nothing', request: Buffer.alloc(0) },
])('$name gets silence', ({ request }) => {
  expect(answer(request, 'public', mib, 0)).toBeUndefined()
})

test('a request that is cut off or damaged anywhere never throws', () => {
  const good = bulk(3)
  fc.assert(
    fc.property(fc.nat(good.length), fc.nat(good.length - 1), fc.nat(255), (length, at, byte) => {
      const bad = Buffer.from(good.subarray(0, length))
      if (at < bad.length) bad[at] = byte
      answer(bad, 'public', mib, 0)
    }),
  )
})
