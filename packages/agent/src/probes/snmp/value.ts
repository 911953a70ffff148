import { counter, type FieldValue, int } from '@vonggac/model'
import type { ColumnType } from './columns.ts'

/** A value as it came off the wire, with its ASN.1 type (RFC 3416 §3). */
export interface Varbind {
  readonly oid: string
  readonly type: number
  readonly value: unknown
}

/** The types of RFC 3416 that this probe tells apart. */
export const wireType = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const

/** Whether the agent said that there is no such value. */
export const isException = ({ type }: Varbind): boolean =>
  type >= wireType.noSuchObject && type <= wireType.endOfMibView

/** The field of a column's value, or `undefined` for one that is none of the column's type. */
export function fieldOf({ type, value }: Varbind, as: ColumnType): FieldValue | undefined {
  if (as === 'integer') return integerOf(type, value)
  if (value instanceof Uint8Array) return as === 'hardware' ? hardwareAddress(value) : textOf(value)
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  return undefined
}

function integerOf(type: number, value: unknown): FieldValue | undefined {
  if (typeof value === 'number') return int(value)
  if (!(value instanceof Uint8Array)) return undefined
  if (type === wireType.counter64) return counter(unsignedOf(value))
  // Seen in the field: numbers sent as text.
  const text = textOf(value).trim()
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined
}

/** Big-endian unsigned bytes of any length, as BER has them; none at all is 0. */
export function unsignedOf(bytes: Uint8Array): bigint {
  if (bytes.length <= 6) {
    let small = 0
    for (const byte of bytes) small = small * 256 + byte
    return BigInt(small)
  }
  return BigInt.asUintN(64, BigInt(`0x${hex(bytes)}`))
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const PRINTABLE_LATIN1 = /^[\t\n\r\x20-\x7e\xa0-\xff]*$/

/** An OCTET STRING as valid Unicode without NULs: UTF-8, else Latin-1 when that gives printable text, else hexadecimal. */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes).replaceAll('\0', '')
  } catch {
    const latin1 = Buffer.from(bytes).toString('latin1').replace(/\0+$/, '')
    return PRINTABLE_LATIN1.test(latin1) ? latin1 : hex(bytes)
  }
}

const hardwareAddress = (bytes: Uint8Array) => hex(bytes).replace(/..(?!$)/g, '$&:')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
