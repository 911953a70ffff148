/** Packets of RTP (RFC 3550 section 5.1) as bytes and as values, and the sound of PCMU in them (RFC 3551 section 4.5.14). No sockets. */

const HEADER_BYTES = 12
/** PCMU: one byte a sample, 8,000 samples a second, 20 ms a packet. */
export const SAMPLES_PER_MS = 8
export const FRAME_MS = 20
export const FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS

export interface RtpPacket {
  readonly payloadType: number
  readonly sequence: number
  /** In samples. */
  readonly timestamp: number
  readonly ssrc: number
  readonly payload: Buffer
}

/** Reads a packet; `undefined` for what is none: another version, cut off, or RTCP (RFC 5761 section 4). */
export function readRtp(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0]! >> 6 !== 2) return undefined
  const payloadType = bytes[1]! & 0x7f
  if (payloadType >= 64 && payloadType <= 95) return undefined
  let begin = HEADER_BYTES + 4 * (bytes[0]! & 0x0f)
  if (bytes[0]! & 0x10) {
    if (begin + 4 > bytes.length) return undefined
    begin += 4 + 4 * bytes.readUInt16BE(begin + 2)
  }
  const padding = bytes[0]! & 0x20 ? bytes.at(-1)! : 0
  const end = bytes.length - padding
  if (begin > end) return undefined
  return {
    payloadType,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(begin, end),
  }
}

/** A packet as bytes. `marker`: the first after silence. */
export function writeRtp({ payloadType, sequence, timestamp, ssrc, payload }: RtpPacket, marker: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length)
  bytes[0] = 0x80
  bytes[1] = payloadType | (marker ? 0x80 : 0)
  bytes.writeUInt16BE(sequence & 0xffff, 2)
  bytes.writeUInt32BE(timestamp >>> 0, 4)
  bytes.writeUInt32BE(ssrc >>> 0, 8)
  bytes.set(payload, HEADER_BYTES)
  return bytes
}

/** The four quietest samples of PCMU: ±0 and ±8 of 32,635. Two bits each that nobody hears. */
const QUIET = [0xff, 0x7f, 0xfe, 0x7e] as const
/** Samples that a number of 32 bits takes. */
const NUMBER_SAMPLES = 16
const SILENCE = 0xff

/** 400 Hz, a twentieth of the sampling rate, so that 20 ms are eight whole periods; at −10 dBm0 or so. */
const TONE = Buffer.from(
  Array.from({ length: FRAME_SAMPLES }, (_, n) => muLaw(Math.round(8_000 * Math.sin((2 * Math.PI * n) / 20)))),
)

/** 20 ms of sound with two numbers in it by which it is known when it comes back. */
export function markedFrame(run: number, index: number, sound: 'silence' | 'tone'): Buffer {
  const frame = sound === 'tone' ? Buffer.from(TONE) : Buffer.alloc(FRAME_SAMPLES, SILENCE)
  for (let n = 0; n < NUMBER_SAMPLES; n++) {
    frame[n] = QUIET[(run >>> (2 * n)) & 3]!
    frame[NUMBER_SAMPLES + n] = QUIET[(index >>> (2 * n)) & 3]!
  }
  return frame
}

/** The index of a frame of ours; `undefined` for any other sound. */
export function markedIndex(frame: Buffer, run: number): number | undefined {
  if (frame.length < 2 * NUMBER_SAMPLES || numberAt(frame, 0) !== run) return undefined
  return numberAt(frame, NUMBER_SAMPLES)
}

function numberAt(frame: Buffer, begin: number): number | undefined {
  let value = 0
  for (let n = 0; n < NUMBER_SAMPLES; n++) {
    const bits = QUIET.indexOf(frame[begin + n] as (typeof QUIET)[number])
    if (bits === -1) return undefined
    value |= bits << (2 * n)
  }
  return value >>> 0
}

/** A linear sample as PCMU (ITU-T G.711). */
function muLaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132
  const exponent = Math.floor(Math.log2(magnitude)) - 7
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}
