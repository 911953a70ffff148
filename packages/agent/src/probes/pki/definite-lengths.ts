import { DerError, TAG } from './der.ts'

/** Values inside values: a PKCS#12 file has ten levels, and hostile bytes as many as they are long. */
const MAX_DEPTH = 40
const CONSTRUCTED = 0x20

/**
 * BER with indefinite lengths, as older programs write PKCS#7 and PKCS#12, in the form that the strict reader takes; octet strings in
 * pieces become whole. What is inside octet strings stays as it is. Throws a `DerError` for what is no BER.
 */
export function withDefiniteLengths(bytes: Buffer): Buffer {
  const { value, next } = rewrite(bytes, 0, 0)
  if (next !== bytes.length) throw new DerError('something behind the end')
  return value
}

interface Rewritten {
  readonly value: Buffer
  readonly next: number
}

function rewrite(bytes: Buffer, at: number, depth: number): Rewritten {
  if (depth > MAX_DEPTH) throw new DerError(`nested more than ${MAX_DEPTH} levels deep`)
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) throw new DerError('cut off')
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes')
  const start = at + 2
  if (first === 0x80) {
    if ((tag & CONSTRUCTED) === 0) throw new DerError('a length that cannot be')
    return insides(bytes, { tag, start, end: undefined, depth })
  }
  const octets = first > 0x80 ? first & 0x7f : 0
  if (octets > 4) throw new DerError('a length that cannot be')
  if (start + octets > bytes.length) throw new DerError('cut off')
  const length = octets > 0 ? bytes.readUIntBE(start, octets) : first
  const from = start + octets
  if (length > bytes.length - from) throw new DerError('cut off')
  if ((tag & CONSTRUCTED) !== 0) return insides(bytes, { tag, start: from, end: from + length, depth })
  return { value: wrap(tag, [bytes.subarray(from, from + length)]), next: from + length }
}

interface Inside {
  readonly tag: number
  readonly start: number
  /** Undefined: two zero bytes end it. */
  readonly end: number | undefined
  readonly depth: number
}

function insides(bytes: Buffer, { tag, start, end, depth }: Inside): Rewritten {
  const parts: Buffer[] = []
  let at = start
  for (;;) {
    if (end === undefined ? bytes[at] === 0 && bytes[at + 1] === 0 : at >= end) break
    const { value, next } = rewrite(bytes, at, depth + 1)
    if (end !== undefined && next > end) throw new DerError('a value longer than what it stands in')
    parts.push(value)
    at = next
  }
  const next = end ?? at + 2
  if (tag !== (TAG.octetString | CONSTRUCTED)) return { value: wrap(tag, parts), next }
  return { value: wrap(TAG.octetString, parts.map(contentOf)), next }
}

/** The content of a value that `wrap` has made. */
function contentOf(value: Buffer): Buffer {
  const first = value[1]!
  return value.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f))
}

function wrap(tag: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([derHead(tag, length), ...parts])
}

/** Tag and length of a value in DER. */
export function derHead(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length])
  const octets = Math.ceil(length.toString(16).length / 2)
  const head = Buffer.alloc(2 + octets)
  head[0] = tag
  head[1] = 0x80 | octets
  head.writeUIntBE(length, 2, octets)
  return head
}
