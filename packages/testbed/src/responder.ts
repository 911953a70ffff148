import { BerError, BerReader, encode, encodeInteger, encodeOid } from './ber.ts'
import { END_OF_MIB_VIEW, type Entry, encodeValue, type Mib, NO_SUCH_INSTANCE } from './mib.ts'

const SEQUENCE = 0x30
const OCTETS = 0x04
const NULL = 0x05
const VERSION_2C = 1
const GET = 0xa0
const GET_NEXT = 0xa1
const RESPONSE = 0xa2
const SET = 0xa3
const GET_BULK = 0xa5
const TOO_BIG = 1
const NOT_WRITABLE = 17
/** Answers fit in one Ethernet frame; a GETBULK gets as many values as that takes (RFC 3416 §4.2.3). */
const MAX_BYTES = 1_472
/** Message, community and PDU headers, at their largest. */
const HEADER_BYTES = 60
const MAX_VALUES = 500

interface Request {
  readonly kind: number
  readonly id: number
  /** For GETBULK: non-repeaters and max-repetitions; otherwise error status and index. */
  readonly first: number
  readonly second: number
  readonly oids: readonly number[][]
}

/**
 * An SNMP v2c agent without its socket: the answer to a datagram, or `undefined` for silence, which is what a wrong
 * community, another version and garbage get.
 */
export function answer(bytes: Uint8Array, community: string, mib: Mib, atS: number): Buffer | undefined {
  try {
    const request = decode(bytes, community)
    return request && respond(request, community, mib, atS)
  } catch (error) {
    if (error instanceof BerError) return undefined
    throw error
  }
}

function decode(bytes: Uint8Array, community: string): Request | undefined {
  const message = new BerReader(new BerReader(bytes).expect(SEQUENCE))
  if (message.integer() !== VERSION_2C) return undefined
  if (Buffer.from(message.expect(OCTETS)).toString() !== community) return undefined
  const { tag: kind, content } = message.next()
  const pdu = new BerReader(content)
  const [id, first, second] = [pdu.integer(), pdu.integer(), pdu.integer()]
  const list = new BerReader(pdu.expect(SEQUENCE))
  const oids: number[][] = []
  while (!list.done) oids.push(new BerReader(list.expect(SEQUENCE)).oid())
  return { kind, id, first, second, oids }
}

function respond(request: Request, community: string, mib: Mib, atS: number): Buffer | undefined {
  const { kind, oids } = request
  const one = (oid: readonly number[]) => varbind(oid, mib.get(oid), NO_SUCH_INSTANCE, atS)
  const next = (oid: readonly number[]) => varbind(oid, mib.next(oid), END_OF_MIB_VIEW, atS)
  if (kind === GET) return whole(request, community, oids.map(one))
  if (kind === GET_NEXT) return whole(request, community, oids.map(next))
  if (kind === GET_BULK) return message(request, community, bulk(request, mib, atS))
  if (kind === SET) return message(request, community, oids.map(unset), NOT_WRITABLE, 1)
  return undefined
}

/** An answer that must have every value, or none. */
function whole(request: Request, community: string, varbinds: readonly Buffer[]): Buffer {
  const all = message(request, community, varbinds)
  return all.length <= MAX_BYTES ? all : message(request, community, [], TOO_BIG)
}

function bulk({ oids, first, second }: Request, mib: Mib, atS: number): Buffer[] {
  const single = Math.max(0, Math.min(first, oids.length))
  const varbinds: Buffer[] = []
  let room = MAX_BYTES - HEADER_BYTES
  const put = (bytes: Buffer) => {
    room -= bytes.length
    if (room < 0 || varbinds.length >= MAX_VALUES) return false
    varbinds.push(bytes)
    return true
  }
  for (const oid of oids.slice(0, single)) if (!put(varbind(oid, mib.next(oid), END_OF_MIB_VIEW, atS))) return varbinds
  const cursors = oids.slice(single).map((oid): readonly number[] => oid)
  for (let row = 0; row < second && cursors.length > 0; row++) {
    let ended = 0
    for (const [i, oid] of cursors.entries()) {
      const found = mib.next(oid)
      if (!put(varbind(oid, found, END_OF_MIB_VIEW, atS))) return varbinds
      if (found) cursors[i] = found.oid
      else ended++
    }
    if (ended === cursors.length) break
  }
  return varbinds
}

const varbind = (asked: readonly number[], found: Entry | undefined, otherwise: Buffer, atS: number): Buffer =>
  found
    ? encode(SEQUENCE, encodeOid(found.oid), encodeValue(found.read(atS)))
    : encode(SEQUENCE, encodeOid(asked), otherwise)

const unset = (oid: readonly number[]) => encode(SEQUENCE, encodeOid(oid), encode(NULL))

const message = ({ id }: Request, community: string, varbinds: readonly Buffer[], status = 0, index = 0): Buffer =>
  encode(
    SEQUENCE,
    encodeInteger(VERSION_2C),
    encode(OCTETS, Buffer.from(community)),
    encode(RESPONSE, encodeInteger(id), encodeInteger(status), encodeInteger(index), encode(SEQUENCE, ...varbinds)),
  )
