import { Unsigned } from '@vonggac/model'
import { expect, test } from 'vitest'
import { fieldOf, textOf, unsignedOf, wireType } from './value.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')

test.for([
  ['', 0n],
  ['00', 0n],
  ['3beca5', 3_927_205n],
  ['ffffffffffff', 2n ** 48n - 1n],
  ['7fffffffffffffff', 2n ** 63n - 1n],
  ['00ffffffffffffffff', 2n ** 64n - 1n],
] as const)('the bytes %j are the unsigned %s', ([hex, value]) => {
  expect(unsignedOf(bytes(hex))).toBe(value)
})

test.for([
  ['Gi0/0/1', '4769302f302f31'],
  ['Đường', Buffer.from('Đường').toString('hex')],
  ['Größe', Buffer.from('Größe', 'latin1').toString('hex')],
  ['eth0', '6574683000'],
  ['ff00fe', 'ff00fe'],
  ['', ''],
])('the text %j is read from %s', ([text, hex]) => {
  expect(textOf(bytes(hex!))).toBe(text)
})

test.for([
  { name: 'an integer', type: wireType.integer, value: -1, as: 'integer', field: -1n },
  { name: 'a counter within 63 bits', type: wireType.counter64, value: bytes('01'), as: 'integer', field: 1n },
  {
    name: 'a counter beyond',
    type: wireType.counter64,
    value: bytes('00ffffffffffffffff'),
    as: 'integer',
    field: new Unsigned(2n ** 64n - 1n),
  },
  { name: 'a number as text', type: wireType.octetString, value: Buffer.from(' 42 '), as: 'integer', field: 42n },
  {
    name: 'a text where a number belongs',
    type: wireType.octetString,
    value: Buffer.from('up'),
    as: 'integer',
    field: undefined,
  },
  { name: 'an OID where a number belongs', type: wireType.oid, value: '1.3', as: 'integer', field: undefined },
  { name: 'a number where a text belongs', type: wireType.integer, value: 7, as: 'string', field: '7' },
  { name: 'nothing', type: wireType.null, value: null, as: 'string', field: undefined },
  {
    name: 'a MAC address',
    type: wireType.octetString,
    value: bytes('02005e000001'),
    as: 'hardware',
    field: '02:00:5e:00:00:01',
  },
] as const)('$name becomes $field', ({ type, value, as, field }) => {
  expect(fieldOf({ oid: '1.3', type, value }, as)).toEqual(field)
})
