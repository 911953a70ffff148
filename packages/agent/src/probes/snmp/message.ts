import { BerError, BerReader, type BerWriter, signedAt, structure, unsignedAt } from './ber.ts'
import { oidAt } from './oid.ts'
import { EXACT_BYTES, type Varbind, wireType } from './value.ts'

/** Messages of SNMP v1 (RFC 1157) and v2c (RFC 1901, 3416). Bytes ↔ values, no I/O. */

/** As it stands in a message. */
export const wireVersion = { '1': 0, '2c': 1 } as const

/** Tags of the protocol data units that are sent and understood. */
export const pdu = { get: 0xa0, getNext: 0xa1, response: 0xa2, getBulk: 0xa5 } as const

/** What stands before and around the OIDs of a request. */
export interface Envelope {
  readonly version: number
  readonly community: Uint8Array
  readonly kind: number
  readonly id: number
  /** Of GETBULK: OIDs that are asked once, and how many values of each other one. */
  readonly single: number
  readonly repetitions: number
}

/** An OID of a request: content bytes, with an index behind or without. */
export interface AskedOid {
  readonly prefix: Uint8Array
  /** One more arc, or a negative number for none. */
  readonly index: number
}

/** A request as bytes. The writer is the caller's to use again. */
export function encodeRequest(writer: BerWriter, envelope: Envelope, oids: readonly AskedOid[]): Buffer {
  const bulk = envelope.kind === pdu.getBulk
  for (let i = oids.length - 1; i >= 0; i--) {
    const { prefix, index } = oids[i]!
    const from = writer.written
    writer.byte(0)
    writer.byte(structure.null)
    const oid = writer.written
    if (index >= 0) writer.arc(index)
    writer.raw(prefix)
    writer.wrap(structure.oid, oid)
    writer.wrap(structure.sequence, from)
  }
  writer.wrap(structure.sequence, 0)
  writer.integer(bulk ? envelope.repetitions : 0)
  writer.integer(bulk ? envelope.single : 0)
  writer.integer(envelope.id)
  writer.wrap(envelope.kind, 0)
  const behind = writer.written
  writer.raw(envelope.community)
  writer.wrap(structure.octets, behind)
  writer.integer(envelope.version)
  writer.wrap(structure.sequence, 0)
  return writer.take()
}

/** The head of an answer; `varbinds` stands before its first value. */
export interface Response {
  readonly bytes: Buffer
  readonly version: number
  readonly kind: number
  readonly id: number
  /** Error status and the 1-based place of the OID that it is about, 0 for none in particular (RFC 3416 §3). */
  readonly status: number
  readonly index: number
  /** Where the community stands. */
  readonly communityStart: number
  readonly communityEnd: number
  readonly varbindsStart: number
  readonly varbindsEnd: number
}

/** Reads a datagram up to its values. Throws `BerError` for one that is no message of v1 or v2c. */
export function readResponse(bytes: Buffer): Response {
  const reader = new BerReader(bytes)
  reader.enter(structure.sequence)
  const version = reader.integer()
  const communityEnd = reader.enter(structure.octets)
  const communityStart = reader.at
  reader.at = communityEnd
  const kind = reader.header()
  const id = reader.integer()
  const status = reader.integer()
  const index = reader.integer()
  const varbindsEnd = reader.enter(structure.sequence)
  const varbindsStart = reader.at
  return { bytes, version, kind, id, status, index, communityStart, communityEnd, varbindsStart, varbindsEnd }
}

/** Whether a response carries these very bytes as its community. */
export function hasCommunity({ bytes, communityStart, communityEnd }: Response, community: Uint8Array): boolean {
  if (communityEnd - communityStart !== community.length) return false
  for (let i = 0; i < community.length; i++) if (bytes[communityStart + i] !== community[i]) return false
  return true
}

/** Goes over all values without decoding them. Gives their number; throws `BerError` unless each is an OID and a value. */
export function countVarbinds({ bytes, varbindsStart, varbindsEnd }: Response): number {
  const reader = new BerReader(bytes, varbindsStart, varbindsEnd)
  let count = 0
  for (; reader.at < varbindsEnd; count++) {
    const end = reader.enter(structure.sequence)
    reader.at = reader.enter(structure.oid)
    reader.header()
    if (reader.at + reader.length !== end) throw new BerError('a value of another length than its pair')
    reader.at = end
  }
  return count
}

/** The values from a reader on, at most `count`, each decoded on its own. */
export function readVarbinds(reader: BerReader, count = Number.POSITIVE_INFINITY): Varbind[] {
  const all: Varbind[] = []
  while (reader.at < reader.end && all.length < count) {
    const end = reader.enter(structure.sequence)
    const oidEnd = reader.enter(structure.oid)
    const oid = oidAt(reader.bytes, reader.at, oidEnd)
    reader.at = oidEnd
    const type = reader.header()
    if (reader.at + reader.length !== end) throw new BerError('a value of another length than its pair')
    all.push({ oid, type, value: valueAt(type, reader.bytes, reader.at, end) })
    reader.at = end
  }
  return all
}

/** A value as `Varbind` has it: numbers, dotted texts, and bytes for all the rest, 64-bit counters among them. */
function valueAt(type: number, bytes: Uint8Array, start: number, end: number): unknown {
  switch (type) {
    case wireType.integer:
      if (end - start <= EXACT_BYTES) return signedAt(bytes, start, end)
      return Buffer.from(bytes.subarray(start, end))
    case wireType.counter32:
    case wireType.gauge32:
    case wireType.timeTicks:
      if (end - start <= EXACT_BYTES) return unsignedAt(bytes, start, end)
      return Buffer.from(bytes.subarray(start, end))
    case wireType.oid:
      return oidAt(bytes, start, end)
    case wireType.ipAddress:
      if (end - start === 4) return bytes.subarray(start, end).join('.')
      return Buffer.from(bytes.subarray(start, end))
    case wireType.null:
    case wireType.noSuchObject:
    case wireType.noSuchInstance:
    case wireType.endOfMibView:
      return null
    default:
      // A copy: what is kept of an answer must not keep all of it.
      return Buffer.from(bytes.subarray(start, end))
  }
}
