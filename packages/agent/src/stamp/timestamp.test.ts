import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeErrorEstimate, encodeErrorEstimate, readTimestamp, writeNtp } from './timestamp.ts'

const ntp = (ms: number) => {
  const bytes = Buffer.alloc(8)
  writeNtp(bytes, 0, ms)
  return bytes.toString('hex')
}

test.for([
  { name: 'the Unix epoch', ms: 0, hex: '83aa7e8000000000' },
  { name: 'half a second later', ms: 500, hex: '83aa7e8080000000' },
  { name: 'a millisecond later', ms: 1, hex: '83aa7e8000418937' },
  { name: '1 January 2026', ms: Date.UTC(2026, 0, 1), hex: 'ed00378000000000' },
  { name: 'the first second of the next era', ms: Date.UTC(2036, 1, 7, 6, 28, 16), hex: '0000000000000000' },
])('$name as NTP', ({ ms, hex }) => {
  expect(ntp(ms)).toBe(hex)
  expect(readTimestamp(Buffer.from(hex, 'hex'), 0)).toBeCloseTo(ms, 3)
})

test('any time of a century comes back to within a microsecond', () => {
  fc.assert(
    fc.property(fc.double({ min: Date.UTC(1970), max: Date.UTC(2070), noNaN: true }), (ms) => {
      const bytes = Buffer.alloc(8)
      writeNtp(bytes, 0, ms)
      expect(Math.abs(readTimestamp(bytes, 0) - ms)).toBeLessThan(0.001)
    }),
  )
})

test('PTP counts nanoseconds', () => {
  const bytes = Buffer.from('0000000a1dcd6500', 'hex')
  expect(readTimestamp(bytes, 0, true)).toBe(10_500)
})

test.for([
  { synchronised: true, errorMs: 0, bits: 0x8001 },
  { synchronised: true, errorMs: 1, bits: 0x8000 | (15 << 8) | 132 },
  { synchronised: false, errorMs: 1_000, bits: (25 << 8) | 128 },
])('an error of $errorMs ms, synchronised: $synchronised', ({ synchronised, errorMs, bits }) => {
  expect(encodeErrorEstimate(synchronised, errorMs)).toBe(bits)
})

test('an error estimate is never smaller than the error, and at most 1 % larger than what its unit forces', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e7, noNaN: true }), fc.boolean(), (errorMs, synchronised) => {
      const decoded = decodeErrorEstimate(encodeErrorEstimate(synchronised, errorMs))
      expect(decoded).toMatchObject({ synchronised, ptp: false })
      expect(decoded.errorMs).toBeGreaterThanOrEqual(errorMs * 0.999_999)
      expect(decoded.errorMs).toBeLessThan(errorMs * 1.01)
    }),
  )
})

test('an estimate with a multiplier of zero is none', () => {
  expect(decodeErrorEstimate(0x8000)).toMatchObject({ synchronised: false })
  expect(decodeErrorEstimate(0xc001)).toMatchObject({ synchronised: true, ptp: true })
})
