/** The second word of every message (RFC 8489 section 5). */
export const MAGIC_COOKIE = 0x2112a442
/** Type, length, cookie, transaction id, bytes. */
export const HEADER_BYTES = 20
/** Of a transaction id, bytes. */
export const ID_BYTES = 12
/** Longer messages are not read, bytes: what we ask for fits many times. */
export const MAX_MESSAGE_BYTES = 4_096

/** The methods that are spoken here (RFC 8489, RFC 8656). */
export const method = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
} as const

/** Attributes by name (RFC 8489 section 18.3, RFC 8656 section 18). */
export const attribute = {
  mappedAddress: 0x0001,
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedTransport: 0x0019,
  messageIntegritySha256: 0x001c,
  passwordAlgorithm: 0x001d,
  xorMappedAddress: 0x0020,
  passwordAlgorithms: 0x8002,
  software: 0x8022,
  alternateServer: 0x8023,
  fingerprint: 0x8028,
} as const

/** What a message is, beside its method; the values are the two bits of its type. */
export const messageClass = { request: 0, indication: 1, success: 2, error: 3 } as const

export type MessageClass = keyof typeof messageClass

export interface StunAttribute {
  readonly type: number
  readonly value: Buffer
}

/** A message as it stands on the wire. */
export interface StunMessage {
  readonly class: MessageClass
  readonly method: number
  readonly id: Buffer
  /** In order; what follows an integrity attribute is left out, but for the other one and the fingerprint (section 14.5). */
  readonly attributes: readonly (StunAttribute & { readonly at: number })[]
  /** The whole message: what integrity and fingerprint are over. */
  readonly bytes: Buffer
}

const classes = ['request', 'indication', 'success', 'error'] as const

/** The twelve bits of the method with the two of the class between them (RFC 8489 section 5). */
const typeOf = (number: number, kind: MessageClass): number => {
  const bits = messageClass[kind]
  return (number & 0x00f) | ((number & 0x070) << 1) | ((number & 0xf80) << 2) | ((bits & 1) << 4) | ((bits & 2) << 7)
}

/** A message without integrity and fingerprint. `id`: 12 random bytes. */
export function encodeMessage(
  kind: MessageClass,
  number: number,
  id: Uint8Array,
  attributes: readonly StunAttribute[],
): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt16BE(typeOf(number, kind), 0)
  header.writeUInt32BE(MAGIC_COOKIE, 4)
  header.set(id, 8)
  const message = Buffer.concat([header, ...attributes.map(encodeAttribute)])
  message.writeUInt16BE(message.length - HEADER_BYTES, 2)
  return message
}

/** Type, length, value, and zeros up to a multiple of four. */
export function encodeAttribute({ type, value }: StunAttribute): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length))
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(value.length, 2)
  bytes.set(value, 4)
  return bytes
}

/** How long the message is that begins here, bytes; `undefined` when none does. Wants the first four bytes. */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4 || (bytes[0]! & 0xc0) !== 0 || (bytes[3]! & 3) !== 0) return undefined
  return HEADER_BYTES + bytes.readUInt16BE(2)
}

/** Reads one whole message. `undefined` for what is none. Never throws. */
export function decodeMessage(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < HEADER_BYTES || messageLength(bytes) !== bytes.length) return undefined
  if (bytes.readUInt32BE(4) !== MAGIC_COOKIE) return undefined
  const attributes = decodeAttributes(bytes)
  if (!attributes) return undefined
  const type = bytes.readUInt16BE(0)
  return {
    class: classes[((type >> 4) & 1) | ((type >> 7) & 2)]!,
    method: (type & 0x00f) | ((type >> 1) & 0x070) | ((type >> 2) & 0xf80),
    id: bytes.subarray(8, HEADER_BYTES),
    attributes,
    bytes,
  }
}

function decodeAttributes(bytes: Buffer) {
  const attributes: { type: number; value: Buffer; at: number }[] = []
  let sealed = false
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined
    const type = bytes.readUInt16BE(at)
    const length = bytes.readUInt16BE(at + 2)
    if (at + 4 + length > bytes.length) return undefined
    if (!sealed || SEALS.has(type) || type === attribute.fingerprint)
      attributes.push({ type, value: bytes.subarray(at + 4, at + 4 + length), at })
    sealed ||= SEALS.has(type)
    at += 4 + padded(length)
  }
  return attributes
}

const SEALS: ReadonlySet<number> = new Set([attribute.messageIntegrity, attribute.messageIntegritySha256])

const padded = (length: number) => (length + 3) & ~3

/** The value of the first attribute of a type. */
export const attributeOf = ({ attributes }: StunMessage, type: number): Buffer | undefined =>
  attributes.find((each) => each.type === type)?.value
