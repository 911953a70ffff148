import { BerError, BerReader, structure } from '../../probes/snmp/ber.ts'
import { pduTag, readTrapPdu, type SnmpVersion, type TrapPdu } from './trap-pdu.ts'

/** A trap or inform of v1 or v2c as it came. */
export interface CommunityMessage extends TrapPdu {
  readonly version: Exclude<SnmpVersion, '3'>
  readonly community: Buffer
}

/** SNMP's own numbers of its versions. */
const VERSIONS = { 0: '1', 1: '2c' } as const

/** The version that a datagram says it has, as its number: 0 is v1, 1 is v2c, 3 is v3. Throws `BerError` for what is no SNMP. */
export function versionOf(bytes: Buffer): number {
  const reader = new BerReader(bytes)
  reader.enter(structure.sequence)
  return reader.integer()
}

/** Reads a message of v1 or v2c. Throws `BerError` for what is none, or neither trap nor inform. */
export function readCommunityMessage(bytes: Buffer): CommunityMessage {
  const reader = new BerReader(bytes)
  reader.enter(structure.sequence)
  const number = reader.integer()
  const version = number === 0 || number === 1 ? VERSIONS[number] : undefined
  if (!version) throw new BerError(`version ${number}`)
  const end = reader.enter(structure.octets)
  const community = bytes.subarray(reader.at, end)
  return { version, community, ...readTrapPdu(bytes, end) }
}

/** The answer to an inform: the very same message with the tag of a response (RFC 3416 §4.2.7). */
export function acknowledgement(bytes: Buffer, at: number): Buffer {
  const answer = Buffer.from(bytes)
  answer[at] = pduTag.response
  return answer
}
