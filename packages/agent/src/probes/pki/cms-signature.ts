import { createHash } from 'node:crypto'
import type { Certificate } from './certificate-content.ts'
import type { SignedData } from './cms.ts'
import { childrenOf, type Der, DerError, expectTag, oidText, only, readDer, TAG } from './der.ts'
import { digestNames, isSignedWith, signatureAlgorithm } from './signature.ts'

/** Attributes of one signature; real ones have four. */
const MAX_ATTRIBUTES = 32
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
/** Which certificate signs: with SHA-1, and with any digest (RFC 5035). */
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12'
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'
const SUBJECT_KEY_ID = '2.5.29.14'

/** Who signed, or why the signature proves nothing. */
export type Signer = { readonly certificate: Certificate } | { readonly problem: string }

/**
 * Checks the one signature of a message that says what it signs (RFC 5652 section 5.4, as RFC 3161 wants it). Whether the signer is trusted
 * is another question. Throws a `DerError` for what is no signature.
 */
export async function signerOf(data: SignedData, certificates: readonly Certificate[]): Promise<Signer> {
  const [info, ...others] = data.signers
  if (!info || others.length > 0) return { problem: `it has ${data.signers.length} signatures in place of one` }
  if (!data.content) return { problem: 'what was signed is not in it' }
  const [, id, digestType, attributes, ...rest] = childrenOf(expectTag(info, TAG.sequence))
  if (attributes?.tag !== 0xa0) return { problem: 'its signature does not say what it signs' }
  const digest = digestNames[oidText(childrenOf(expectTag(digestType, TAG.sequence))[0])]
  if (digest === undefined) return { problem: 'its digest is not known here' }
  const values = attributesOf(attributes)
  const problem = contentProblem(values, data, digest)
  if (problem) return { problem }
  const certificate = certificates.find((one) => isNamed(id, one))
  if (!certificate) return { problem: 'the certificate of its signer is not in it' }
  if (!isTied(values, certificate)) return { problem: 'it names another certificate as that of its signer' }
  // The attributes are signed as the SET that they are, not under the tag that they are sent with.
  const signed = Buffer.from(attributes.whole)
  signed[0] = TAG.set
  const signature = expectTag(rest[1], TAG.octetString).content
  const algorithm = signatureAlgorithm(rest[0], digest)
  const isRight = await isSignedWith({ signed, signature, algorithm }, () => certificate.x509.publicKey)
  return isRight ? { certificate } : { problem: 'its signature is wrong' }
}

type Attributes = ReadonlyMap<string, Der>

/** The first value of each attribute. */
function attributesOf(attributes: Der): Attributes {
  return new Map(
    childrenOf(attributes, MAX_ATTRIBUTES).map((attribute) => {
      const [type, values] = childrenOf(expectTag(attribute, TAG.sequence))
      const [value] = childrenOf(expectTag(values, TAG.set))
      if (!value) throw new DerError('an attribute without a value')
      return [oidText(type), value]
    }),
  )
}

function contentProblem(values: Attributes, { type, content }: SignedData, digest: string): string | undefined {
  const said = values.get(CONTENT_TYPE)
  if (!said || oidText(said) !== type) return 'its signature is one of something else'
  const made = createHash(digest).update(content!).digest()
  const isSame = expectTag(values.get(MESSAGE_DIGEST), TAG.octetString).content.equals(made)
  return isSame ? undefined : 'what was signed has been changed'
}

/** Whether the certificate is the one that the signature names: by issuer and serial number, or by its key's id. */
function isNamed(id: Der | undefined, { content }: Certificate): boolean {
  if (id?.tag === 0x80) {
    const extension = content.extensions.get(SUBJECT_KEY_ID)
    return extension !== undefined && only(extension.value, TAG.octetString).content.equals(id.content)
  }
  const [issuer, serial] = childrenOf(expectTag(id, TAG.sequence))
  return (
    expectTag(issuer, TAG.sequence).whole.equals(content.issuer) &&
    expectTag(serial, TAG.integer).content.equals(content.serial)
  )
}

/** Whether what is signed names this very certificate: otherwise another with the same key could be put in its place. */
function isTied(values: Attributes, { x509 }: Certificate): boolean {
  const v2 = values.get(SIGNING_CERTIFICATE_V2)
  const named = v2 ?? values.get(SIGNING_CERTIFICATE)
  if (!named) return false
  const [first] = childrenOf(expectTag(readDer(expectTag(named, TAG.sequence).content), TAG.sequence))
  const fields = childrenOf(expectTag(first, TAG.sequence))
  const algorithm =
    v2 && fields[0]?.tag === TAG.sequence ? digestNames[oidText(childrenOf(fields[0])[0])] : v2 ? 'sha256' : 'sha1'
  if (algorithm === undefined) return false
  const hash = fields.find(({ tag }) => tag === TAG.octetString)
  return expectTag(hash, TAG.octetString).content.equals(createHash(algorithm).update(x509.raw).digest())
}
