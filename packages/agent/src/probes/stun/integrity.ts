import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { attribute, encodeAttribute, HEADER_BYTES, type StunMessage } from './message.ts'

/** The digests of passwords and of message integrity. */
export type Algorithm = 'sha1' | 'sha256'

/** A key and the digest that it is used with. */
export interface IntegrityKey {
  readonly key: Buffer
  readonly algorithm: Algorithm
}

/** "STUN" in ASCII: keeps a fingerprint from being any other protocol's CRC (RFC 8489 section 14.7). */
const FINGERPRINT_XOR = 0x5354554e
const FINGERPRINT_BYTES = 8
/** SHA-256 may be cut down to this, bytes (section 14.6). */
const MIN_SHA256_BYTES = 16

/** The key of long-term credentials (sections 9.2.2 and 18.5.1): MD5 unless the server knows of something better. */
export function longTermKey(
  { user, realm, password }: { readonly user: string; readonly realm: string; readonly password: string },
  digest: 'md5' | 'sha256',
): Buffer {
  return createHash(digest)
    .update(`${user.normalize('NFC')}:${realm}:${password.normalize('NFC')}`)
    .digest()
}

/** A message with integrity behind what it has. */
export function withIntegrity(message: Buffer, { key, algorithm }: IntegrityKey): Buffer {
  const bytes = createHmac(algorithm, key).digest().length
  const type = algorithm === 'sha1' ? attribute.messageIntegrity : attribute.messageIntegritySha256
  const value = createHmac(algorithm, key)
    .update(withLength(message, 4 + bytes))
    .digest()
  return withLength(Buffer.concat([message, encodeAttribute({ type, value })]), 0)
}

/** A message with a fingerprint behind everything else. */
export function withFingerprint(message: Buffer): Buffer {
  const longer = withLength(message, FINGERPRINT_BYTES)
  const value = Buffer.alloc(4)
  value.writeUInt32BE((crc32(longer) ^ FINGERPRINT_XOR) >>> 0)
  return Buffer.concat([longer, encodeAttribute({ type: attribute.fingerprint, value })])
}

/** The message with the length that it has once so many bytes more are there: what digests are over. */
function withLength(message: Buffer, more: number): Buffer {
  const copy = Buffer.from(message)
  copy.writeUInt16BE(message.length - HEADER_BYTES + more, 2)
  return copy
}

/** Whether the fingerprint is right; `undefined` when there is none. It has to be the last attribute. */
export function fingerprintHolds({ bytes, attributes }: StunMessage): boolean | undefined {
  const last = attributes.find(({ type }) => type === attribute.fingerprint)
  if (!last) return undefined
  if (last.value.length !== 4 || last.at + FINGERPRINT_BYTES !== bytes.length) return false
  return last.value.readUInt32BE() === (crc32(bytes.subarray(0, last.at)) ^ FINGERPRINT_XOR) >>> 0
}

/** Whether the message was made by somebody who has the key; `undefined` when it has no integrity of this algorithm. */
export function integrityHolds(message: StunMessage, { key, algorithm }: IntegrityKey): boolean | undefined {
  const type = algorithm === 'sha1' ? attribute.messageIntegrity : attribute.messageIntegritySha256
  const found = message.attributes.find((each) => each.type === type)
  if (!found) return undefined
  const { value, at } = found
  const covered = Buffer.from(message.bytes.subarray(0, at))
  covered.writeUInt16BE(at - HEADER_BYTES + 4 + value.length, 2)
  const own = createHmac(algorithm, key).update(covered).digest()
  const least = algorithm === 'sha1' ? own.length : MIN_SHA256_BYTES
  if (value.length < least || value.length > own.length || value.length % 4 !== 0) return false
  return timingSafeEqual(own.subarray(0, value.length), value)
}
