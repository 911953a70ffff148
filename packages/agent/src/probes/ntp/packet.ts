/** NTP version 4 as a client speaks it (RFC 5905, section 7.3). Bytes to values and back; nothing here waits or throws. */

/** Length of the header, bytes. Extensions and a MAC may follow. */
const HEADER_BYTES = 48
const CLIENT_MODE = 3
const SERVER_MODE = 4
const VERSION = 4
/** From the first of January 1900, where NTP's first era begins, to the Unix epoch, s. */
const EPOCH_S = 2_208_988_800
/** An era lasts 2^32 s, 136 years; the second begins in 2036. */
const ERA_S = 2 ** 32

/** A server's answer. Times are Unix epoch ms with their fraction, durations ms. */
export interface NtpAnswer {
  /** 0 fine, 1 and 2: a leap second comes, 3: the clock is not synchronised. */
  readonly leap: number
  readonly version: number
  /** Steps from a reference clock; 0: a kiss-o'-death, 16: not synchronised. */
  readonly stratum: number
  readonly precisionMs: number
  readonly rootDelayMs: number
  readonly rootDispersionMs: number
  /** What it is synchronised to: `GPS` for stratum 1, an IPv4 address (or a hash of something longer) above. */
  readonly reference: string
  /** What was asked, as it came back: proves that the answer is to our question. */
  readonly origin: bigint
  readonly receivedAt: number
  readonly transmittedAt: number
}

/** A client's question. `nonce` stands where its own time would: the server gives it back, and learns nothing from it. */
export function encodeQuestion(nonce: bigint): Buffer {
  const packet = Buffer.alloc(HEADER_BYTES)
  packet[0] = (VERSION << 3) | CLIENT_MODE
  packet.writeBigUInt64BE(nonce, 40)
  return packet
}

/** Reads an answer; `undefined` for what is none. `near` (Unix ms) tells the era: NTP's seconds repeat every 136 years. */
export function decodeAnswer(packet: Buffer, near: number): NtpAnswer | undefined {
  if (packet.length < HEADER_BYTES) return undefined
  const first = packet.readUInt8(0)
  const version = (first >> 3) & 7
  if ((first & 7) !== SERVER_MODE || version < 1 || version > VERSION) return undefined
  const stratum = packet.readUInt8(1)
  return {
    leap: first >> 6,
    version,
    stratum,
    precisionMs: 2 ** packet.readInt8(3) * 1_000,
    rootDelayMs: shortMs(packet, 4),
    rootDispersionMs: shortMs(packet, 8),
    reference: referenceOf(packet, stratum),
    origin: packet.readBigUInt64BE(24),
    receivedAt: timeOf(packet, 32, near),
    transmittedAt: timeOf(packet, 40, near),
  }
}

/** 16 bits of seconds and 16 of their fraction. */
const shortMs = (packet: Buffer, at: number) => (packet.readUInt32BE(at) / 65_536) * 1_000

function timeOf(packet: Buffer, at: number, near: number): number {
  const seconds = packet.readUInt32BE(at) - EPOCH_S
  const era = Math.round((near / 1_000 - seconds) / ERA_S)
  return (seconds + era * ERA_S) * 1_000 + (packet.readUInt32BE(at + 4) / ERA_S) * 1_000
}

/** Text for a reference clock or a kiss-o'-death, else four numbers. Only printable characters leave here. */
function referenceOf(packet: Buffer, stratum: number): string {
  const bytes = packet.subarray(12, 16)
  if (stratum > 1) return bytes.join('.')
  const text = bytes.toString('latin1').replace(/[\0 ]+$/, '')
  return /^[\x21-\x7e]*$/.test(text) ? text : bytes.join('.')
}
