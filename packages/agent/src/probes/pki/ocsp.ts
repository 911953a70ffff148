import { createHash, X509Certificate } from 'node:crypto'
import { type Certificate, readExtensions } from './certificate-content.ts'
import { bytesOfBits, childrenOf, type Der, DerError, expectTag, oidText, only, readDer, TAG, timeOf } from './der.ts'
import { digestNames, isSignedWith, type Signed, signatureAlgorithm } from './signature.ts'

/** Larger answers are not looked at, bytes: usual ones have 500 to 3,000. */
const MAX_RESPONSE_BYTES = 65_536
/** Certificates in one answer that are looked at. */
const MAX_RESPONSES = 64
const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1'
/** Extended key usage that lets a certificate sign OCSP answers (RFC 6960 section 4.2.2.2). */
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'
const OCSP_NONCE = '1.3.6.1.5.5.7.48.1.2'
/** Certificates that come with an answer and are tried as its signer. */
const MAX_DELEGATES = 8
/** Clocks may differ this much, ms. */
export const SKEW_MS = 300_000

/** A responder that answers that it will not answer. */
export class OcspRefusal extends DerError {
  readonly code: number

  constructor(code: number) {
    super(`the responder says: ${responseStatus[code] || `status ${code}`}`)
    this.code = code
  }
}

/** What an OCSP answer says of one certificate (RFC 6960). */
export interface OcspAnswer {
  /** By which digest the issuer is named, an OID, and the digests of its name and its key. */
  readonly issuer: { readonly digest: string; readonly name: Buffer; readonly key: Buffer }
  readonly status: 'good' | 'revoked' | 'unknown'
  /** Unix epoch ms. */
  readonly producedAtMs: number
  readonly thisUpdateMs: number
  /** When the next is due; none: at any time. */
  readonly nextUpdateMs: number | undefined
  readonly revokedAtMs: number | undefined
}

/** An answer with what is signed. */
export interface OcspResponse {
  /** By serial number of the certificate, upper-case hexadecimal without leading zeros. */
  readonly answers: ReadonlyMap<string, OcspAnswer>
  readonly signed: Signed
  /** The certificates that came with it, DER. */
  readonly certificates: readonly Buffer[]
  /** What the question contained against replays, when the responder repeats it. */
  readonly nonce: Buffer | undefined
}

const responseStatus = [
  'successful',
  'malformed request',
  'internal error',
  'try later',
  '',
  'signature required',
  'unauthorised',
]

/** Reads an OCSP answer. Throws `DerError` for what is none, also for one that only says why there is none. */
export function parseOcsp(bytes: Buffer): OcspResponse {
  if (bytes.length > MAX_RESPONSE_BYTES) throw new DerError(`larger than ${MAX_RESPONSE_BYTES} bytes`)
  const [status, wrapped] = childrenOf(only(bytes, TAG.sequence))
  const code = expectTag(status, TAG.enumerated).content[0] ?? -1
  if (code !== 0) throw new OcspRefusal(code)
  const [type, response] = childrenOf(only(expectTag(wrapped, 0xa0).content, TAG.sequence))
  if (oidText(type) !== BASIC_RESPONSE) throw new DerError('no basic response')
  const basic = only(expectTag(response, TAG.octetString).content, TAG.sequence)
  const [data, algorithm, signature, certificates] = childrenOf(basic)
  const fields = childrenOf(expectTag(data, TAG.sequence))
  return {
    answers: answersOf(fields),
    signed: {
      signed: data!.whole,
      signature: bytesOfBits(signature),
      algorithm: signatureAlgorithm(algorithm),
    },
    certificates: certificates
      ? childrenOf(only(expectTag(certificates, 0xa0).content, TAG.sequence)).map((c) => c.whole)
      : [],
    nonce: nonceOf(fields[placeOfTime(fields) + 2]),
  }
}

/** Servers write it as an octet string inside the extension's, and some do not. */
function nonceOf(extensions: Der | undefined): Buffer | undefined {
  const value =
    extensions && readExtensions(only(expectTag(extensions, 0xa1).content, TAG.sequence)).get(OCSP_NONCE)?.value
  if (!value) return undefined
  return value[0] === TAG.octetString && value[1] === value.length - 2 ? value.subarray(2) : value
}

/** A version [0] may stand first; then who answers, when, the answers, and perhaps extensions. */
const placeOfTime = (fields: readonly Der[]): number => (fields[0]?.tag === 0xa0 ? 2 : 1)

function answersOf(fields: readonly Der[]): Map<string, OcspAnswer> {
  const at = placeOfTime(fields)
  const producedAtMs = timeOf(fields[at])
  const singles = childrenOf(expectTag(fields[at + 1], TAG.sequence), MAX_RESPONSES)
  return new Map(singles.map((single) => answerOf(single, producedAtMs)))
}

function answerOf(single: Der, producedAtMs: number): [string, OcspAnswer] {
  const [id, state, thisUpdate, ...more] = childrenOf(expectTag(single, TAG.sequence))
  const [digest, name, key, number] = childrenOf(expectTag(id, TAG.sequence))
  const serial = expectTag(number, TAG.integer).content
  const next = more.find(({ tag }) => tag === 0xa0)
  const status = { 128: 'good', 161: 'revoked', 130: 'unknown' }[state?.tag ?? 0]
  if (status === undefined) throw new DerError('a state of a certificate that there is not')
  return [
    serialText(serial.toString('hex')),
    {
      issuer: {
        digest: oidText(childrenOf(expectTag(digest, TAG.sequence))[0]),
        name: expectTag(name, TAG.octetString).content,
        key: expectTag(key, TAG.octetString).content,
      },
      status: status as OcspAnswer['status'],
      producedAtMs,
      thisUpdateMs: timeOf(thisUpdate),
      nextUpdateMs: next && timeOf(readDer(next.content)),
      revokedAtMs: status === 'revoked' ? timeOf(readDer(state!.content)) : undefined,
    },
  ]
}

/** A serial number in one spelling. */
export const serialText = (hex: string): string => hex.toUpperCase().replace(/^0+(?=.)/, '')

/** Whether the answer speaks of certificates of this issuer: a responder may serve several. */
export function isAbout({ issuer }: OcspAnswer, { content }: Certificate): boolean {
  const digest = digestNames[issuer.digest]
  if (digest === undefined) return false
  const equals = (bytes: Buffer, expected: Buffer) => createHash(digest).update(bytes).digest().equals(expected)
  return equals(content.subject, issuer.name) && equals(content.keyBits, issuer.key)
}

/** Whether the issuer of the certificate, or whom it has charged with that, signed the answer. Never rejects. */
export async function isSignedBy(
  { signed, certificates }: OcspResponse,
  issuer: X509Certificate,
  nowMs: number,
): Promise<boolean> {
  if (await isSignedWith(signed, () => issuer.publicKey)) return true
  for (const der of certificates.slice(0, MAX_DELEGATES)) {
    const delegate = delegateOf(der, issuer, nowMs)
    if (delegate && (await isSignedWith(signed, () => delegate.publicKey))) return true
  }
  return false
}

/** A certificate that may sign in the issuer's place (RFC 6960 section 4.2.2.2); undefined for any other. */
function delegateOf(der: Buffer, issuer: X509Certificate, nowMs: number): X509Certificate | undefined {
  try {
    const delegate = new X509Certificate(der)
    const isValid =
      delegate.validFromDate.getTime() <= nowMs + SKEW_MS && delegate.validToDate.getTime() >= nowMs - SKEW_MS
    const isCharged = delegate.keyUsage?.includes(OCSP_SIGNING) === true
    return isValid && isCharged && delegate.verify(issuer.publicKey) ? delegate : undefined
  } catch {
    return undefined
  }
}
