import type { X509Certificate } from 'node:crypto'
import type { Clock } from '@vonggac/model'
import { type Extension, pointUrls, readExtensions } from './certificate-content.ts'
import { createSerialIndex, type SerialIndex } from './crl-index.ts'
import { anyTimeOf, bytesOfBits, childrenOf, type Der, DerError, expectTag, only, readDer, TAG } from './der.ts'
import { isSignedWith, signatureAlgorithm } from './signature.ts'

/** What a CRL is about, and what of it cannot be taken into account. */
export interface CrlScope {
  /** Why it says nothing here: indirect, a delta, or with an extension that must be understood and is not. */
  readonly refusal: string | undefined
  /** The places that it speaks for, when it is one of several parts. */
  readonly urls: readonly string[] | undefined
  readonly only: 'users' | 'authorities' | 'attributes' | undefined
}

/** A list of revoked certificates (RFC 5280 section 5). */
export interface Crl {
  /** The name of who signed it, DER. */
  readonly issuer: Buffer
  readonly thisUpdateMs: number
  /** When the next is due at the latest; CRLs without it are old or broken. */
  readonly nextUpdateMs: number | undefined
  readonly scope: CrlScope
  /** Whether this key signed it; found out once a key. Never rejects. */
  isSignedBy(issuer: X509Certificate): Promise<boolean>
  /**
   * What is on it, indexed when it is first wanted. Only for a CRL whose signature is right: serial numbers that somebody chose so would
   * make indexing them take hours. Rejects with a `DerError` for what is no list, and with `signal.reason`.
   */
  entries(clock: Clock, signal: AbortSignal): Promise<SerialIndex>
}

export interface Revoked {
  readonly atMs: number
  readonly reason: string
}

const REASONS: Readonly<Record<number, string>> = {
  1: 'its key was compromised',
  2: "its authority's key was compromised",
  3: 'what it says is no longer true',
  4: 'it was replaced',
  5: 'it is no longer used',
  6: 'it is on hold',
  8: 'it was removed',
  9: 'its privileges were withdrawn',
  10: 'a key of attributes was compromised',
}

const ISSUING_POINT = '2.5.29.28'
const DELTA = '2.5.29.27'
const REASON = '2.5.29.21'
/** Extensions that change nothing here, critical or not: CRL number, key id, freshest CRL, access to the issuer. */
const HARMLESS = new Set(['2.5.29.20', '2.5.29.35', '2.5.29.46', '1.3.6.1.5.5.7.1.1', '2.5.29.18'])

/** Reads a CRL, DER, all but its entries. Throws a `DerError`. */
export function readCrl(der: Buffer): Crl {
  const [tbs, algorithm, signature, ...more] = childrenOf(only(der, TAG.sequence))
  if (more.length > 0) throw new DerError('something behind the signature')
  const fields = childrenOf(expectTag(tbs, TAG.sequence))
  const [inner, issuer, thisUpdate, ...rest] = fields[0]?.tag === TAG.integer ? fields.slice(1) : fields
  if (!expectTag(inner, TAG.sequence).whole.equals(expectTag(algorithm, TAG.sequence).whole))
    throw new DerError('two different algorithms of one signature')
  const next = rest.find(({ tag }) => tag === TAG.utcTime || tag === TAG.generalizedTime)
  const list = rest.find(({ tag }) => tag === TAG.sequence)
  const wrapped = rest.find(({ tag }) => tag === 0xa0)
  const signed = { signed: tbs!.whole, signature: bytesOfBits(signature), algorithm: signatureAlgorithm(algorithm) }
  const signers = new Map<string, Promise<boolean>>()
  let index: SerialIndex | undefined
  return {
    issuer: expectTag(issuer, TAG.sequence).whole,
    thisUpdateMs: anyTimeOf(thisUpdate),
    nextUpdateMs: next && anyTimeOf(next),
    scope: scopeOf(readExtensions(wrapped && only(wrapped.content, TAG.sequence))),
    isSignedBy(issuer) {
      const known = signers.get(issuer.fingerprint256) ?? isSignedWith(signed, () => issuer.publicKey)
      signers.set(issuer.fingerprint256, known)
      return known
    },
    async entries(clock, signal) {
      index ??= await createSerialIndex(list?.content ?? Buffer.alloc(0), clock, signal)
      return index
    },
  }
}

/** Whether a certificate is on the CRL; its serial number as it stands there. Throws a `DerError` for a broken entry. */
export function revokedBy(index: SerialIndex, serial: Buffer): Revoked | undefined {
  const entry = index.find(serial)
  if (!entry) return undefined
  const [, at, list] = childrenOf(entry)
  const extensions = readExtensions(list && expectTag(list, TAG.sequence))
  const reason = extensions.get(REASON)
  const code = reason ? expectTag(readDer(reason.value), TAG.enumerated).content[0]! : 0
  return { atMs: anyTimeOf(at), reason: REASONS[code] ?? '' }
}

function scopeOf(extensions: ReadonlyMap<string, Extension>): CrlScope {
  const unknown = [...extensions].find(
    ([oid, { critical }]) => critical && oid !== ISSUING_POINT && oid !== DELTA && !HARMLESS.has(oid),
  )
  const point = extensions.get(ISSUING_POINT)
  const fields = point ? childrenOf(only(point.value, TAG.sequence)) : []
  const isSet = (number: number) => fields.some(({ tag, content }) => tag === 0x80 + number && content[0] !== 0)
  const name = fields.find(({ tag }) => tag === 0xa0)
  return {
    refusal: refusalOf({
      delta: extensions.has(DELTA),
      indirect: isSet(4),
      someReasons: fields.some(({ tag }) => tag === 0x83),
      unknown: unknown?.[0],
    }),
    urls: name && placesOf(name),
    only: isSet(1) ? 'users' : isSet(2) ? 'authorities' : isSet(5) ? 'attributes' : undefined,
  }
}

/** A part whose name is no address speaks for no place that a certificate could name here. */
const placesOf = (name: Der): string[] => pointUrls(name)

interface Peculiar {
  readonly delta: boolean
  readonly indirect: boolean
  readonly someReasons: boolean
  readonly unknown: string | undefined
}

function refusalOf({ delta, indirect, someReasons, unknown }: Peculiar): string | undefined {
  if (indirect) return 'it is an indirect CRL, signed by another than the issuer, which is not supported'
  if (delta) return 'it is a delta CRL, which says nothing without its base'
  if (someReasons) return 'it knows only some reasons for revocation'
  return unknown === undefined ? undefined : `it has an extension that must be understood and is not (${unknown})`
}
