import { BerError, BerReader, structure, unsignedAt } from '../../probes/snmp/ber.ts'
import { readVarbinds } from '../../probes/snmp/message.ts'
import { oidAt } from '../../probes/snmp/oid.ts'
import { type Varbind, wireType } from '../../probes/snmp/value.ts'

/** What stands inside a message: traps of v1 (RFC 1157 §4.1.6), of v2 and informs (RFC 3416 §4.2.6, §4.2.7). Bytes → values, no I/O. */

export type SnmpVersion = '1' | '2c' | '3'

/** A trap or an inform, whatever its version: v1's as RFC 3584 §3.1 translates them. */
export interface Trap {
  /** What happened: an OID in dotted form. */
  readonly oid: string
  /** The sender's sysUpTime, hundredths of a second; `undefined` where it did not say. */
  readonly upTime: number | undefined
  /** Whom the trap is about when somebody else sends it on: v1's agent-addr, or snmpTrapAddress. */
  readonly about: string | undefined
  /** What it says besides, at most `MAX_VARBINDS`. */
  readonly varbinds: readonly Varbind[]
}

/** A trap with where it stands, for the answer to an inform. */
export interface TrapPdu {
  readonly trap: Trap
  readonly isInform: boolean
  /** Where the PDU's tag stands. */
  readonly at: number
}

/** Tags of the protocol data units. */
export const pduTag = { response: 0xa2, trapV1: 0xa4, inform: 0xa6, trapV2: 0xa7, report: 0xa8 } as const

/** More values than any known notification has, and few enough to store. */
const MAX_VARBINDS = 64
const SYS_UP_TIME = '1.3.6.1.2.1.1.3.0'
const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0'
const TRAP_ADDRESS = '1.3.6.1.6.3.18.1.3.0'
/** A secret, which proxies put into what they send on. */
const TRAP_COMMUNITY = '1.3.6.1.6.3.18.1.4.0'
const STANDARD_TRAPS = '1.3.6.1.6.3.1.1.5'
/** Generic traps of v1 are numbered 0 to 5; 6 is the maker's own. */
const ENTERPRISE_SPECIFIC = 6

/** Reads the PDU at `at`. Throws `BerError` for anything that is no trap and no inform. */
export function readTrapPdu(bytes: Buffer, at: number): TrapPdu {
  const reader = new BerReader(bytes, at)
  const tag = reader.header()
  const inside = new BerReader(bytes, reader.at, reader.at + reader.length)
  if (tag === pduTag.trapV1) return { trap: readV1(inside), isInform: false, at }
  if (tag === pduTag.trapV2 || tag === pduTag.inform)
    return { trap: readV2(inside), isInform: tag === pduTag.inform, at }
  throw new BerError(`PDU ${tag} is neither trap nor inform`)
}

function readV1(reader: BerReader): Trap {
  const enterprise = oid(reader)
  const address = content(reader, wireType.ipAddress)
  if (address.length !== 4) throw new BerError('an address of impossible length')
  const generic = reader.integer()
  const specific = reader.integer()
  const ticks = content(reader, wireType.timeTicks)
  const kind =
    generic === ENTERPRISE_SPECIFIC ? `${enterprise}.0.${specific >>> 0}` : `${STANDARD_TRAPS}.${generic + 1}`
  if (generic < 0 || generic > ENTERPRISE_SPECIFIC) throw new BerError(`generic trap ${generic}`)
  const about = address.every((byte) => byte === 0) ? undefined : address.join('.')
  return { oid: kind, upTime: ticksOf(ticks), about, varbinds: varbinds(reader) }
}

function readV2(reader: BerReader): Trap {
  reader.integer()
  reader.integer()
  reader.integer()
  const all = varbinds(reader)
  const find = (wanted: string, type: number) => all.find((each) => each.oid === wanted && each.type === type)?.value
  const kind = find(TRAP_OID, wireType.oid)
  if (typeof kind !== 'string' || kind === '') throw new BerError('a trap that does not say what it is')
  const upTime = find(SYS_UP_TIME, wireType.timeTicks)
  const about = find(TRAP_ADDRESS, wireType.ipAddress)
  return {
    oid: kind,
    upTime: typeof upTime === 'number' ? upTime : undefined,
    about: typeof about === 'string' ? about : undefined,
    varbinds: all.filter((each) => !HEAD.has(each.oid)),
  }
}

const HEAD = new Set([SYS_UP_TIME, TRAP_OID, TRAP_ADDRESS, TRAP_COMMUNITY])

function varbinds(reader: BerReader): Varbind[] {
  const end = reader.enter(structure.sequence)
  return readVarbinds(new BerReader(reader.bytes, reader.at, end), MAX_VARBINDS)
}

function oid(reader: BerReader): string {
  const end = reader.enter(structure.oid)
  const text = oidAt(reader.bytes, reader.at, end)
  reader.at = end
  return text
}

function content(reader: BerReader, tag: number): Uint8Array {
  const end = reader.enter(tag)
  const bytes = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return bytes
}

/** Four bytes, and a zero before them where the first would look negative. */
const ticksOf = (bytes: Uint8Array) => (bytes.length <= 5 ? unsignedAt(bytes, 0, bytes.length) : undefined)
