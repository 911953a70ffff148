/** The part of ASN.1's basic encoding rules (X.690) that SNMP uses, made for reading in place. Bytes ↔ values, no I/O. */

/** Bytes that are not what BER allows. */
export class BerError extends Error {
  override name = 'BerError'
}

/** Tags of what a message is built from (RFC 3416 §3, RFC 1157 §4); those of values are `wireType`. */
export const structure = {
  sequence: 0x30,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
} as const

/** More bytes of length than any datagram needs. */
const MAX_LENGTH_BYTES = 4
/** Integers of a message's own (ids, statuses) are of 32 bits; agents pad them. */
const MAX_INTEGER_BYTES = 6

/**
 * Reads along the bytes of one datagram without copying any. Every method throws `BerError` where the bytes are not
 * what it is for, and none ever looks behind the end.
 */
export class BerReader {
  readonly bytes: Uint8Array
  /** Where the next value begins; behind `header`, where its content does. */
  at: number
  readonly end: number
  /** Bytes of content of the value whose header was read last. */
  length = 0

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  /** Reads tag and length, gives the tag. All of the content is there. */
  header(): number {
    const { bytes, end } = this
    let at = this.at + 2
    if (at > end) throw new BerError('cut off')
    let length = bytes[at - 1]!
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > MAX_LENGTH_BYTES || at + count > end) throw new BerError('an impossible length')
      length = 0
      for (let i = 0; i < count; i++) length = length * 256 + bytes[at++]!
    }
    if (length > end - at) throw new BerError('cut off')
    const tag = bytes[this.at]!
    this.at = at
    this.length = length
    return tag
  }

  /** Reads the header of a value that must have this tag; gives where its content ends. */
  enter(tag: number): number {
    const found = this.header()
    if (found !== tag) throw new BerError(`tag ${found} instead of ${tag}`)
    return this.at + this.length
  }

  /** The next value, an INTEGER of at most 48 bits. */
  integer(): number {
    const end = this.enter(structure.integer)
    if (this.length === 0 || this.length > MAX_INTEGER_BYTES) throw new BerError('an integer of impossible length')
    const value = signedAt(this.bytes, this.at, end)
    this.at = end
    return value
  }
}

/** Two's complement, exact up to 53 bits. */
export function signedAt(bytes: Uint8Array, start: number, end: number): number {
  let value = start < end && bytes[start]! >= 0x80 ? -1 : 0
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!
  return value
}

/** Big-endian unsigned, exact up to 53 bits. */
export function unsignedAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!
  return value
}

/** What a message needs at most, unless somebody asks for very many OIDs: then the writer grows. */
const FIRST_BYTES = 2_048

/** Writes values from the last to the first, so that each length is known when it is due. */
export class BerWriter {
  #buffer: Buffer
  #at: number

  constructor(bytes = FIRST_BYTES) {
    this.#buffer = Buffer.allocUnsafe(bytes)
    this.#at = bytes
  }

  /** Bytes written so far: what `wrap` counts from. */
  get written(): number {
    return this.#buffer.length - this.#at
  }

  byte(value: number): void {
    if (this.#at === 0) this.#grow(1)
    this.#buffer[--this.#at] = value
  }

  raw(bytes: Uint8Array): void {
    if (this.#at < bytes.length) this.#grow(bytes.length)
    this.#at -= bytes.length
    this.#buffer.set(bytes, this.#at)
  }

  /** Puts tag and length before everything that was written since `written` was `from`. */
  wrap(tag: number, from: number): void {
    const length = this.written - from
    if (length >= 0x80) {
      let bytes = 0
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256), bytes++) this.byte(rest % 256)
      this.byte(0x80 | bytes)
    } else this.byte(length)
    this.byte(tag)
  }

  /** An INTEGER of 32 bits. */
  integer(value: number): void {
    const from = this.written
    let rest = value
    let byte: number
    do {
      byte = rest & 0xff
      this.byte(byte)
      rest >>= 8
    } while (!(rest === 0 && byte < 0x80) && !(rest === -1 && byte >= 0x80))
    this.wrap(structure.integer, from)
  }

  /** One arc of an OID (X.690 §8.19), up to 32 bits. */
  arc(value: number): void {
    this.byte(value % 128)
    for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) this.byte(0x80 | (rest % 128))
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Buffer {
    const bytes = Buffer.allocUnsafe(this.written)
    this.#buffer.copy(bytes, 0, this.#at)
    this.#at = this.#buffer.length
    return bytes
  }

  #grow(by: number): void {
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2 + by)
    const at = larger.length - this.written
    this.#buffer.copy(larger, at, this.#at)
    this.#at = at
    this.#buffer = larger
  }
}
