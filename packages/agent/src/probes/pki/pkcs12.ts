import { createHmac, timingSafeEqual } from 'node:crypto'
import { derOrBer } from './cms.ts'
import { childrenOf, type Der, DerError, expectTag, numberOf, oidText, only, TAG } from './der.ts'
import { type Deps, decrypt, hmacDigests, type Password, pbkdf2Key } from './pkcs12-cipher.ts'
import { bmpPassword, PURPOSE, pkcs12Key } from './pkcs12-key.ts'
import { digestNames } from './signature.ts'

/** Bags of one file: a key, its certificate and the chain. */
const MAX_BAGS = 1_000
/** Bags inside bags. */
const MAX_DEPTH = 4

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED = '1.2.840.113549.1.7.6'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const NESTED_BAG = '1.2.840.113549.1.12.10.1.6'
const X509 = '1.2.840.113549.1.9.22.1'
/** MACs with a key of PBKDF2 (RFC 9579), as OpenSSL 3.4 and FIPS systems write them. */
const PBMAC1 = '1.2.840.113549.1.5.14'

/** The password does not open the file, or none was given. */
export class WrongPasswordError extends Error {
  override name = 'WrongPasswordError'
}

/**
 * The certificates of a PKCS#12 file (RFC 7292), DER. Its keys are never decrypted. Throws a `WrongPasswordError`, and a `DerError` for what
 * is no such file or is protected in a way that is not known here.
 */
export async function readPkcs12(bytes: Buffer, password: string | undefined, deps: Deps): Promise<Buffer[]> {
  const [version, safe, mac] = derOrBer(bytes, (der) => childrenOf(only(der, TAG.sequence)))
  if (numberOf(version) !== 3) throw new DerError('a version of PKCS#12 that is not known here')
  const [type, wrapped] = childrenOf(expectTag(safe, TAG.sequence))
  if (oidText(type) !== DATA) throw new DerError('it is protected by a signature in place of a password')
  const content = only(expectTag(wrapped, 0xa0).content, TAG.octetString).content
  const opening = await openingPassword(mac, content, password, deps)
  const all: Buffer[] = []
  for (const info of derOrBer(content, (der) => childrenOf(only(der, TAG.sequence), MAX_BAGS))) {
    const bags = await contentsOf(info, { password: opening, isSure: mac !== undefined, deps })
    if (bags) all.push(...derOrBer(bags, (der) => certificatesOf(only(der, TAG.sequence), 0)))
  }
  return all
}

/** The password in the form that fits. Nothing and the empty password are two things, and programs take one for the other. */
async function openingPassword(
  mac: Der | undefined,
  content: Buffer,
  password: string | undefined,
  deps: Deps,
): Promise<Password> {
  const given = { utf8: Buffer.from(password ?? ''), bmp: bmpPassword(password ?? '') }
  if (!mac) return given
  if (await isRight(mac, content, given, deps)) return given
  const none = { ...given, bmp: Buffer.alloc(0) }
  if (!password && (await isRight(mac, content, none, deps))) return none
  throw new WrongPasswordError(
    password === undefined
      ? 'it is protected by a password, and none is given (`password`)'
      : 'the password does not open it',
  )
}

async function isRight(mac: Der, content: Buffer, password: Password, deps: Deps): Promise<boolean> {
  const [info, salt, count] = childrenOf(expectTag(mac, TAG.sequence))
  const [algorithm, value] = childrenOf(expectTag(info, TAG.sequence))
  const [type, parameters] = childrenOf(expectTag(algorithm, TAG.sequence))
  const expected = expectTag(value, TAG.octetString).content
  const compare = (digest: string, key: Buffer) => {
    const made = createHmac(digest, key).update(content).digest()
    return made.length === expected.length && timingSafeEqual(made, expected)
  }
  if (oidText(type) === PBMAC1) {
    const [derivation, scheme] = childrenOf(expectTag(parameters, TAG.sequence))
    const digest = hmacDigests[oidText(childrenOf(expectTag(scheme, TAG.sequence))[0])]
    if (digest === undefined) throw new DerError('a MAC that is not known here')
    return compare(digest, await pbkdf2Key(derivation, password.utf8, expected.length))
  }
  const digest = digestNames[oidText(type)]
  if (digest === undefined) throw new DerError('a MAC that is not known here')
  const derivation = { digest, salt: expectTag(salt, TAG.octetString).content, rounds: count ? numberOf(count) : 1 }
  const wanted = { password: password.bmp, purpose: PURPOSE.mac, length: expected.length }
  return compare(digest, await pkcs12Key(derivation, wanted, deps))
}

interface Opening {
  readonly password: Password
  /** Whether the MAC has shown that it is the right one. */
  readonly isSure: boolean
  readonly deps: Deps
}

/** What stands in one part of the file; undefined for parts that no certificate can be in. */
async function contentsOf(info: Der, { password, isSure, deps }: Opening): Promise<Buffer | undefined> {
  const [type, wrapped] = childrenOf(expectTag(info, TAG.sequence))
  const oid = oidText(type)
  const inside = expectTag(wrapped, 0xa0).content
  if (oid === DATA) return only(inside, TAG.octetString).content
  if (oid !== ENCRYPTED) return undefined
  const [, encrypted] = childrenOf(only(inside, TAG.sequence))
  const [, algorithm, bytes] = childrenOf(expectTag(encrypted, TAG.sequence))
  try {
    return await decrypt(algorithm, octetsOf(bytes), password, deps)
  } catch (error) {
    if (isSure || !(error instanceof DerError)) throw error
    throw new WrongPasswordError('the password does not open it', { cause: error })
  }
}

/** `[0] IMPLICIT OCTET STRING`, in one piece or in several. */
function octetsOf(value: Der | undefined): Buffer {
  if (value?.tag !== 0xa0) return expectTag(value, 0x80).content
  return Buffer.concat(childrenOf(value, MAX_BAGS).map((piece) => expectTag(piece, TAG.octetString).content))
}

function certificatesOf(bags: Der, depth: number): Buffer[] {
  if (depth > MAX_DEPTH) throw new DerError(`bags nested more than ${MAX_DEPTH} levels deep`)
  return childrenOf(bags, MAX_BAGS).flatMap((bag) => {
    const [type, wrapped] = childrenOf(expectTag(bag, TAG.sequence))
    const oid = oidText(type)
    const inside = expectTag(wrapped, 0xa0).content
    if (oid === NESTED_BAG) return certificatesOf(only(inside, TAG.sequence), depth + 1)
    if (oid !== CERTIFICATE_BAG) return []
    const [kind, certificate] = childrenOf(only(inside, TAG.sequence))
    if (oidText(kind) !== X509) return []
    return [only(expectTag(certificate, 0xa0).content, TAG.octetString).content]
  })
}
