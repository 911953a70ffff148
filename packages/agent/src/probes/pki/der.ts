/** Values inside one: those of certificates and OCSP answers have a dozen. */
export const MAX_CHILDREN = 32

/** What is not DER. The only thing that these readers throw. */
export class DerError extends Error {
  override name = 'DerError'
}

/** One value of ASN.1 as it stands in the bytes (X.690). */
export interface Der {
  /** Class and number: 0x30 is SEQUENCE, 0xa0 context [0] constructed. */
  readonly tag: number
  readonly content: Buffer
  /** Tag, length and content: what is signed. */
  readonly whole: Buffer
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** The value at `at`. `ber` also takes lengths longer than necessary, as LDAP servers write them. */
export function readDer(bytes: Buffer, at = 0, ber = false): Der {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) throw new DerError('cut off')
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes')
  let start = at + 2
  let length = first
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets === 0 || octets > 4) throw new DerError('a length that cannot be')
    if (start + octets > bytes.length) throw new DerError('cut off')
    length = bytes.readUIntBE(start, octets)
    start += octets
    if (!ber && (length < 0x80 || length < 2 ** (8 * (octets - 1))))
      throw new DerError('a length longer than necessary')
  }
  if (length > bytes.length - start) throw new DerError('cut off')
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) }
}

/** The value, which must have this tag and nothing behind it. */
export function only(bytes: Buffer, tag: number): Der {
  const value = readDer(bytes)
  if (value.tag !== tag) throw new DerError(`tag 0x${value.tag.toString(16)} in place of 0x${tag.toString(16)}`)
  if (value.whole.length !== bytes.length) throw new DerError('something behind the end')
  return value
}

/** The values inside a constructed one, at most `max`. */
export function childrenOf({ content }: Der, max = MAX_CHILDREN, ber = false): Der[] {
  const children: Der[] = []
  for (let at = 0; at < content.length; ) {
    if (children.length === max) throw new DerError(`more than ${max} values`)
    const child = readDer(content, at, ber)
    children.push(child)
    at += child.whole.length
  }
  return children
}

/** The child at a place, which must be there and have this tag. */
export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new DerError(`no tag 0x${tag.toString(16)} where it must be`)
  return value
}

/** An object identifier as text: `1.2.840.113549.1.1.11`. */
export function oidText(value: Der | undefined): string {
  const { content } = expectTag(value, TAG.oid)
  if (content.length === 0 || content.length > 40 || content.at(-1)! >= 0x80)
    throw new DerError('an OID that cannot be')
  const arcs: number[] = []
  let arc = 0
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f)
    if (arc > 2 ** 40) throw new DerError('an OID that cannot be')
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - 40 * root, ...rest].join('.')
}

/** A GeneralizedTime of DER (`20261126020000Z`, perhaps with a fraction), Unix epoch ms. */
export function timeOf(value: Der | undefined): number {
  const text = expectTag(value, TAG.generalizedTime).content.toString('latin1')
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(text)
  if (!match) throw new DerError('a time that cannot be')
  const [year, month, day, hour, minute, second, fraction] = match.slice(1).map((part) => Number(part ?? 0))
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) + Math.floor(fraction! * 1_000)
}

/** A time as certificates and CRLs have it: UTCTime until 2049, GeneralizedTime from then on (RFC 5280), Unix epoch ms. */
export function anyTimeOf(value: Der | undefined): number {
  if (value?.tag !== TAG.utcTime) return timeOf(value)
  const text = value.content.toString('latin1')
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19'
  return timeOf({ ...value, tag: TAG.generalizedTime, content: Buffer.from(century + text, 'latin1') })
}

/** The bytes of a BIT STRING that is a whole number of them: a key or a signature. */
export function bytesOfBits(value: Der | undefined): Buffer {
  const { content } = expectTag(value, TAG.bitString)
  if (content[0] !== 0) throw new DerError('a bit string that is no whole number of bytes')
  return content.subarray(1)
}

/** An INTEGER of at most 48 bits that is not negative. */
export function numberOf(value: Der | undefined): number {
  const { content } = expectTag(value, TAG.integer)
  if (content.length === 0 || content.length > 6 || content[0]! >= 0x80) throw new DerError('a number that cannot be')
  return content.readUIntBE(0, content.length)
}
