import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BerError, BerReader, BerWriter } from './ber.ts'
import { cellsOf, WireCells } from './cells.ts'
import { columns } from './columns.ts'
import {
  countVarbinds,
  encodeRequest,
  hasCommunity,
  pdu,
  type Response,
  readResponse,
  readVarbinds,
} from './message.ts'
import { encodeOid, oidAt } from './oid.ts'
import { type Varbind, wireType } from './value.ts'

const arc = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffff_ffff }))
const oid = fc
  .tuple(fc.constantFrom('0', '1'), fc.nat(39), fc.array(arc, { maxLength: 12 }))
  .map(([first, second, rest]) => [first, second, ...rest].join('.'))

interface Raw {
  readonly oid: string
  readonly type: number
  readonly content: Uint8Array
}
const raw: fc.Arbitrary<Raw> = fc.record({
  oid: fc.oneof(
    oid,
    fc.nat(9_999).map((index) => `${columns[0]!.oid}.${index}`),
  ),
  type: fc.oneof(fc.constantFrom(...Object.values(wireType)), fc.nat(255)),
  content: fc.uint8Array({ maxLength: 12 }),
})

/** An answer with these values. */
function answerOf(values: readonly Raw[], { id = 7, status = 0, index = 0 } = {}): Buffer {
  const writer = new BerWriter(16)
  for (const { oid: dotted, type, content } of values.toReversed()) {
    const from = writer.written
    writer.raw(content)
    writer.wrap(type, from)
    const inner = writer.written
    writer.raw(encodeOid(dotted))
    writer.wrap(0x06, inner)
    writer.wrap(0x30, from)
  }
  writer.wrap(0x30, 0)
  writer.integer(index)
  writer.integer(status)
  writer.integer(id)
  writer.wrap(pdu.response, 0)
  const behind = writer.written
  writer.raw(Buffer.from('public'))
  writer.wrap(0x04, behind)
  writer.integer(1)
  writer.wrap(0x30, 0)
  return writer.take()
}

/** Everything that is read of an answer; `undefined` where it is refused as damaged. */
function readAll(bytes: Buffer): { head: Response; varbinds: Varbind[] } | undefined {
  try {
    const head = readResponse(bytes)
    countVarbinds(head)
    return { head, varbinds: readVarbinds(new BerReader(bytes, head.varbindsStart, head.varbindsEnd)) }
  } catch (error) {
    if (error instanceof BerError) return undefined
    throw error
  }
}

describe('what is written', () => {
  test('a GETBULK, byte by byte', () => {
    const envelope = {
      version: 1,
      community: Buffer.from('public'),
      kind: pdu.getBulk,
      id: 0x1234,
      single: 1,
      repetitions: 5,
    }
    const asked = [
      { prefix: encodeOid('1.3.6.1.2.1.1.3'), index: -1 },
      { prefix: encodeOid('1.3.6.1.2.1.2.2.1.10'), index: 300 },
    ]
    expect(encodeRequest(new BerWriter(), envelope, asked).toString('hex')).toBe(
      '303702010104067075626c6963a52a02021234020101020105301e' +
        '300b06072b060102010103050030' +
        '0f060b2b060102010202010a822c0500',
    )
  })

  test('any request is read back as what was asked', () => {
    const request = fc.record({
      oids: fc.array(oid, { minLength: 1, maxLength: 130 }),
      id: fc.integer({ min: 0, max: 0x7fff_ffff }),
      community: fc.uint8Array({ maxLength: 300 }),
    })
    fc.assert(
      fc.property(request, ({ oids, id, community }) => {
        const shape = { version: 0, community, kind: pdu.getNext, id, single: 0, repetitions: 0 }
        const bytes = encodeRequest(
          new BerWriter(8),
          shape,
          oids.map((each) => ({ prefix: encodeOid(each), index: -1 })),
        )
        const { head, varbinds } = readAll(bytes)!
        expect({ ...head, bytes: 0 }).toMatchObject({ version: 0, kind: pdu.getNext, id, status: 0, index: 0 })
        expect(hasCommunity(head, community)).toBe(true)
        expect(hasCommunity(head, Buffer.from('another'))).toBe(false)
        expect(varbinds).toEqual(oids.map((each) => ({ oid: each, type: wireType.null, value: null })))
      }),
    )
  })

  test('any OID comes back', () => {
    fc.assert(
      fc.property(oid, (dotted) => {
        const bytes = encodeOid(dotted)
        expect(oidAt(bytes, 0, bytes.length)).toBe(dotted)
      }),
    )
  })

  test.for(['', '1', '3.1', '1.40', '1.3.-1', '1.3.x', '1.3.4294967296', '1..3'])('%j is no OID', (text) => {
    expect(() => encodeOid(text)).toThrow(BerError)
  })
})

describe('what is read', () => {
  test('values of any type and content, known or not, are values or refused: nothing else is thrown', () => {
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 20 }), (values) => {
        const all = readAll(answerOf(values))
        if (all) expect(all.varbinds.map(({ type }) => type)).toEqual(values.map(({ type }) => type))
      }),
    )
  })

  test('an answer that is cut off, changed or mere noise is read or refused: nothing else is thrown, nothing loops', () => {
    const spoiled = fc
      .tuple(
        fc.array(raw, { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
        fc.nat(400),
      )
      .map(([values, changes, cut]) => {
        const bytes = answerOf(values)
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        return bytes.subarray(0, Math.min(bytes.length, cut))
      })
    const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(fc.oneof(spoiled, noise), (bytes) => {
        const all = readAll(bytes)
        if (all) for (const column of columns) drain(all.head, column)
      }),
      { numRuns: 2_000 },
    )
  })

  test.for([
    { name: 'nothing', hex: '' },
    { name: 'a length of four billion', hex: '3084ffffffff0201010406' },
    { name: 'an indefinite length', hex: '3080020101040670' },
    { name: 'a length of lengths', hex: '30ff020101' },
    { name: 'an integer without bytes', hex: '3004020004 00'.replace(' ', '') },
    { name: 'a sequence in a sequence for ever', hex: '30'.repeat(100) },
    { name: 'HTTP', hex: Buffer.from('HTTP/1.1 400 Bad Request').toString('hex') },
  ])('$name is refused as damaged', ({ hex }) => {
    expect(() => readResponse(Buffer.from(hex, 'hex'))).toThrow(BerError)
  })

  test('in place means the same as value by value', () => {
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 20 }), fc.nat(2), (values, single) => {
        const all = readAll(answerOf(values))
        if (!all) return
        for (const column of [
          columns[0]!,
          { ...columns[0]!, type: 'integer' },
          { ...columns[0]!, type: 'hardware' },
        ] as const) {
          const wire = new WireCells(all.head, single)
          const plain = cellsOf([all.varbinds.slice(single)])
          expect(wire.singles).toEqual(all.varbinds.slice(0, single))
          expect(wire.count).toBe(plain.count)
          for (let i = 0; i < wire.count; i++) {
            expect(wire.next(column)).toBe(plain.next(column))
            expect([wire.place, wire.field]).toEqual([plain.place, plain.field])
          }
          expect(wire.next(column)).toBe(false)
        }
      }),
    )
  })
})

function drain(head: Response, column: (typeof columns)[number]): void {
  const cells = new WireCells(head, 0)
  for (let i = 0; cells.next(column); i++) expect(i).toBeLessThan(cells.count)
}
