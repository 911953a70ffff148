import { type FieldValue, Unsigned } from '@vonggac/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRows, unpackRows } from './packed-rows.ts'

const names = ['ifName', 'ifAlias', 'ifSpeed', 'ifLastChange']
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 2n ** 63n, max: 2n ** 64n - 1n }).map((big) => new Unsigned(big)),
)
const row = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name })
  .map((entries) => new Map(entries))

test('packed rows come back as they were, holes and all', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.nat(), row), { selector: ([index]) => index }), (entries) => {
      const rows = new Map(entries)
      const packed = packRows(rows, names)
      expect(packed.size).toBe(rows.size)
      expect(unpackRows(packed)).toEqual(rows)
    }),
  )
})

test('only the named columns are kept', () => {
  const rows = new Map([
    [
      1,
      new Map<string, FieldValue>([
        ['ifName', 'lan'],
        ['ifHCInOctets', 1n],
      ]),
    ],
  ])
  expect(unpackRows(packRows(rows, names))).toEqual(new Map([[1, new Map([['ifName', 'lan']])]]))
})
