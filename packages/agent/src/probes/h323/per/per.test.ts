import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PerError, PerReader, PerWriter } from './bits.ts'
import { choice, decodePer, encodePer, optional, sequence, sequenceOf } from './structure.ts'
import {
  bitString,
  bmpString,
  boolean,
  type Codec,
  dialledDigits,
  ia5String,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  octetText,
} from './value.ts'

/** In front of what is tested: so that alignment shows. */
const after = <T>(codec: Codec<T>) => {
  const both = sequence({ first: boolean, value: codec as Codec<unknown> })
  return {
    encode: (value: T) => encodePer(both, { first: true, value }).toString('hex'),
    decode: (hex: string) => decodePer(both, Uint8Array.from(Buffer.from(hex, 'hex'))).value as T,
  }
}

const vector = <T>(name: string, codec: Codec<T>, value: T, hex: string) => ({
  name,
  hex,
  value: value as unknown,
  codec: codec as Codec<unknown>,
})

/** By hand from the clauses of X.691: one bit 1, then the value. */
test.for([
  vector('BOOLEAN in one bit', boolean, true, 'c0'),
  vector('NULL in none', nothing, null, '80'),
  vector('INTEGER of one value in none', integer(5, 5), 5, '80'),
  vector('INTEGER of 2 values in one bit', integer(1, 2), 2, 'c0'),
  vector('INTEGER of 128 values in seven bits', integer(1, 128), 128, 'ff'),
  vector('INTEGER of 255 values in eight bits that are not aligned', integer(0, 254), 1, '8080'),
  vector('INTEGER of 256 values in an aligned octet', integer(0, 255), 188, '80bc'),
  vector('INTEGER of 64K values in two aligned octets', integer(1, 65_535), 65_535, '80fffe'),
  vector('BIT STRING of 3 where it is', bitString(3), 0b101, 'd0'),
  vector('BIT STRING of 32 at a boundary', bitString(32), 0x80000001, '8080000001'),
  vector(
    'OCTET STRING of fixed size without a length',
    octetString({ min: 4, max: 4 }),
    Uint8Array.of(10, 0, 0, 1),
    '800a000001',
  ),
  vector(
    'OCTET STRING of 1 to 131 with an octet of length',
    octetString({ min: 1, max: 131 }),
    Uint8Array.of(7),
    '800007',
  ),
  vector('OCTET STRING of 1 to 256 with an octet of length', octetText({ min: 1, max: 256 }), 'AB', '80014142'),
  vector('OCTET STRING of any size', octetString(), Uint8Array.of(1, 2), '80020102'),
  vector('OCTET STRING of no size', octetString(), new Uint8Array(), '8000'),
  vector(
    'BMPString of 1 to 128 with seven bits of length',
    bmpString({ min: 1, max: 128 }),
    'Việt',
    '8300560069 1ec70074'.replace(' ', ''),
  ),
  vector('BMPString of 1 to 256 with an octet of length', bmpString({ min: 1, max: 256 }), 'A', '80000041'),
  vector(
    'IA5String of 1 to 512 with two octets of length',
    ia5String({ min: 1, max: 512 }),
    'h323:a',
    `80 0005 ${Buffer.from('h323:a').toString('hex')}`.replaceAll(' ', ''),
  ),
  vector('digits in four bits each', dialledDigits({ min: 1, max: 128 }), '19#', '824c00'),
  vector('OBJECT IDENTIFIER', objectIdentifier, '0.0.8.2250.0.4', '80060008914a0004'),
  vector('SEQUENCE OF with a length', sequenceOf(integer(0, 255)), [1, 2], '80020102'),
  vector(
    'an alternative of the root',
    choice({ a: nothing, b: boolean, c: nothing }, {}),
    { name: 'b', value: true },
    '98',
  ),
  vector(
    'an alternative of the extension as an open type',
    choice({ a: nothing }, { b: nothing, c: integer(0, 255) }),
    { name: 'c', value: 9 },
    'c0 80 01 09'.replaceAll(' ', ''),
  ),
  vector('a component that is left out', sequence({ a: optional(integer(0, 255)), b: boolean }, {}), { b: true }, '90'),
  vector(
    'an addition as an open type',
    sequence({ b: boolean }, { c: boolean, d: integer(0, 255) }),
    { b: true, d: 5 },
    'e0 50 01 05'.replaceAll(' ', ''),
  ),
])('$name', ({ codec, value, hex }) => {
  expect(after(codec).encode(value)).toBe(hex)
  expect(after(codec).decode(hex)).toEqual(value)
})

test('an open type is an octet at least', () => {
  const codec = choice({ a: nothing }, { b: nothing })
  expect(encodePer(codec, { name: 'b', value: null }).toString('hex')).toBe('800100')
})

test('a value that does not fit is a mistake, not a wrong message', () => {
  expect(() => encodePer(integer(1, 65_535), 0)).toThrow(RangeError)
  expect(() => encodePer(bmpString({ min: 1, max: 128 }), '')).toThrow(RangeError)
  expect(() => encodePer(dialledDigits({ min: 1, max: 128 }), '12a')).toThrow(RangeError)
  expect(() => encodePer(ia5String({ min: 1, max: 512 }), 'é')).toThrow(RangeError)
  expect(() => encodePer(octetString(), new Uint8Array(16_384))).toThrow(RangeError)
})

test.for([
  { name: 'a length that the octets do not hold', codec: octetString(), hex: '7f01' },
  { name: 'a length in fragments', codec: octetString(), hex: 'c4' },
  { name: 'a number beyond its range', codec: integer(1, 100), hex: 'ff' },
  { name: 'an alternative beyond the last', codec: choice({ a: nothing, b: nothing, c: nothing }), hex: 'c0' },
  { name: 'a digit of rank 13', codec: dialledDigits({ min: 1, max: 128 }), hex: '00d0' },
  { name: 'an object identifier without end', codec: objectIdentifier, hex: '0180' },
  { name: 'an object identifier with an endless arc', codec: objectIdentifier, hex: `07${'ff'.repeat(6)}7f` },
  { name: 'an empty object identifier', codec: objectIdentifier, hex: '00' },
  { name: 'nothing', codec: boolean, hex: '' },
])('$name is a PerError', ({ codec, hex }) => {
  expect(() => decodePer(codec as Codec<unknown>, Buffer.from(hex, 'hex'))).toThrow(PerError)
})

test('what later versions add is passed over', () => {
  const now = sequence({ a: integer(0, 255) }, { b: boolean })
  const later = sequence({ a: integer(0, 255) }, { b: boolean, c: octetString(), d: boolean })
  const value = { a: 1, b: true, c: Uint8Array.of(1, 2, 3), d: true }
  const both = sequence({ one: later, two: integer(0, 255) })
  const read = sequence({ one: now, two: integer(0, 255) })
  expect(decodePer(read, encodePer(both, { one: value, two: 7 }))).toEqual({ one: { a: 1, b: true }, two: 7 })

  const known = choice({ a: nothing }, { b: nothing })
  const newer = choice({ a: nothing }, { b: nothing, c: octetString() })
  const bytes = encodePer(sequence({ x: newer, y: boolean }), { x: { name: 'c', value: Uint8Array.of(9) }, y: true })
  expect(decodePer(sequence({ x: known, y: boolean }), bytes)).toEqual({ x: { name: 'unknown', value: 1 }, y: true })
})

test('an addition that is broken inside leaves the rest readable', () => {
  const written = sequence({ a: boolean }, { b: octetString(), c: boolean })
  const read = sequence({ a: boolean }, { b: objectIdentifier, c: boolean })
  const bytes = encodePer(written, { a: true, b: Uint8Array.of(0x80), c: true })
  expect(decodePer(read, bytes)).toEqual({ a: true, c: true })
})

test('bits come back as they went', () => {
  const parts = fc.array(fc.record({ count: fc.integer({ min: 1, max: 32 }), align: fc.boolean(), seed: fc.nat() }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(parts, (all) => {
      const writer = new PerWriter()
      for (const { count, align, seed } of all) {
        if (align) writer.align()
        writer.bits(seed % 2 ** count, count)
      }
      const reader = new PerReader(writer.finish())
      for (const { count, align, seed } of all) {
        if (align) reader.align()
        expect(reader.bits(count)).toBe(seed % 2 ** count)
      }
    }),
  )
})

test('numbers of any range, and texts of any length within it, come back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000 }),
      fc.integer({ min: 0, max: 64_000 }),
      fc.nat(),
      (min, span, seed) => {
        const value = min + (seed % (span + 1))
        expect(decodePer(integer(min, min + span), encodePer(integer(min, min + span), value))).toBe(value)
      },
    ),
  )
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }).filter(({ length }) => length <= 256)
  fc.assert(
    fc.property(text, (value) => {
      const codec = bmpString({ min: 1, max: 256 })
      expect(decodePer(codec, encodePer(codec, value))).toBe(value)
    }),
  )
})
