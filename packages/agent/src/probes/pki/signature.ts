import { constants, type KeyObject, verify } from 'node:crypto'
import { childrenOf, type Der, DerError, expectTag, numberOf, oidText, only, TAG } from './der.ts'

/** A larger salt than any digest's cannot be, bytes. */
const MAX_SALT_BYTES = 512

/** Signature algorithms by OID, as `verify` of node:crypto wants its digest; `null` where the key implies it. */
export const signatureDigests: Readonly<Record<string, { readonly name: string; readonly digest: string | null }>> = {
  '1.2.840.113549.1.1.4': { name: 'md5WithRSA', digest: 'md5' },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSA', digest: 'sha1' },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSA', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSA', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSA', digest: 'sha512' },
  '1.2.840.10045.4.1': { name: 'ecdsaWithSHA1', digest: 'sha1' },
  '1.2.840.10045.4.3.2': { name: 'ecdsaWithSHA256', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ecdsaWithSHA384', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ecdsaWithSHA512', digest: 'sha512' },
  '1.3.101.112': { name: 'ed25519', digest: null },
  '1.3.101.113': { name: 'ed448', digest: null },
}

/** Digests by OID, as node:crypto calls them. */
export const digestNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
}

/** RSASSA-PSS, whose digest and salt stand in its parameters (RFC 4055). */
const RSA_PSS = '1.2.840.113549.1.1.10'
/** Keys that say nothing of a digest: CMS names it beside them (RFC 5754). */
const PLAIN_KEYS = new Set(['1.2.840.113549.1.1.1', '1.2.840.10045.2.1'])

/** How something was signed. */
export interface SignatureAlgorithm {
  readonly oid: string
  readonly digest: string | null
  /** Bytes of salt, with RSASSA-PSS alone. */
  readonly salt?: number
}

/** Reads an AlgorithmIdentifier; undefined for an algorithm that is not known here. `digest` is what stands beside a plain key. */
export function signatureAlgorithm(value: Der | undefined, digest?: string): SignatureAlgorithm | undefined {
  const [type, parameters] = childrenOf(expectTag(value, TAG.sequence))
  const oid = oidText(type)
  if (oid === RSA_PSS) return pss(parameters)
  if (PLAIN_KEYS.has(oid)) return digest === undefined ? undefined : { oid, digest }
  const known = signatureDigests[oid]
  return known && { oid, digest: known.digest }
}

function pss(parameters: Der | undefined): SignatureAlgorithm | undefined {
  const fields = parameters ? childrenOf(expectTag(parameters, TAG.sequence)) : []
  const field = (tag: number) => fields.find((one) => one.tag === tag)
  const hash = field(0xa0)
  const salt = field(0xa2)
  const oid = hash && oidText(childrenOf(only(hash.content, TAG.sequence))[0])
  const digest = oid === undefined ? 'sha1' : digestNames[oid]
  const bytes = salt ? numberOf(only(salt.content, TAG.integer)) : 20
  if (bytes > MAX_SALT_BYTES) throw new DerError('a salt that cannot be')
  return digest === undefined ? undefined : { oid: RSA_PSS, digest, salt: bytes }
}

/** What was signed, how, and the signature. */
export interface Signed {
  readonly signed: Buffer
  readonly signature: Buffer
  /** None: an algorithm that is not known here. */
  readonly algorithm: SignatureAlgorithm | undefined
}

/** Whether this key signed it. Off the event loop, because a CRL may have megabytes. Never rejects. */
export async function isSignedWith({ signed, signature, algorithm }: Signed, key: () => KeyObject): Promise<boolean> {
  if (!algorithm) return false
  try {
    const { digest, salt } = algorithm
    const how = salt === undefined ? key() : { key: key(), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt }
    return await new Promise((resolve) =>
      verify(digest, signed, how, signature, (error, isRight) => resolve(!error && isRight)),
    )
  } catch {
    return false
  }
}
