/** The part of ASN.1's basic encoding rules (X.690) that SNMP uses. Bytes ↔ values, no I/O. */

/** Bytes that are not what BER allows. */
export class BerError extends Error {
  override name = 'BerError'
}

/** Reads values one after another. Every method throws `BerError` where the bytes are not that. */
export class BerReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The next value with its tag. */
  next(): { tag: number; content: Uint8Array } {
    const tag = this.#byte()
    let length = this.#byte()
    if (length >= 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4) throw new BerError('a length that SNMP does not use')
      length = 0
      for (let i = 0; i < count; i++) length = length * 256 + this.#byte()
    }
    const end = this.#at + length
    if (end > this.#bytes.length) throw new BerError('cut off')
    const content = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return { tag, content }
  }

  /** The content of the next value, which must have this tag. */
  expect(tag: number): Uint8Array {
    const value = this.next()
    if (value.tag !== tag) throw new BerError(`tag ${value.tag} instead of ${tag}`)
    return value.content
  }

  integer(): number {
    return decodeInteger(this.expect(0x02))
  }

  oid(): number[] {
    return decodeOid(this.expect(0x06))
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new BerError('cut off')
    return byte
  }
}

function decodeInteger(content: Uint8Array): number {
  if (content.length === 0 || content.length > 6) throw new BerError('an integer of impossible length')
  let value = content[0]! >= 0x80 ? -1 : 0
  for (const byte of content) value = value * 256 + byte
  return value
}

function decodeOid(content: Uint8Array): number[] {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (arc > 0xffffffff) throw new BerError('an arc beyond 32 bits')
    if (byte < 0x80) {
      if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)))
      else arcs.push(arc)
      arc = 0
    }
  }
  return arcs
}

/** A value: tag, length, content. */
export function encode(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { length: each }) => sum + each, 0)
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, Math.floor(length / 256), length % 256]
  return Buffer.concat([Uint8Array.from(head), ...contents])
}

/** An integer of any size in the fewest bytes, two's complement. */
export function encodeInteger(value: number | bigint, tag = 0x02): Buffer {
  const bytes: number[] = []
  let rest = BigInt(value)
  do {
    bytes.unshift(Number(rest & 0xffn))
    rest >>= 8n
  } while (!(rest === 0n && bytes[0]! < 0x80) && !(rest === -1n && bytes[0]! >= 0x80))
  return encode(tag, Uint8Array.from(bytes))
}

export function encodeOid(arcs: readonly number[]): Buffer {
  const bytes: number[] = []
  for (const arc of [arcs[0]! * 40 + arcs[1]!, ...arcs.slice(2)]) {
    const groups = [arc % 128]
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) + 128)
    bytes.push(...groups)
  }
  return encode(0x06, Uint8Array.from(bytes))
}
