import { withDefiniteLengths } from './definite-lengths.ts'
import { childrenOf, type Der, DerError, expectTag, numberOf, oidText, only, TAG } from './der.ts'

/** Certificates of one PKCS#7 file or answer that are looked at. */
const MAX_CERTIFICATES = 1_000
/** Who may have signed one message; time-stamps have one. */
const MAX_SIGNERS = 16
const SIGNED_DATA = '1.2.840.113549.1.7.2'

/** A CMS message that is signed, or that only carries certificates (RFC 5652). */
export interface SignedData {
  /** OID of what is inside, and its bytes; none where only certificates are carried. */
  readonly type: string
  readonly content: Buffer | undefined
  /** DER, of X.509 alone. */
  readonly certificates: readonly Buffer[]
  readonly signers: readonly Der[]
}

/** Reads a ContentInfo with SignedData. Throws a `DerError` for anything else. */
export function readSignedData(bytes: Buffer): SignedData {
  const [type, wrapped] = childrenOf(only(bytes, TAG.sequence))
  if (oidText(type) !== SIGNED_DATA) throw new DerError('a message that is not signed data')
  const [version, , inside, ...more] = childrenOf(only(expectTag(wrapped, 0xa0).content, TAG.sequence))
  numberOf(version)
  const [contentType, content] = childrenOf(expectTag(inside, TAG.sequence))
  const certificates = more.find(({ tag }) => tag === 0xa0)
  const signers = more.find(({ tag }) => tag === TAG.set)
  return {
    type: oidText(contentType),
    content: content?.tag === 0xa0 ? only(content.content, TAG.octetString).content : undefined,
    certificates: certificates
      ? childrenOf(certificates, MAX_CERTIFICATES).flatMap(({ tag, whole }) => (tag === TAG.sequence ? [whole] : []))
      : [],
    signers: signers ? childrenOf(signers, MAX_SIGNERS) : [],
  }
}

/** Reads DER, or else what older programs write: BER with indefinite lengths. Throws what `read` throws. */
export function derOrBer<T>(bytes: Buffer, read: (der: Buffer) => T): T {
  try {
    return read(bytes)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    const der = withDefiniteLengths(bytes)
    if (der.equals(bytes)) throw error
    return read(der)
  }
}
