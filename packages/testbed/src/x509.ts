import { createHash, type KeyObject, sign } from 'node:crypto'
import { BerReader, encode, encodeInteger, encodeOid } from './ber.ts'

/** Whose certificate it is, or who gave it. */
export interface DistinguishedName {
  readonly organisation?: string
  readonly commonName: string
}

/** What a certificate says. Times are Unix epoch ms. */
export interface CertificateContent {
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly publicKey: KeyObject
  /** Of the issuer; that of the subject where it signs itself. */
  readonly issuerKey: KeyObject
  readonly serial: bigint
  readonly from: number
  readonly to: number
  readonly use: 'authority' | 'server' | 'signature'
  /** Names and IPv4 addresses of a server. */
  readonly names?: readonly string[]
}

const SEQUENCE = 0x30
const SET = 0x31
const BOOLEAN = 0x01
const BITS = 0x03
const OCTETS = 0x04
const UTF8 = 0x0c
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const VERSION_3 = 2
const COMMON_NAME = [2, 5, 4, 3]
const ORGANISATION = [2, 5, 4, 10]
const ECDSA_SHA256 = [1, 2, 840, 10045, 4, 3, 2]
const SERVER_AUTH = [1, 3, 6, 1, 5, 5, 7, 3, 1]
/** keyUsage as a BIT STRING: how many bits of its octet are unused, and the octet (RFC 5280 section 4.2.1.3). */
const KEY_USAGE = { authority: [1, 0b0000_0110], server: [7, 0b1000_0000], signature: [6, 0b1100_0000] } as const

/** A certificate (DER) of X.509 version 3, signed with an EC key by ECDSA and SHA-256 (RFC 5280). */
export function writeCertificate(content: CertificateContent, issuerPrivateKey: KeyObject): Buffer {
  const algorithm = encode(SEQUENCE, encodeOid(ECDSA_SHA256))
  const signed = encode(
    SEQUENCE,
    encode(0xa0, encodeInteger(VERSION_3)),
    encodeInteger(content.serial),
    algorithm,
    nameOf(content.issuer),
    encode(SEQUENCE, timeOf(content.from), timeOf(content.to)),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    encode(0xa3, encode(SEQUENCE, ...extensionsOf(content))),
  )
  return encode(SEQUENCE, signed, algorithm, bits(0, sign('sha256', signed, issuerPrivateKey)))
}

/** DER as text that programs keep certificates in. */
export const certificatePem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`

function extensionsOf({ use, names = [], publicKey, issuerKey }: CertificateContent): Buffer[] {
  const [unused, octet] = KEY_USAGE[use]
  const isAuthority = use === 'authority'
  return [
    extension([2, 5, 29, 19], encode(SEQUENCE, ...(isAuthority ? [encode(BOOLEAN, Uint8Array.of(0xff))] : [])), true),
    extension([2, 5, 29, 15], bits(unused, Uint8Array.of(octet)), true),
    extension([2, 5, 29, 14], encode(OCTETS, keyId(publicKey))),
    extension([2, 5, 29, 35], encode(SEQUENCE, encode(0x80, keyId(issuerKey)))),
    ...(use === 'server' ? [extension([2, 5, 29, 37], encode(SEQUENCE, encodeOid(SERVER_AUTH)))] : []),
    ...(names.length > 0 ? [extension([2, 5, 29, 17], encode(SEQUENCE, ...names.map(generalName)))] : []),
  ]
}

const extension = (oid: readonly number[], value: Buffer, critical = false): Buffer =>
  encode(SEQUENCE, encodeOid(oid), ...(critical ? [encode(BOOLEAN, Uint8Array.of(0xff))] : []), encode(OCTETS, value))

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/

/** An address or a name (RFC 5280 section 4.2.1.6). */
const generalName = (name: string): Buffer =>
  IPV4.test(name) ? encode(0x87, Uint8Array.from(name.split('.').map(Number))) : encode(0x82, Buffer.from(name))

const nameOf = ({ organisation, commonName }: DistinguishedName): Buffer =>
  encode(
    SEQUENCE,
    ...(organisation === undefined ? [] : [attribute(ORGANISATION, organisation)]),
    attribute(COMMON_NAME, commonName),
  )

const attribute = (oid: readonly number[], text: string): Buffer =>
  encode(SET, encode(SEQUENCE, encodeOid(oid), encode(UTF8, Buffer.from(text))))

/** Two digits of the year until 2049, then four (RFC 5280 section 4.1.2.5). */
function timeOf(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)
  return digits < '2050'
    ? encode(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
    : encode(GENERALIZED_TIME, Buffer.from(`${digits}Z`))
}

const bits = (unused: number, bytes: Uint8Array): Buffer => encode(BITS, Uint8Array.of(unused), bytes)

/** The hash of a key's own bits (RFC 5280 section 4.2.1.2, the first way). */
function keyId(key: KeyObject): Buffer {
  const spki = new BerReader(new BerReader(key.export({ type: 'spki', format: 'der' })).expect(SEQUENCE))
  spki.expect(SEQUENCE)
  return createHash('sha1').update(spki.expect(BITS).subarray(1)).digest()
}
