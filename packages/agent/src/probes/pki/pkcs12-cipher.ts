import { createDecipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '@vonggac/model'
import { childrenOf, type Der, DerError, expectTag, numberOf, oidText, TAG } from './der.ts'
import { MAX_ROUNDS, PURPOSE, pkcs12Key } from './pkcs12-key.ts'
import { decryptRc2 } from './rc2.ts'

/** A password in the forms that PKCS#12 and PBES2 take. */
export interface Password {
  readonly utf8: Buffer
  readonly bmp: Buffer
}

export interface Deps {
  readonly clock: Clock
  readonly signal: AbortSignal
}

const derive = promisify(pbkdf2)

/** Encryption as in RFC 7292 appendix C: a key of PKCS#12's own making. */
const legacy: Readonly<
  Record<string, { readonly cipher: 'des-ede3-cbc' | 'des-ede-cbc' | 'rc2'; readonly keyBytes: number }>
> = {
  '1.2.840.113549.1.12.1.3': { cipher: 'des-ede3-cbc', keyBytes: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: 'des-ede-cbc', keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keyBytes: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keyBytes: 5 },
}

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const ciphers: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
}
/** Keyed digests by OID. */
export const hmacDigests: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** Decrypts by an AlgorithmIdentifier. Throws a `DerError` for one that is not known, and when the key does not fit. */
export async function decrypt(
  algorithm: Der | undefined,
  bytes: Buffer,
  password: Password,
  deps: Deps,
): Promise<Buffer> {
  const [type, parameters] = childrenOf(expectTag(algorithm, TAG.sequence))
  const oid = oidText(type)
  if (oid === PBES2) return decryptPbes2(parameters, bytes, password)
  const known = legacy[oid]
  if (!known) throw new DerError(`it is encrypted in a way that is not known here (${oid})`)
  const [salt, rounds] = childrenOf(expectTag(parameters, TAG.sequence))
  const derivation = { digest: 'sha1', salt: expectTag(salt, TAG.octetString).content, rounds: numberOf(rounds) }
  const make = (purpose: 1 | 2, length: number) =>
    pkcs12Key(derivation, { password: password.bmp, purpose, length }, deps)
  const key = await make(PURPOSE.key, known.keyBytes)
  const iv = await make(PURPOSE.iv, 8)
  return known.cipher === 'rc2' ? decryptRc2(bytes, { key, iv }) : decipher(known.cipher, bytes, { key, iv })
}

async function decryptPbes2(parameters: Der | undefined, bytes: Buffer, { utf8 }: Password): Promise<Buffer> {
  const [derivation, scheme] = childrenOf(expectTag(parameters, TAG.sequence))
  const [cipherType, iv] = childrenOf(expectTag(scheme, TAG.sequence))
  const cipher = ciphers[oidText(cipherType)]
  if (!cipher) throw new DerError(`it is encrypted in a way that is not known here (${oidText(cipherType)})`)
  const key = await pbkdf2Key(derivation, utf8, cipher.keyBytes)
  return decipher(cipher.name, bytes, { key, iv: expectTag(iv, TAG.octetString).content })
}

/** The key of PBKDF2 (RFC 8018), computed off the event loop. Throws a `DerError` for another derivation. */
export async function pbkdf2Key(derivation: Der | undefined, password: Buffer, keyBytes: number): Promise<Buffer> {
  const [type, parameters] = childrenOf(expectTag(derivation, TAG.sequence))
  if (oidText(type) !== PBKDF2)
    throw new DerError(`a key that is made in a way that is not known here (${oidText(type)})`)
  const [salt, count, ...more] = childrenOf(expectTag(parameters, TAG.sequence))
  const rounds = numberOf(count)
  if (rounds < 1 || rounds > MAX_ROUNDS) throw new DerError(`${rounds} rounds to make a key`)
  const prf = more.find(({ tag }) => tag === TAG.sequence)
  const digest = prf ? hmacDigests[oidText(childrenOf(prf)[0])] : 'sha1'
  if (digest === undefined) throw new DerError('a key that is made with a digest that is not known here')
  return derive(password, expectTag(salt, TAG.octetString).content, rounds, keyBytes, digest)
}

function decipher(name: string, bytes: Buffer, { key, iv }: { readonly key: Buffer; readonly iv: Buffer }): Buffer {
  try {
    const cipher = createDecipheriv(name, key, iv)
    return Buffer.concat([cipher.update(bytes), cipher.final()])
  } catch (error) {
    throw new DerError(`it cannot be decrypted (${(error as Error).message.slice(0, 100)})`)
  }
}
