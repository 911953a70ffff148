import { ProbeFailure } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { causeFor, causeText, causeVerdict } from './cause.ts'
import { causeOf, decodeQ931, element, encodeQ931, Q931Error } from './q931.ts'
import { callAnswer, newCall, setupMessage } from './signalling.ts'
import { createFrameReader } from './tpkt.ts'

const content = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

test('a message comes back as it went', () => {
  const elements = [
    { id: element.cause, content: Buffer.from([0x80, 0x91]) },
    { id: element.userUser, content: Buffer.alloc(300, 5) },
  ]
  const frame = encodeQ931({ type: 'releaseComplete', callReference: 0x1234, fromCalled: true, elements })
  expect(frame.readUInt16BE(2)).toBe(frame.length)
  const message = decodeQ931(frame.subarray(4))
  expect(message).toEqual({
    type: 'releaseComplete',
    typeCode: 0x5a,
    callReference: 0x1234,
    fromCalled: true,
    elements,
  })
  expect(causeOf(message)).toBe(17)
})

test.for([
  { name: 'a location in one octet', hex: '08 02 80 91', cause: 17 },
  { name: 'a location that goes on', hex: '08 03 00 80 95', cause: 21 },
  { name: 'a diagnostic behind it', hex: '08 04 82 83 01 02', cause: 3 },
  { name: 'nothing in it', hex: '08 00', cause: undefined },
  { name: 'a location and no more', hex: '08 01 80', cause: undefined },
  { name: 'a date and a sending-complete of one octet before it', hex: 'a1 29 01 00 08 02 80 91', cause: 17 },
  { name: 'an element of another codeset before it', hex: '9e 08 01 ff 08 02 80 91', cause: 17 },
  { name: 'only in another codeset', hex: '95 08 02 80 91', cause: undefined },
])('a cause with $name', ({ hex, cause }) => {
  expect(causeOf(decodeQ931(content(`08 02 8001 5a ${hex}`)))).toBe(cause)
})

test('a call reference may be shorter', () => {
  expect(decodeQ931(content('08 01 85 07'))).toMatchObject({ type: 'connect', callReference: 5, fromCalled: true })
  expect(decodeQ931(content('08 00 7d'))).toMatchObject({ type: 'status', callReference: 0 })
})

test.for([
  '',
  '08',
  '08 02 12',
  '08 02 1234',
  '03 02 1234 05',
  '08 03 010203 05',
  '08 02 1234 5a 08 05 80',
  '08 02 1234 5a 7e ff',
])('%j is no message', (hex) => expect(() => decodeQ931(content(hex))).toThrow(Q931Error))

test('any bytes give a message or a Q931Error, and a message can always be told of', () => {
  const start = setupMessage({ from: 'vonggac', alias: '1001' }, newCall(), {
    from: { address: '10.0.0.1', port: 1 },
    to: { address: '10.0.0.2', port: 2 },
  }).subarray(4)
  const damaged = fc
    .tuple(fc.nat(start.length), fc.uint8Array({ maxLength: 60 }))
    .map(([cut, more]) => Buffer.concat([start.subarray(0, cut), more]))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        damaged,
      ),
      (bytes) => {
        try {
          const message = decodeQ931(bytes)
          callAnswer({ ...message, type: message.type ?? 'status' })
        } catch (error) {
          expect(error).toBeInstanceOf(Q931Error)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('frames are the same however the stream is cut', () => {
  const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 })
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (contents, cuts) => {
      const stream = Buffer.concat(
        contents.map((each) => Buffer.concat([Buffer.from([3, 0, 0, 4 + each.length]), each])),
      )
      const reader = createFrameReader()
      const read: Buffer[] = []
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = cuts[i % cuts.length]!
        read.push(...reader.feed(stream.subarray(at, at + size)))
        at += size
      }
      expect(read.map((each) => [...each])).toEqual(contents.map((each) => [...each]))
    }),
    { numRuns: 100 },
  )
})

test('any bytes give frames or a failure of the protocol', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      try {
        createFrameReader().feed(Buffer.from([3, 0, ...bytes]))
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeFailure)
      }
    }),
  )
})

test.for([
  { cause: 1, called: true, verdict: { status: 'fail', error: 'mismatch' } },
  { cause: 1, called: false, verdict: { status: 'ok' } },
  { cause: 16, called: false, verdict: { status: 'ok' } },
  { cause: 20, called: false, verdict: { status: 'fail', error: 'down' } },
  { cause: 47, called: false, verdict: { status: 'warn', error: 'threshold' } },
  { cause: 88, called: true, verdict: { status: 'warn', error: 'mismatch' } },
  { cause: 77, called: true, verdict: { status: 'warn', error: 'mismatch' } },
])('cause $cause, somebody called: $called', ({ cause, called, verdict }) => {
  expect(causeVerdict(cause, called)).toEqual(verdict)
})

test('every cause has a text, and every reason a cause', () => {
  for (let cause = 1; cause <= 127; cause++) expect(causeText(cause)).toMatch(/\w/)
  expect([causeFor('inConf'), causeFor('hopCountExceeded')]).toEqual([17, 31])
})
