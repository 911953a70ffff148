/**
 * Timestamps and error estimates as STAMP carries them (RFC 8762 §4.2.1, RFC 4656 §4.1.2, RFC 8186 §2). In this program a time is
 * Unix epoch milliseconds with a fraction; a double holds today's to a quarter of a microsecond.
 */

/** Seconds from the NTP era (1900) to the Unix epoch. */
const NTP_TO_UNIX_S = 2_208_988_800
const TWO_32 = 2 ** 32

/** Writes a time as NTP's 64 bits: seconds since 1900 and a binary fraction. Beyond 2036 the next era begins, as in NTP. */
export function writeNtp(into: Buffer, offset: number, ms: number): void {
  const seconds = Math.floor(ms / 1_000)
  // Rounding up to a full second would overflow the fraction, hence the cut.
  const fraction = Math.min(TWO_32 - 1, Math.round(((ms - seconds * 1_000) / 1_000) * TWO_32))
  into.writeUInt32BE((seconds + NTP_TO_UNIX_S) % TWO_32, offset)
  into.writeUInt32BE(fraction, offset + 4)
}

/** Reads a timestamp: NTP's, or PTPv2's truncated one (seconds and nanoseconds) where the error estimate has said so. */
export function readTimestamp(from: Buffer, offset: number, isPtp = false): number {
  const seconds = from.readUInt32BE(offset)
  const rest = from.readUInt32BE(offset + 4)
  if (isPtp) return seconds * 1_000 + rest / 1e6
  // Era 0 ends in February 2036; whoever says less than 1968 lives in era 1.
  const era = seconds < 0x8000_0000 ? TWO_32 : 0
  return (seconds + era - NTP_TO_UNIX_S) * 1_000 + (rest / TWO_32) * 1_000
}

/** How good the clock is that wrote a timestamp. */
export interface ErrorEstimate {
  /** S: it follows UTC from an external source. */
  readonly synchronised: boolean
  /** Z: the timestamps are PTP's. */
  readonly ptp: boolean
  /** The most that it may be wrong, ms. */
  readonly errorMs: number
}

const SYNCHRONISED = 0x8000
const PTP = 0x4000

/** An error as multiplier × 2^scale units of 2^-32 s, rounded up: an estimate may be too large, never too small. */
export function encodeErrorEstimate(synchronised: boolean, errorMs: number): number {
  const units = Math.max(1, Math.ceil((errorMs / 1_000) * TWO_32))
  const scale = Math.min(63, Math.max(0, Math.ceil(Math.log2(units / 255))))
  // A multiplier of zero would say that there is no estimate: such a packet is invalid.
  const multiplier = Math.min(255, Math.max(1, Math.ceil(units / 2 ** scale)))
  return (synchronised ? SYNCHRONISED : 0) | (scale << 8) | multiplier
}

/** The reverse. A multiplier of zero is no estimate: unsynchronised, whatever the bit says. */
export function decodeErrorEstimate(bits: number): ErrorEstimate {
  const multiplier = bits & 0xff
  return {
    synchronised: (bits & SYNCHRONISED) !== 0 && multiplier > 0,
    ptp: (bits & PTP) !== 0,
    errorMs: (multiplier * 2 ** ((bits >> 8) & 0x3f) * 1_000) / TWO_32,
  }
}
