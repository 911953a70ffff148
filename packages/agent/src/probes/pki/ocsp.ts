import { verify, X509Certificate } from 'node:crypto'
import { childrenOf, type Der, DerError, expectTag, oidText, only, readDer, TAG, timeOf } from './der.ts'
import { signatureDigests } from './signature.ts'

/** Larger answers are not looked at, bytes: usual ones have 500 to 3,000. */
const MAX_RESPONSE_BYTES = 65_536
/** Certificates in one answer that are looked at. */
const MAX_RESPONSES = 64
const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1'
/** Extended key usage that lets a certificate sign OCSP answers (RFC 6960 section 4.2.2.2). */
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'

/** What an OCSP answer says of one certificate (RFC 6960). */
export interface OcspAnswer {
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
  readonly signed: Buffer
  readonly signature: Buffer
  readonly algorithm: string
  /** The certificates that came with it, DER. */
  readonly certificates: readonly Buffer[]
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
  if (code !== 0) throw new DerError(`the responder says: ${responseStatus[code] || `status ${code}`}`)
  const [type, response] = childrenOf(only(expectTag(wrapped, 0xa0).content, TAG.sequence))
  if (oidText(type) !== BASIC_RESPONSE) throw new DerError('no basic response')
  const basic = only(expectTag(response, TAG.octetString).content, TAG.sequence)
  const [data, algorithm, signature, certificates] = childrenOf(basic)
  const bits = expectTag(signature, TAG.bitString).content
  if (bits[0] !== 0) throw new DerError('a signature that is no whole number of bytes')
  return {
    answers: answersOf(expectTag(data, TAG.sequence)),
    signed: data!.whole,
    signature: bits.subarray(1),
    algorithm: oidText(childrenOf(expectTag(algorithm, TAG.sequence))[0]),
    certificates: certificates
      ? childrenOf(only(expectTag(certificates, 0xa0).content, TAG.sequence)).map((c) => c.whole)
      : [],
  }
}

function answersOf(data: Der): Map<string, OcspAnswer> {
  const fields = childrenOf(data)
  // A version [0] may stand first; then who answers, when, and the answers.
  const at = fields[0]?.tag === 0xa0 ? 2 : 1
  const producedAtMs = timeOf(fields[at])
  const singles = childrenOf(expectTag(fields[at + 1], TAG.sequence), MAX_RESPONSES)
  return new Map(singles.map((single) => answerOf(single, producedAtMs)))
}

function answerOf(single: Der, producedAtMs: number): [string, OcspAnswer] {
  const [id, state, thisUpdate, ...more] = childrenOf(expectTag(single, TAG.sequence))
  const serial = expectTag(childrenOf(expectTag(id, TAG.sequence))[3], TAG.integer).content
  const next = more.find(({ tag }) => tag === 0xa0)
  const status = { 128: 'good', 161: 'revoked', 130: 'unknown' }[state?.tag ?? 0]
  if (status === undefined) throw new DerError('a state of a certificate that there is not')
  return [
    serialText(serial.toString('hex')),
    {
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

/** Whether the issuer of the certificate, or whom it has charged with that, signed the answer. Never throws. */
export function isSignedBy(
  { signed, signature, algorithm, certificates }: OcspResponse,
  issuer: X509Certificate,
): boolean {
  const known = signatureDigests[algorithm]
  if (!known) return false
  const signedWith = (certificate: X509Certificate) => {
    try {
      return verify(known.digest, signed, certificate.publicKey, signature)
    } catch {
      return false
    }
  }
  if (signedWith(issuer)) return true
  return certificates.some((der) => {
    try {
      const delegate = new X509Certificate(der)
      const isCharged = delegate.keyUsage?.includes(OCSP_SIGNING) === true && delegate.verify(issuer.publicKey)
      return isCharged && signedWith(delegate)
    } catch {
      return false
    }
  })
}
