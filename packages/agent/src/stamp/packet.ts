import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { readTimestamp, writeNtp } from './timestamp.ts'

/**
 * STAMP test packets (RFC 8762 §4.2, §4.3, with the session id of RFC 8972 §3): bytes only, no socket. Packets are written into
 * buffers of the caller, since a reflector answers thousands a second.
 */

/** Smallest packets, bytes: what is in them besides padding. */
export const BASE_BYTES = { open: 44, signed: 112 } as const
/** TWAMP Light senders (RFC 5357 appendix I) begin with the same 14 bytes and may stop there. */
const LEAST_FROM_SENDER = 14
/** … and its reflectors' answers end with the TTL. */
const LEAST_FROM_REFLECTOR = 41
/** The HMAC covers what stands before it. */
const SIGNED_BYTES = 96
const HMAC_BYTES = 16
const HMAC_END = SIGNED_BYTES + HMAC_BYTES

/** Where the fields of the two formats stand. The first three are at the same place in both directions. */
interface Layout {
  readonly timestamp: number
  readonly error: number
  readonly ssid: number
  readonly received: number
  readonly senderSequence: number
  readonly senderTimestamp: number
  readonly senderError: number
}

const OPEN: Layout = {
  timestamp: 4,
  error: 12,
  ssid: 14,
  received: 16,
  senderSequence: 24,
  senderTimestamp: 28,
  senderError: 36,
}
const SIGNED: Layout = {
  timestamp: 16,
  error: 24,
  ssid: 26,
  received: 32,
  senderSequence: 48,
  senderTimestamp: 64,
  senderError: 72,
}

/** What must be zero in an answer: whatever a sender wrote there is not sent back. The TTL is among it, since Node does not tell it. */
const OPEN_ZEROS = [[38, 44]] as const
const SIGNED_ZEROS = [
  [4, 16],
  [28, 32],
  [40, 48],
  [52, 64],
  [74, 96],
] as const

/** RFC 8972 §4.1, Extra Padding: what fills a packet up to its size. */
const PADDING_TLV = 1
const TLV_HEADER_BYTES = 4
/** The sender says "not understood"; a reflector that understands clears it (RFC 8972 §4). */
const UNRECOGNISED = 0x80

/** A sender's packet of `size` bytes, ready but for what `stampRequest` writes; `size` is raised to the least there is. */
export function blankRequest(size: number, ssid: number, isSigned: boolean): Buffer {
  const base = isSigned ? BASE_BYTES.signed : BASE_BYTES.open
  const packet = Buffer.alloc(Math.max(size, base))
  packet.writeUInt16BE(ssid, (isSigned ? SIGNED : OPEN).ssid)
  const padding = packet.length - base - TLV_HEADER_BYTES
  // One to three bytes have no room for a header: they stay zeros, which RFC 8762 takes for padding as well.
  if (padding >= 0) {
    packet[base] = UNRECOGNISED
    packet[base + 1] = PADDING_TLV
    packet.writeUInt16BE(padding, base + 2)
  }
  return packet
}

/** Writes what differs from packet to packet: number, time (Unix ms) and error estimate; signs it where there is a key. */
export function stampRequest(
  packet: Buffer,
  sequence: number,
  { timestamp, error, key }: { timestamp: number; error: number; key: KeyObject | undefined },
): void {
  const layout = key ? SIGNED : OPEN
  packet.writeUInt32BE(sequence, 0)
  writeNtp(packet, layout.timestamp, timestamp)
  packet.writeUInt16BE(error, layout.error)
  if (key) sign(packet, key)
}

/** What a reflector does with what came. */
export type Refusal = 'malformed' | 'unsigned'

/** Whether a sender's packet may be answered; says why not. Never throws. */
export function refusalOf(packet: Buffer, key: KeyObject | undefined): Refusal | undefined {
  if (!key) return packet.length < LEAST_FROM_SENDER ? 'malformed' : undefined
  if (packet.length < HMAC_END) return 'unsigned'
  return isSigned(packet, key) ? undefined : 'unsigned'
}

/**
 * The session id of a sender's packet; 0 where it has none. A TWAMP Light sender has padding there, perhaps random: what follows
 * the id tells, since STAMP wants it zero.
 */
export function ssidOf(packet: Buffer, isSigned: boolean): number {
  if (isSigned) return packet.readUInt16BE(SIGNED.ssid)
  const isStamp = packet.length >= BASE_BYTES.open && packet.readUInt32BE(16) === 0 && packet.readUInt32BE(40) === 0
  return isStamp ? packet.readUInt16BE(OPEN.ssid) : 0
}

/** What a reflector adds of its own. */
export interface Reflection {
  /** How many packets of this session came before. */
  readonly sequence: number
  /** When the packet came, Unix ms. */
  readonly received: number
  readonly error: number
  readonly key: KeyObject | undefined
}

/**
 * Turns a sender's packet, which `refusalOf` has passed, into its answer: in place, so that padding comes back as it was and both
 * ways carry the same size; a packet too short for an answer gets a new buffer of the base size. `sendTime` is asked last, just
 * before the signature that must cover it.
 */
export function reflect(request: Buffer, reflection: Reflection, sendTime: () => number): Buffer {
  const { sequence, received, error, key } = reflection
  const layout = key ? SIGNED : OPEN
  const base = key ? BASE_BYTES.signed : BASE_BYTES.open
  let packet = request
  if (packet.length < base) {
    packet = Buffer.alloc(base)
    request.copy(packet)
  }
  const senderSequence = packet.readUInt32BE(0)
  packet.copyWithin(layout.senderTimestamp, layout.timestamp, layout.timestamp + 8)
  packet.copyWithin(layout.senderError, layout.error, layout.error + 2)
  packet.writeUInt32BE(senderSequence, layout.senderSequence)
  for (const [from, to] of key ? SIGNED_ZEROS : OPEN_ZEROS) packet.fill(0, from, to)
  packet.writeUInt32BE(sequence, 0)
  packet.writeUInt16BE(error, layout.error)
  writeNtp(packet, layout.received, received)
  acknowledgePadding(packet, base)
  writeNtp(packet, layout.timestamp, sendTime())
  if (key) sign(packet, key)
  return packet
}

/** We understand padding: of a first TLV that is nothing else the mark of the sender is cleared. */
function acknowledgePadding(packet: Buffer, at: number): void {
  if (packet.length < at + TLV_HEADER_BYTES || packet[at] !== UNRECOGNISED || packet[at + 1] !== PADDING_TLV) return
  if (packet.readUInt16BE(at + 2) === packet.length - at - TLV_HEADER_BYTES) packet[at] = 0
}

/** An answer as the sender reads it. Times are Unix ms (of the reflector's clock; PTP's count from TAI). */
export interface Answer {
  /** The reflector's own number: how many packets of the session it answered before; a stateless one repeats the sender's. */
  sequence: number
  senderSequence: number
  /** The time the sender had written. */
  senderTimestamp: number
  received: number
  sent: number
  /** The reflector's error estimate, for `decodeErrorEstimate`. */
  error: number
  /** 0 where the reflector knows no session ids. */
  ssid: number
}

/** Reads an answer into `answer`; says what is wrong with one that cannot be believed, and leaves `answer` alone then. Never throws. */
export function readAnswer(packet: Buffer, key: KeyObject | undefined, answer: Answer): Refusal | undefined {
  if (packet.length < (key ? HMAC_END : LEAST_FROM_REFLECTOR)) return key ? 'unsigned' : 'malformed'
  if (key && !isSigned(packet, key)) return 'unsigned'
  const layout = key ? SIGNED : OPEN
  const error = packet.readUInt16BE(layout.error)
  const isPtp = (error & 0x4000) !== 0
  answer.sequence = packet.readUInt32BE(0)
  answer.senderSequence = packet.readUInt32BE(layout.senderSequence)
  answer.senderTimestamp = readTimestamp(packet, layout.senderTimestamp)
  answer.received = readTimestamp(packet, layout.received, isPtp)
  answer.sent = readTimestamp(packet, layout.timestamp, isPtp)
  answer.error = error
  answer.ssid = packet.readUInt16BE(layout.ssid)
  return undefined
}

/** An answer to be read into. */
export const blankAnswer = (): Answer => ({
  sequence: 0,
  senderSequence: 0,
  senderTimestamp: 0,
  received: 0,
  sent: 0,
  error: 0,
  ssid: 0,
})

function sign(packet: Buffer, key: KeyObject): void {
  digest(packet, key).copy(packet, SIGNED_BYTES, 0, HMAC_BYTES)
}

const isSigned = (packet: Buffer, key: KeyObject): boolean =>
  timingSafeEqual(digest(packet, key).subarray(0, HMAC_BYTES), packet.subarray(SIGNED_BYTES, HMAC_END))

/** HMAC-SHA-256, of which the packet has the first 128 bits (RFC 8762 §4.4). */
const digest = (packet: Buffer, key: KeyObject): Buffer =>
  createHmac('sha256', key).update(packet.subarray(0, SIGNED_BYTES)).digest()
