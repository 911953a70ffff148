import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markedFrame, markedIndex, readRtp, writeRtp } from './packet.ts'
import { type Arrival, echoOf, receptionOf } from './reception.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))

test('a packet comes back as it went', () => {
  const word = fc.nat(0xffff_ffff)
  const type = fc.integer({ min: 0, max: 127 }).filter((each) => each < 64 || each > 95)
  fc.assert(
    fc.property(type, fc.nat(0xffff), word, word, bytes, (payloadType, sequence, timestamp, ssrc, payload) => {
      const packet = { payloadType, sequence, timestamp, ssrc, payload }
      expect(readRtp(writeRtp(packet, true))).toEqual(packet)
    }),
  )
})

test.for<[string, string, string | undefined]>([
  ['with padding', 'a0000001000000020000000341420002', '4142'],
  ['with two contributing sources', '8200000100000002000000030000000400000005aa', 'aa'],
  ['with an extension', '9000000100000002000000031234000100000000bb', 'bb'],
  ['with an extension longer than itself', '900000010000000200000003123400ff00000000bb', undefined],
  ['with more padding than there is', 'a00000010000000200000003ff', undefined],
  ['of RTCP', '80c80001000000020000000300000000', undefined],
  ['of version 1', '400000010000000200000003aa', undefined],
  ['that is cut off', '800000010000', undefined],
])('a packet %s', ([, hex, payload]) => {
  expect(readRtp(Buffer.from(hex, 'hex'))?.payload.toString('hex')).toBe(payload)
})

test('bytes from anywhere never throw', () => {
  fc.assert(
    fc.property(bytes, fc.nat(0xffff_ffff), (input, run) => {
      const packet = readRtp(input)
      if (packet) markedIndex(packet.payload, run)
    }),
  )
})

test('a frame of ours is known when it comes back, whatever the sound, and no other is', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), fc.constantFrom('silence', 'tone'), (run, index, sound) => {
      const frame = markedFrame(run, index, sound as 'tone')
      expect(frame).toHaveLength(160)
      expect(markedIndex(frame, run)).toBe(index)
      expect(markedIndex(frame, (run ^ 1) >>> 0)).toBeUndefined()
    }),
  )
  expect(markedIndex(Buffer.alloc(160, 0x55), 1)).toBeUndefined()
  // Quiet enough that a room hears nothing, and a tone that is a tone.
  expect(new Set(markedFrame(7, 8, 'silence')).isSubsetOf(new Set([0xff, 0x7f, 0xfe, 0x7e]))).toBe(true)
  expect(new Set(markedFrame(7, 8, 'tone').subarray(40)).size).toBeGreaterThan(8)
})

const arrival = (n: number, more: Partial<Arrival> = {}): Arrival => ({
  ssrc: 1,
  sequence: (65_530 + n) & 0xffff,
  timestamp: (4_294_967_000 + 160 * n) % 2 ** 32,
  at: 1_000 + 20 * n,
  tainted: false,
  index: undefined,
  ...more,
})
const numbers = (...list: number[]) => list.map((n) => arrival(n))

test('loss is told by sequence numbers, over their wrap, and a late one is reordered and not lost', () => {
  expect(receptionOf(numbers(0, 1, 2, 3, 5, 4, 8, 8, 9))).toMatchObject({
    received: 9 - 1,
    expected: 10,
    lossPct: 20,
    duplicate: 1,
    reorder: 1,
    burst: 1,
  })
  expect(receptionOf([])).toBeUndefined()
  expect(receptionOf(numbers(3))).toMatchObject({ received: 1, expected: 1, lossPct: 0, jitterMs: undefined })
})

test('jitter is that of RFC 3550, over the wrap of timestamps, without what this machine read late', () => {
  expect(receptionOf(numbers(0, 1, 2, 3))).toMatchObject({ jitterMs: 0, jitterRfc3550Ms: 0 })
  const late = [arrival(0), arrival(1, { at: 1_036 }), arrival(2)]
  expect(receptionOf(late)).toMatchObject({ jitterMs: 16, jitterRfc3550Ms: 1 + (16 - 1) / 16 })
  expect(receptionOf([arrival(0), arrival(1, { at: 1_500, tainted: true }), arrival(2)])).toMatchObject({
    jitterMs: 0,
    tainted: 1,
  })
})

test('strangers and sources that change do not mix: the one that sends most counts', () => {
  const others = [arrival(700, { ssrc: 9 }), arrival(3, { ssrc: 8 })]
  expect(receptionOf([...others, ...numbers(0, 1, 2)])).toMatchObject({ received: 3, expected: 3, strays: 2 })
})

test('losses in runs are told from losses by chance', () => {
  const kept = Array.from({ length: 300 }, (_, n) => n).filter((n) => n % 30 > 4)
  expect(receptionOf(numbers(...kept))!.burst).toBeCloseTo(5 * (250 / 295), 1)
})

test('an echo is our own sound: round trip, and what is missing of what was sent', () => {
  const sentMs = [0, 20, 40, 60]
  const back = [arrival(0, { index: 0, at: 30 }), arrival(1, { index: 1, at: 70 }), arrival(2, { index: 1, at: 90 })]
  expect(echoOf([...back, arrival(3, { index: 3, at: 999, tainted: true })], sentMs)).toMatchObject({
    sent: 4,
    received: 3,
    lossPct: 25,
    rttMs: { min: 30, avg: 40, max: 50 },
  })
  expect(echoOf(numbers(0, 1), sentMs)).toBeUndefined()
  expect(echoOf([arrival(0, { index: 77 })], sentMs)).toBeUndefined()
})
