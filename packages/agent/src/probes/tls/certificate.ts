import type { X509Certificate } from 'node:crypto'
import { childrenOf, DerError, oidText, readDer } from '../pki/der.ts'
import { signatureDigests } from '../pki/signature.ts'
import type { Trouble } from './verdict.ts'

/** Keys below these are breakable or close to it, bits (NIST SP 800-131A: 112 bits of security). */
const MIN_RSA_BITS = 2_048
const MIN_EC_BITS = 224

/** What a certificate is made of. */
export interface Facts {
  readonly commonName: string
  readonly keyType: string
  /** 0 where it cannot be told. */
  readonly keyBits: number
  /** The name of the signature's algorithm, or its OID. */
  readonly signature: string
  readonly isSelfIssued: boolean
}

/** Reads a certificate; what cannot be read of it is empty. Never throws. */
export function factsOf(certificate: X509Certificate): Facts {
  const { keyType, keyBits } = keyOf(certificate)
  return {
    commonName: commonNameOf(certificate),
    keyType,
    keyBits,
    signature: signatureOf(certificate),
    isSelfIssued: certificate.subject === certificate.issuer,
  }
}

/** What is weak about a certificate. The signature of one that is trusted as such says nothing. */
export function weaknesses(
  { keyType, keyBits, signature, isSelfIssued }: Facts,
  position: number,
  leastEcBits = MIN_EC_BITS,
): Trouble[] {
  const which = position === 0 ? 'the certificate' : `certificate ${position + 1} of the chain`
  const troubles: Trouble[] = []
  const warn = (text: string) => void troubles.push({ status: 'warn', text })
  const least = keyType.startsWith('rsa') ? MIN_RSA_BITS : keyType === 'ec' ? leastEcBits : 0
  if (keyBits > 0 && keyBits < least) warn(`${which} has a weak key: ${keyType} with ${keyBits} bits`)
  if (!(isSelfIssued && position > 0) && /md5|sha1/i.test(signature))
    warn(`${which} has a weak signature: ${signature}`)
  return troubles
}

/** Bits of curves that are not in their names. */
const curveBits: Readonly<Record<string, number>> = { prime256v1: 256 }

function keyOf(certificate: X509Certificate): { keyType: string; keyBits: number } {
  try {
    const { asymmetricKeyType = '', asymmetricKeyDetails = {} } = certificate.publicKey
    const { modulusLength, namedCurve = '' } = asymmetricKeyDetails
    const ofCurve = curveBits[namedCurve] ?? Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0)
    return { keyType: asymmetricKeyType, keyBits: modulusLength ?? ofCurve }
  } catch {
    return { keyType: 'unknown', keyBits: 0 }
  }
}

function signatureOf({ raw }: X509Certificate): string {
  try {
    const oid = oidText(childrenOf(childrenOf(readDer(raw))[1]!)[0])
    return signatureDigests[oid]?.name ?? oid
  } catch (error) {
    if (error instanceof DerError || error instanceof TypeError) return ''
    throw error
  }
}

/** Characters of a name that become a tag. */
const MAX_NAME = 64

/** The common name, or what stands in its place; cut and printable, because it becomes a tag. */
function commonNameOf({ subject = '', subjectAltName = '' }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject)?.[1] ?? /DNS:([^,]*)/.exec(subjectAltName)?.[1] ?? ''
  return name
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '·')
    .slice(0, MAX_NAME)
    .trim()
}
