import { counter, type FieldValue, int } from '@vonggac/model'
import { signedAt, unsignedAt } from './ber.ts'
import type { ColumnType } from './columns.ts'
import { isWholeOid, oidAt } from './oid.ts'

/**
 * A value as it came off the wire, with its ASN.1 type (RFC 3416 §3): a number, a dotted OID or IPv4 address, `null` for
 * none, and bytes for everything else, integers beyond 48 bits among them.
 */
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

/** Integers of more bytes than this are not exact as a `number`. */
export const EXACT_BYTES = 6
/** 64 bits and the zero before an unsigned one: what is longer is no number of SNMP's. */
const MAX_INTEGER_BYTES = 9

/** The field of a column's value, or `undefined` for one that is none of the column's type. */
export function fieldOf({ type, value }: Varbind, as: ColumnType): FieldValue | undefined {
  if (value instanceof Uint8Array) return fieldAt({ type, bytes: value, start: 0, end: value.length }, as)
  if (as === 'integer') return typeof value === 'number' ? int(value) : undefined
  if (typeof value === 'number' || typeof value === 'string') return String(value)
  return undefined
}

/** Where a value's content stands in a datagram. */
export interface RawValue {
  readonly type: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** The same as `fieldOf`, straight from the bytes. */
export function fieldAt(raw: RawValue, as: ColumnType): FieldValue | undefined {
  const { type, bytes, start, end } = raw
  if (isInteger(type)) return as === 'integer' ? integerAt(raw) : integerAt(raw)?.toString()
  if (type === wireType.null || type === wireType.oid || type === wireType.ipAddress) return textualAt(raw, as)
  if (as === 'hardware') return hardwareAddress(bytes.subarray(start, end))
  const text = textOf(bytes.subarray(start, end))
  return as === 'string' ? text : numberIn(text)
}

const isInteger = (type: number) =>
  type === wireType.counter64 ||
  type === wireType.counter32 ||
  type === wireType.integer ||
  type === wireType.gauge32 ||
  type === wireType.timeTicks

function integerAt({ type, bytes, start, end }: RawValue): FieldValue | undefined {
  const length = end - start
  if (length > MAX_INTEGER_BYTES) return undefined
  if (type === wireType.integer)
    return length <= EXACT_BYTES
      ? BigInt(signedAt(bytes, start, end))
      : BigInt.asIntN(64, BigInt(`0x${hex(bytes.subarray(start, end))}`))
  if (length <= EXACT_BYTES) return BigInt(unsignedAt(bytes, start, end))
  return counter(unsignedOf(bytes.subarray(start, end)))
}

/** Types whose bytes are no text, though people write them as one. */
function textualAt({ type, bytes, start, end }: RawValue, as: ColumnType): string | undefined {
  if (as === 'integer' || type === wireType.null) return undefined
  if (type === wireType.oid) return isWholeOid(bytes, start, end) ? oidAt(bytes, start, end) : undefined
  return end - start === 4 ? bytes.subarray(start, end).join('.') : hex(bytes.subarray(start, end))
}

/** Seen in the field: numbers sent as text. */
function numberIn(text: string): bigint | undefined {
  const digits = text.trim()
  return /^-?\d{1,18}$/.test(digits) ? BigInt(digits) : undefined
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
  if (isPlain(bytes)) return latin1(bytes)
  try {
    return utf8.decode(bytes).replaceAll('\0', '')
  } catch {
    const text = latin1(bytes).replace(/\0+$/, '')
    return PRINTABLE_LATIN1.test(text) ? text : hex(bytes)
  }
}

/** Nearly every text is ASCII, for which the decoder's checks are not needed. */
function isPlain(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80 || bytes[i] === 0) return false
  return true
}

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const latin1 = (bytes: Uint8Array) => bufferOf(bytes).toString('latin1')
const hardwareAddress = (bytes: Uint8Array) => hex(bytes).replace(/..(?!$)/g, '$&:')
const hex = (bytes: Uint8Array) => bufferOf(bytes).toString('hex')
