import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The cryptography of the user-based security model: RFC 3414, RFC 3826 (AES), RFC 7860 (SHA-2). Pure, but for its cost. */

/** A user with the engine-independent part of his keys: the slow half of making them, done once. */
export interface PreparedUser {
  readonly user: string
  readonly auth?: { readonly hash: string; readonly digestBytes: number; readonly key: Buffer }
  readonly priv?: { readonly protocol: string; readonly key: Buffer }
}

/** Keys for one engine. */
export interface LocalKeys {
  readonly auth?: { readonly hash: string; readonly digestBytes: number; readonly key: Buffer }
  readonly priv?: { readonly protocol: string; readonly key: Buffer }
}

/** The hash and the length of the digest of each authentication protocol. */
const AUTH: Readonly<Record<string, readonly [hash: string, digestBytes: number]>> = {
  md5: ['md5', 12],
  sha: ['sha1', 12],
  sha224: ['sha224', 16],
  sha256: ['sha256', 24],
  sha384: ['sha384', 32],
  sha512: ['sha512', 48],
}

/** RFC 3414 §A.2: a password is repeated to a mebibyte and hashed. */
const PASSWORD_BYTES = 1_048_576

function keyOfPassword(hash: string, password: Buffer): Buffer {
  const times = Math.ceil(PASSWORD_BYTES / password.length)
  return createHash(hash)
    .update(Buffer.alloc(Math.min(times * password.length, PASSWORD_BYTES), password))
    .digest()
}

/** Takes some milliseconds. An empty pass phrase is a `RangeError`. */
export function prepareUser(
  user: string,
  auth: { protocol: string; key: string } | undefined,
  priv: { protocol: string; key: string } | undefined,
): PreparedUser {
  if (!auth) return { user }
  if (auth.key === '' || priv?.key === '') throw new RangeError('an empty pass phrase')
  const [hash, digestBytes] = AUTH[auth.protocol]!
  const made = { hash, digestBytes, key: keyOfPassword(hash, Buffer.from(auth.key)) }
  if (!priv) return { user, auth: made }
  return { user, auth: made, priv: { protocol: priv.protocol, key: keyOfPassword(hash, Buffer.from(priv.key)) } }
}

/** Keys for an engine: two short hashes, so that strangers with ever new engine ids cost next to nothing. */
export function localKeys({ auth, priv }: PreparedUser, engineId: Buffer): LocalKeys {
  if (!auth) return {}
  const key = localised(auth.hash, auth.key, engineId)
  if (!priv) return { auth: { ...auth, key } }
  const short = localised(auth.hash, priv.key, engineId)
  return {
    auth: { ...auth, key },
    priv: { protocol: priv.protocol, key: lengthened(auth.hash, short, priv.protocol, engineId) },
  }
}

const localised = (hash: string, key: Buffer, engineId: Buffer) =>
  createHash(hash).update(key).update(engineId).update(key).digest()

/** AES-256 needs 32 bytes, which MD5, SHA-1 and SHA-224 do not give: Blumenthal's and Reeder's ways to get more. */
function lengthened(hash: string, key: Buffer, protocol: string, engineId: Buffer): Buffer {
  let long = key
  while (protocol.startsWith('aes256') && long.length < 32) {
    const more =
      protocol === 'aes256r'
        ? localised(hash, keyOfPassword(hash, long), engineId)
        : createHash(hash).update(long).digest()
    long = Buffer.concat([long, more])
  }
  return long
}

/** The digest of a message whose own digest's place holds zeros. */
function digestOf(bytes: Buffer, { hash, key, digestBytes }: NonNullable<LocalKeys['auth']>): Buffer {
  return createHmac(hash, key).update(bytes).digest().subarray(0, digestBytes)
}

/** Whether the digest that stands at `at` is right. */
export function isSigned(
  bytes: Buffer,
  { digest, digestAt: at }: { digest: Buffer; digestAt: number },
  auth: NonNullable<LocalKeys['auth']>,
): boolean {
  if (digest.length !== auth.digestBytes) return false
  const blank = Buffer.from(bytes)
  blank.fill(0, at, at + digest.length)
  return timingSafeEqual(digestOf(blank, auth), digest)
}

/** Writes the digest into its place. */
export function sign(bytes: Buffer, at: number, auth: NonNullable<LocalKeys['auth']>): void {
  digestOf(bytes, auth).copy(bytes, at)
}

/** What makes each encryption another: the sender's salt, and the clock of the engine. */
export interface Nonce {
  readonly salt: Buffer
  readonly boots: number
  readonly time: number
}

type Priv = NonNullable<LocalKeys['priv']>

/** Decrypts; `undefined` for what cannot have been encrypted so. A wrong key gives rubbish. */
export function decrypted(text: Buffer, priv: Priv, nonce: Nonce): Buffer | undefined {
  if (nonce.salt.length !== SALT_BYTES || (priv.protocol === 'des' && text.length % 8 !== 0)) return undefined
  const decipher = createDecipheriv(...cipherOf(priv, nonce)).setAutoPadding(false)
  return Buffer.concat([decipher.update(text), decipher.final()])
}

/** Encrypts, padded as the protocol wants. */
export function encrypted(plain: Buffer, priv: Priv, nonce: Nonce): Buffer {
  const padded = priv.protocol === 'des' ? Buffer.concat([plain, Buffer.alloc((8 - (plain.length % 8)) % 8)]) : plain
  const cipher = createCipheriv(...cipherOf(priv, nonce)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()])
}

/** RFC 3414 §8.1.1, RFC 3826 §3.1.2. */
export const SALT_BYTES = 8

function cipherOf({ protocol, key }: Priv, { salt, boots, time }: Nonce): [string, Buffer, Buffer] {
  if (protocol === 'des') {
    const single = key.subarray(0, 8)
    const iv = Buffer.from(salt.map((byte, i) => byte ^ key[8 + i]!))
    // OpenSSL 3 has no single DES; triple DES with three times the same key is the same.
    return ['des-ede3-cbc', Buffer.concat([single, single, single]), iv]
  }
  const iv = Buffer.alloc(16)
  iv.writeUInt32BE(boots >>> 0, 0)
  iv.writeUInt32BE(time >>> 0, 4)
  salt.copy(iv, 8)
  return protocol === 'aes' ? ['aes-128-cfb', key.subarray(0, 16), iv] : ['aes-256-cfb', key.subarray(0, 32), iv]
}
