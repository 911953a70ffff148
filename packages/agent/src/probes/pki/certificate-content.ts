import { X509Certificate } from 'node:crypto'
import { bytesOfBits, childrenOf, type Der, expectTag, numberOf, oidText, only, readDer, TAG } from './der.ts'

/** Extensions of one certificate that are looked at; usual ones have ten. */
const MAX_EXTENSIONS = 64
/** Values inside one extension: distribution points, ways to the issuer, purposes. */
const MAX_INSIDE = 64
/** An address in a certificate that is longer is none, characters. */
const MAX_URL = 2_000

export interface Extension {
  readonly critical: boolean
  readonly value: Buffer
}

/** What `X509Certificate` of node:crypto does not tell of a certificate (RFC 5280). */
export interface CertificateContent {
  /** The serial number as it stands in the bytes. */
  readonly serial: Buffer
  /** Both names, DER. */
  readonly issuer: Buffer
  readonly subject: Buffer
  /** The bits of the key alone, whose digest OCSP asks with. */
  readonly keyBits: Buffer
  readonly extensions: ReadonlyMap<string, Extension>
}

/** A certificate with both readings of it. */
export interface Certificate {
  readonly x509: X509Certificate
  readonly content: CertificateContent
}

/** Throws for what is no certificate: a `DerError`, or what OpenSSL throws. */
export function readCertificate(der: Buffer): Certificate {
  const whole = only(der, TAG.sequence).whole
  return { x509: new X509Certificate(whole), content: readContent(whole) }
}

/** Throws a `DerError` for what is no certificate. */
export function readContent(der: Buffer): CertificateContent {
  const [tbs] = childrenOf(only(der, TAG.sequence))
  const all = childrenOf(expectTag(tbs, TAG.sequence))
  // Version 1 does not say so.
  const [serial, , issuer, , subject, key, ...more] = all[0]?.tag === 0xa0 ? all.slice(1) : all
  const wrapped = more.find(({ tag }) => tag === 0xa3)
  const [, bits] = childrenOf(expectTag(key, TAG.sequence))
  return {
    serial: expectTag(serial, TAG.integer).content,
    issuer: expectTag(issuer, TAG.sequence).whole,
    subject: expectTag(subject, TAG.sequence).whole,
    keyBits: bytesOfBits(bits),
    extensions: readExtensions(wrapped && only(wrapped.content, TAG.sequence)),
  }
}

/** The extensions of a certificate, a CRL or an OCSP answer, by OID. */
export function readExtensions(list: Der | undefined): ReadonlyMap<string, Extension> {
  if (!list) return new Map()
  return new Map(
    childrenOf(list, MAX_EXTENSIONS).map((extension) => {
      const [oid, ...rest] = childrenOf(expectTag(extension, TAG.sequence))
      const critical = rest[0]?.tag === TAG.boolean && rest[0].content[0] !== 0
      const value = expectTag(rest[0]?.tag === TAG.boolean ? rest[1] : rest[0], TAG.octetString).content
      return [oidText(oid), { critical, value }]
    }),
  )
}

/** Bits of the extension key usage, in their order. */
const USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof USAGES)[number]

/** What the key is for; undefined where the certificate does not say, which allows everything. */
export function keyUsages({ extensions }: CertificateContent): ReadonlySet<KeyUsage> | undefined {
  const extension = extensions.get('2.5.29.15')
  if (!extension) return undefined
  const { content } = only(extension.value, TAG.bitString)
  return new Set(USAGES.filter((_, bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0))
}

/** What the certificate is for, as OIDs; undefined where it does not say. */
export function purposes({ extensions }: CertificateContent) {
  const extension = extensions.get('2.5.29.37')
  if (!extension) return undefined
  const oids = childrenOf(only(extension.value, TAG.sequence), MAX_INSIDE).map(oidText)
  return { critical: extension.critical, oids }
}

/** Whether it may issue certificates, and how many authorities may stand below it. */
export function authority({ extensions }: CertificateContent): { readonly ca: boolean; readonly below: number } {
  const extension = extensions.get('2.5.29.19')
  if (!extension) return { ca: false, below: 0 }
  const [ca, below] = childrenOf(only(extension.value, TAG.sequence))
  const isCa = ca?.tag === TAG.boolean && ca.content[0] !== 0
  return { ca: isCa, below: below ? numberOf(below) : Number.POSITIVE_INFINITY }
}

/** A place where the CRL of a certificate is to be had. */
export interface DistributionPoint {
  readonly urls: readonly string[]
  /** Set when another than the issuer signs that CRL. */
  readonly indirect: boolean
}

export function distributionPoints({ extensions }: CertificateContent): DistributionPoint[] {
  const extension = extensions.get('2.5.29.31')
  if (!extension) return []
  return childrenOf(only(extension.value, TAG.sequence), MAX_INSIDE).map((point) => {
    const fields = childrenOf(expectTag(point, TAG.sequence))
    const name = fields.find(({ tag }) => tag === 0xa0)
    return { urls: pointUrls(name), indirect: fields.some(({ tag }) => tag === 0xa2) }
  })
}

/** The addresses of a DistributionPointName: `[0] fullName`; a name relative to the issuer's is none. */
export function pointUrls(name: Der | undefined): string[] {
  if (!name) return []
  const inner = readDer(name.content)
  return inner.tag === 0xa0 ? childrenOf(inner, MAX_INSIDE).flatMap(urlOf) : []
}

/** Where the issuer answers OCSP. */
export function ocspUrls({ extensions }: CertificateContent): string[] {
  const extension = extensions.get('1.3.6.1.5.5.7.1.1')
  if (!extension) return []
  return childrenOf(only(extension.value, TAG.sequence), MAX_INSIDE).flatMap((access) => {
    const [method, place] = childrenOf(expectTag(access, TAG.sequence))
    return oidText(method) === '1.3.6.1.5.5.7.48.1' && place ? urlOf(place) : []
  })
}

/** A GeneralName that is an address. */
const urlOf = ({ tag, content }: Der): string[] =>
  tag === 0x86 && content.length <= MAX_URL ? [content.toString('latin1')] : []
