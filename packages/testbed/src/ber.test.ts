import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BerError, BerReader, encode, encodeInteger, encodeOid } from './ber.ts'

test('integers come back as they went, in the fewest bytes', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 }), (value) => {
      expect(new BerReader(encodeInteger(value)).integer()).toBe(value)
    }),
  )
  expect(encodeInteger(127).length).toBe(3)
  expect(encodeInteger(128).length).toBe(4)
  expect(encodeInteger(-128).length).toBe(3)
  expect(encodeInteger(2n ** 64n - 1n).length).toBe(11)
})

test('OIDs come back as they went', () => {
  const arcs = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 20 })
  fc.assert(
    fc.property(arcs, (rest) => {
      expect(new BerReader(encodeOid([1, 3, ...rest])).oid()).toEqual([1, 3, ...rest])
    }),
  )
})

test.for([1, 127, 128, 255, 256, 65_535])('a content of %i bytes comes back', (length) => {
  expect(new BerReader(encode(0x04, Buffer.alloc(length, 7))).expect(0x04)).toHaveLength(length)
})

test('bytes from anywhere give values or a BerError, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        const reader = new BerReader(bytes)
        while (!reader.done) reader.next()
        new BerReader(bytes).integer()
      } catch (error) {
        expect(error).toBeInstanceOf(BerError)
      }
    }),
  )
})
