import { ipv6Bytes, ipv6Text } from '../../ip-bytes.ts'
import { attribute, attributeOf, ID_BYTES, MAGIC_COOKIE, type StunAttribute, type StunMessage } from './message.ts'

/** An address and a port, as a server sees or gives them. */
export interface TransportAddress {
  readonly address: string
  readonly port: number
}

const COOKIE = Buffer.alloc(4)
COOKIE.writeUInt32BE(MAGIC_COOKIE)
const FAMILY_4 = 1
const FAMILY_6 = 2

/** The address in an attribute that hides it with cookie and id, so that no NAT rewrites it (RFC 8489 section 14.2). */
export function readXorAddress(value: Buffer, id: Uint8Array): TransportAddress | undefined {
  return readAddress(mask(value, id))
}

/** The address in an attribute that shows it (section 14.1). `undefined` when it is of no known family or too short. */
export function readAddress(value: Buffer): TransportAddress | undefined {
  if (value.length < 8) return undefined
  const port = value.readUInt16BE(2)
  const bytes = value.subarray(4)
  if (value[1] === FAMILY_4 && bytes.length === 4) return { address: bytes.join('.'), port }
  if (value[1] === FAMILY_6 && bytes.length === 16) return { address: ipv6Text(bytes), port }
  return undefined
}

/** The value of an attribute with an address that is hidden. */
export function xorAddress({ address, port }: TransportAddress, id: Uint8Array): Buffer {
  const bytes = address.includes(':') ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number))
  const head = Buffer.from([0, bytes.length === 4 ? FAMILY_4 : FAMILY_6, port >> 8, port & 0xff])
  return mask(Buffer.concat([head, bytes]), id)
}

function mask(value: Buffer, id: Uint8Array): Buffer {
  const key = Buffer.concat([COOKIE, id])
  const masked = Buffer.from(value)
  // The port is hidden by the cookie's first half, the address by all of the cookie and the id.
  for (let at = 2; at < Math.min(4, masked.length); at++) masked[at]! ^= COOKIE[at - 2]!
  for (let at = 4; at < Math.min(8 + ID_BYTES, masked.length); at++) masked[at]! ^= key[at - 4]!
  return masked
}

/** The address that we are seen with; servers of RFC 3489 only show it. */
export function mappedAddress(message: StunMessage): TransportAddress | undefined {
  const hidden = attributeOf(message, attribute.xorMappedAddress)
  const shown = attributeOf(message, attribute.mappedAddress)
  if (hidden) return readXorAddress(hidden, message.id)
  return shown && readAddress(shown)
}

/** The address of the relay. */
export function relayedAddress(message: StunMessage): TransportAddress | undefined {
  const value = attributeOf(message, attribute.xorRelayedAddress)
  return value && readXorAddress(value, message.id)
}

/** How long an allocation lasts, s. */
export function lifetimeOf(message: StunMessage): number | undefined {
  const value = attributeOf(message, attribute.lifetime)
  return value?.length === 4 ? value.readUInt32BE() : undefined
}

/** What an error response says (section 14.8): `undefined` when it does not say it. */
export function errorOf(message: StunMessage): { readonly code: number; readonly reason: string } | undefined {
  const value = attributeOf(message, attribute.errorCode)
  if (!value || value.length < 4) return undefined
  const code = (value[2]! & 7) * 100 + value[3]!
  return code >= 300 && code <= 699 && value[3]! < 100 ? { code, reason: value.toString('utf8', 4) } : undefined
}

/** An attribute with four bytes of a number. */
export function numberAttribute(type: number, number: number): StunAttribute {
  const value = Buffer.alloc(4)
  value.writeUInt32BE(number)
  return { type, value }
}

/** UDP as the relay's transport: the protocol number and three bytes for later (RFC 8656 section 18.8). */
export const REQUESTED_UDP: StunAttribute = { type: attribute.requestedTransport, value: Buffer.from([17, 0, 0, 0]) }
