import { childrenOf, type Der, DerError, expectTag, numberOf, oidText, only, readDer, TAG, timeOf } from '../pki/der.ts'
import { der, derInteger, derOid } from '../pki/der-writer.ts'

/** Digests by the names that checks use, as OIDs. */
const digestOids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const
export type Digest = keyof typeof digestOids

/** What is to be stamped. */
export interface StampRequest {
  readonly digest: Digest
  readonly imprint: Buffer
  /** Makes the answer one to this question: bytes of a number, the highest first and not zero. */
  readonly nonce: Buffer
  readonly policy: string | undefined
}

/** A TimeStampReq that asks for the certificate too (RFC 3161 section 2.4.1). */
export function encodeRequest({ digest, imprint, nonce, policy }: StampRequest): Buffer {
  const algorithm = der(TAG.sequence, derOid(digestOids[digest]), der(TAG.null))
  return der(
    TAG.sequence,
    derInteger(Buffer.from([1])),
    der(TAG.sequence, algorithm, der(TAG.octetString, imprint)),
    ...(policy === undefined ? [] : [derOid(policy)]),
    derInteger(nonce),
    der(TAG.boolean, Buffer.from([0xff])),
  )
}

/** What the authority answered. */
export interface StampResponse {
  /** PKIStatus: 0 and 1 are granted. */
  readonly status: number
  /** Its own words, and why not. */
  readonly text: string
  readonly failures: readonly string[]
  /** The token, DER; there when it was granted. */
  readonly token: Buffer | undefined
}

/** Bits of PKIFailureInfo (RFC 3161 section 2.4.2). */
const FAILURES: Readonly<Record<number, string>> = {
  0: 'it does not know the digest',
  2: 'it does not accept the request',
  5: 'it cannot read the request',
  14: 'its clock is not available',
  15: 'it does not stamp under this policy',
  16: 'it does not accept an extension',
  17: 'it does not have what was asked for in addition',
  25: 'its system has failed',
}
const UTF8_STRING = 0x0c

/** Reads a TimeStampResp. Throws a `DerError` for what is none. */
export function readResponse(bytes: Buffer): StampResponse {
  const [info, token] = childrenOf(only(bytes, TAG.sequence))
  const [status, ...more] = childrenOf(expectTag(info, TAG.sequence))
  const words = more.find(({ tag }) => tag === TAG.sequence)
  const bits = more.find(({ tag }) => tag === TAG.bitString)
  return {
    status: numberOf(status),
    text: words
      ? childrenOf(words)
          .map((word) => expectTag(word, UTF8_STRING).content.toString('utf8'))
          .join(' ')
      : '',
    failures: Object.entries(FAILURES).flatMap(([bit, text]) => (hasBit(bits, Number(bit)) ? [text] : [])),
    token: token && expectTag(token, TAG.sequence).whole,
  }
}

const hasBit = (bits: Der | undefined, bit: number): boolean =>
  ((bits?.content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0

/** What a stamp says (RFC 3161 section 2.4.2, TSTInfo). */
export interface StampInfo {
  readonly policy: string
  readonly digest: string
  readonly imprint: Buffer
  /** Hexadecimal. */
  readonly serial: string
  /** Unix epoch ms. */
  readonly atMs: number
  /** How fine the time is written, ms: whole seconds, or less. */
  readonly resolutionMs: number
  /** How exact it is by the authority's own word, ms; 0 when it does not say. */
  readonly accuracyMs: number
  /** As it stands in the bytes; none when it does not repeat ours. */
  readonly nonce: Buffer | undefined
}

/** OID of what a time-stamp is, inside its signed message. */
export const STAMP_INFO = '1.2.840.113549.1.9.16.1.4'

/** Throws a `DerError` for what is none. */
export function readStampInfo(bytes: Buffer): StampInfo {
  const [version, policy, imprint, serial, time, ...more] = childrenOf(only(bytes, TAG.sequence))
  if (numberOf(version) !== 1) throw new DerError('a version of time-stamps that is not known here')
  const [algorithm, hash] = childrenOf(expectTag(imprint, TAG.sequence))
  const accuracy = more.find(({ tag }) => tag === TAG.sequence)
  return {
    policy: oidText(policy),
    digest: oidText(childrenOf(expectTag(algorithm, TAG.sequence))[0]),
    imprint: expectTag(hash, TAG.octetString).content,
    serial: expectTag(serial, TAG.integer).content.toString('hex').slice(0, 64).toUpperCase(),
    atMs: timeOf(time),
    resolutionMs: time!.content.includes(0x2e) ? 1 : 1_000,
    accuracyMs: accuracy ? accuracyOf(accuracy) : 0,
    nonce: more.find(({ tag }) => tag === TAG.integer)?.content,
  }
}

/** Seconds, [0] ms, [1] µs, each only where it is not zero. */
function accuracyOf(accuracy: Der): number {
  const part = (tag: number) => {
    const value = childrenOf(accuracy).find((one) => one.tag === tag)
    return value ? numberOf({ ...value, tag: TAG.integer }) : 0
  }
  return part(TAG.integer) * 1_000 + part(0x80) + part(0x81) / 1_000
}

/** Whether the stamp is one of what was sent: the same digest of the same thing, and our nonce. */
export function answers(info: StampInfo, request: StampRequest): 'yes' | 'another imprint' | 'another nonce' {
  const isSame = info.digest === digestOids[request.digest] && info.imprint.equals(request.imprint)
  if (!isSame) return 'another imprint'
  const expected = readDer(derInteger(request.nonce)).content
  return info.nonce?.equals(expected) ? 'yes' : 'another nonce'
}
