/** Bytes of a packet without extensions (RFC 5905 section 7.3). */
const PACKET = 48
const CLIENT = 3
const SERVER = 4
const STRATUM = 2
/** From 1900 to the Unix epoch, s. */
const EPOCH_S = 2_208_988_800
/** 2^-20 s, about a microsecond. */
const PRECISION = -20
/** Root delay and root dispersion, of a server beside a GPS clock, as 16 bits of seconds and 16 of their fraction. */
const ROOT_DELAY = 0.0004
const ROOT_DISPERSION = 0.0011
/** How long ago the clock was set, s. */
const SET_BEFORE_S = 17

/** A time server without its socket: tells the time `now` (Unix epoch ms) as a second-level server. Nothing for what is no question. */
export function answerTime(bytes: Uint8Array, now: number): Uint8Array | undefined {
  if (bytes.length < PACKET || (bytes[0]! & 7) !== CLIENT) return undefined
  const answer = Buffer.alloc(PACKET)
  answer[0] = (bytes[0]! & 0b0011_1000) | SERVER
  answer[1] = STRATUM
  answer[2] = bytes[2]!
  answer.writeInt8(PRECISION, 3)
  answer.writeUInt32BE(Math.round(ROOT_DELAY * 65_536), 4)
  answer.writeUInt32BE(Math.round(ROOT_DISPERSION * 65_536), 8)
  answer.set([127, 33, 0, 1], 12)
  writeTime(answer, 16, now / 1_000 - SET_BEFORE_S)
  answer.set(bytes.subarray(40, 48), 24)
  writeTime(answer, 32, now / 1_000)
  writeTime(answer, 40, now / 1_000)
  return answer
}

function writeTime(packet: Buffer, at: number, unixS: number): void {
  packet.writeUInt32BE((Math.floor(unixS) + EPOCH_S) % 2 ** 32, at)
  packet.writeUInt32BE(Math.floor((unixS % 1) * 2 ** 32), at + 4)
}
