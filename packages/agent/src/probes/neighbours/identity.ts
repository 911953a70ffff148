import { textOf, type Varbind } from '../snmp/value.ts'

/** Longest text of a neighbour that is kept: names and ports of real devices are shorter than the 255 of the standard. */
const MAX_TEXT = 255
const V4 = 1
const V6 = 2

/** How a chassis is identified. */
export type ChassisKind = 'mac' | 'address' | 'name'

/** The bytes of a value, when it has any. */
export const bytesOf = (varbind: Varbind | undefined): Uint8Array | undefined =>
  varbind?.value instanceof Uint8Array ? varbind.value : undefined

/** A value as one line of text without control characters: whoever prints it need not fear the device. */
export function lineOf(varbind: Varbind | undefined): string {
  const bytes = bytesOf(varbind)
  if (!bytes) return typeof varbind?.value === 'string' ? cleanText(varbind.value) : ''
  return cleanText(textOf(bytes.subarray(0, MAX_TEXT)))
}

/** Without control, format and direction characters, on one line. */
export const cleanText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT)

/** The number of a value, when it is one. */
export const numberOf = (varbind: Varbind | undefined): number | undefined =>
  typeof varbind?.value === 'number' ? varbind.value : undefined

/** `aa:bb:cc:dd:ee:ff` of six bytes, or of a text that says a MAC address in any of the usual ways. */
export function macOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined
  if (bytes.length === 6) return colons(Buffer.from(bytes).toString('hex'))
  const text = Buffer.from(bytes.subarray(0, 24)).toString('latin1').replaceAll('\0', '').trim().toLowerCase()
  const digits = text.replace(/[:.-]/g, '')
  return digits.length !== text.length && /^[0-9a-f]{12}$/.test(digits) ? colons(digits) : undefined
}

const colons = (digits: string) => digits.replace(/..(?!$)/g, '$&:')

/** A network address of an IANA family and its bytes; IPv6 without zeros shortened. */
export function addressOfFamily(family: number | undefined, bytes: readonly number[] | Uint8Array): string | undefined {
  if ([...bytes].some((byte) => !(byte >= 0 && byte <= 255))) return undefined
  if (family === V4 && bytes.length === 4) return [...bytes].join('.')
  if (family !== V6 || bytes.length !== 16) return undefined
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16))
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
}

/** LldpChassisIdSubtype 4 is a MAC address, 5 a network address behind its family; everything else is text. */
export function chassisOf(subtype: number | undefined, value: Varbind | undefined): { id: string; kind: ChassisKind } {
  const bytes = bytesOf(value)
  const mac = subtype === 4 ? macOf(bytes) : undefined
  if (mac) return { id: mac, kind: 'mac' }
  const address = subtype === 5 && bytes ? addressOfFamily(bytes[0], bytes.subarray(1)) : undefined
  return address ? { id: address, kind: 'address' } : { id: lineOf(value), kind: 'name' }
}

/** LldpPortIdSubtype 3 is a MAC address, 4 a network address; everything else is text. */
export function portOf(subtype: number | undefined, value: Varbind | undefined): string {
  const bytes = bytesOf(value)
  if (subtype === 3) return macOf(bytes) ?? lineOf(value)
  if (subtype === 4 && bytes) return addressOfFamily(bytes[0], bytes.subarray(1)) ?? lineOf(value)
  return lineOf(value)
}

/** Names of the bits that are set, the first being the highest bit of the first byte (BITS of RFC 2578 §7.1.4). */
export const bitNames = (bytes: Uint8Array | undefined, names: readonly string[]): string[] =>
  bytes && bytes.length <= 2 ? names.filter((_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0) : []
