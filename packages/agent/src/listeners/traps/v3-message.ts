import { BerError, BerReader, BerWriter, structure } from '../../probes/snmp/ber.ts'
import { encodeOid } from '../../probes/snmp/oid.ts'
import { wireType } from '../../probes/snmp/value.ts'
import { pduTag } from './trap-pdu.ts'

/** Messages of SNMPv3 with the user-based security model (RFC 3412 §6, RFC 3414 §2.4). Bytes ↔ values, no cryptography, no I/O. */

/** Bits of msgFlags. */
export const flag = { auth: 1, priv: 2, reportable: 4 } as const

/** Who speaks, and under which engine's clock. */
export interface Security {
  readonly engineId: Buffer
  readonly boots: number
  readonly time: number
  readonly user: string
}

/** A message as it came, before anybody has believed it. */
export interface V3Message extends Security {
  readonly bytes: Buffer
  readonly id: number
  readonly flags: number
  /** Where the digest stands. */
  readonly digestAt: number
  readonly digest: Buffer
  readonly salt: Buffer
  /** The scoped PDU: a sequence, or what it became when it was encrypted. */
  readonly scoped: Buffer
}

/** RFC 3411 §5, SnmpEngineID. */
const MAX_ENGINE_ID = 32
const MAX_USER = 32
const USER_BASED = 3
/** What we take: an Ethernet frame's worth of IP fragments, and what every implementation must take. */
const MAX_MESSAGE = 65_507

/** Reads all that is readable without a key. Throws `BerError`. */
export function readV3Message(bytes: Buffer): V3Message {
  const reader = new BerReader(bytes)
  reader.enter(structure.sequence)
  reader.integer()
  const headEnd = reader.enter(structure.sequence)
  const head = new BerReader(bytes, reader.at, headEnd)
  const id = head.integer()
  head.integer()
  const flagBytes = octets(head)
  if (flagBytes.length !== 1) throw new BerError('flags of impossible length')
  if (head.integer() !== USER_BASED) throw new BerError('another security model than USM')
  reader.at = headEnd
  const securityEnd = reader.enter(structure.octets)
  const security = new BerReader(bytes, reader.at, securityEnd)
  security.enter(structure.sequence)
  const engineId = octets(security, MAX_ENGINE_ID)
  const boots = security.integer()
  const time = security.integer()
  const user = octets(security, MAX_USER).toString('utf8')
  const digest = octets(security)
  const digestAt = security.at - digest.length
  const salt = octets(security)
  reader.at = securityEnd
  const flags = flagBytes[0]!
  return { bytes, id, flags, engineId, boots, time, user, digest, digestAt, salt, scoped: scopedAt(reader, flags) }
}

function octets(reader: BerReader, most = Number.POSITIVE_INFINITY): Buffer {
  const end = reader.enter(structure.octets)
  if (reader.length > most) throw new BerError('longer than it may be')
  const bytes = reader.bytes.subarray(reader.at, end) as Buffer
  reader.at = end
  return bytes
}

function scopedAt(reader: BerReader, flags: number): Buffer {
  if ((flags & flag.priv) !== 0) return octets(reader)
  const start = reader.at
  const end = reader.enter(structure.sequence)
  return reader.bytes.subarray(start, end) as Buffer
}

/** Where the PDU stands in a scoped PDU in the clear. Throws `BerError`: a wrong key leaves no sequence. */
export function pduInScoped(scoped: Buffer): number {
  const reader = new BerReader(scoped)
  reader.enter(structure.sequence)
  octets(reader)
  octets(reader)
  return reader.at
}

/** A message to be written; the digest's place is left empty. */
export interface Outgoing extends Security {
  readonly id: number
  readonly flags: number
  readonly digestBytes: number
  readonly salt: Buffer
  /** Encrypted when the flags say so. */
  readonly scoped: Buffer
}

/** A message without its digest, and where that belongs. */
export function writeV3Message(out: Outgoing): { bytes: Buffer; digestAt: number } {
  const writer = new BerWriter(out.scoped.length + 512)
  if ((out.flags & flag.priv) !== 0) write(writer, out.scoped)
  else writer.raw(out.scoped)
  const security = writer.written
  write(writer, out.salt)
  const behindDigest = writer.written
  write(writer, Buffer.alloc(out.digestBytes))
  write(writer, Buffer.from(out.user))
  writer.integer(out.time)
  writer.integer(out.boots)
  write(writer, out.engineId)
  writer.wrap(structure.sequence, security)
  writer.wrap(structure.octets, security)
  const head = writer.written
  writer.integer(USER_BASED)
  write(writer, Buffer.of(out.flags))
  writer.integer(MAX_MESSAGE)
  writer.integer(out.id)
  writer.wrap(structure.sequence, head)
  writer.integer(3)
  writer.wrap(structure.sequence, 0)
  const bytes = writer.take()
  return { bytes, digestAt: bytes.length - behindDigest - out.digestBytes }
}

function write(writer: BerWriter, bytes: Uint8Array): void {
  const from = writer.written
  writer.raw(bytes)
  writer.wrap(structure.octets, from)
}

/** The scoped PDU of a report: which of usmStats (RFC 3414 §5) was counted, and how far. */
export function reportPdu(engineId: Buffer, oid: string, count: number): Buffer {
  const writer = new BerWriter()
  let value = count >>> 0
  do {
    writer.byte(value & 0xff)
    value = Math.floor(value / 256)
  } while (value > 0)
  // An unsigned number whose first bit is set has a zero before it.
  if (count >>> 0 >= 0x80) writer.byte(0)
  writer.wrap(wireType.counter32, 0)
  const behind = writer.written
  writer.raw(encodeOid(oid))
  writer.wrap(structure.oid, behind)
  writer.wrap(structure.sequence, 0)
  writer.wrap(structure.sequence, 0)
  writer.integer(0)
  writer.integer(0)
  writer.integer(0)
  writer.wrap(pduTag.report, 0)
  write(writer, Buffer.alloc(0))
  write(writer, engineId)
  writer.wrap(structure.sequence, 0)
  return writer.take()
}
