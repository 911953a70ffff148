/** What fping's output means to us. Strings are made only for what is rare. */
export interface FpingSink {
  answered(address: string, seq: number, rttMs: number): void
  timedOut(address: string, seq: number): void
  /** An ICMP error about one of our packets, such as `ICMP Host Unreachable from 10.0.0.1`. */
  refused(address: string, note: string): void
  /** Any other line: a message of fping, or garbage. */
  other(line: string): void
}

/** Takes fping's output as it comes, cut anywhere. */
export interface FpingReader {
  push(bytes: Buffer): void
}

/** No line of fping's is this long; a longer one is garbage and is dropped, so that memory stays bounded. */
const MAX_LINE = 1_024

/** What fping counts packets with: an unsigned int. */
const MAX_SEQ = 0xffff_ffff

const LF = 0x0a
const SPACE = 0x20
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d

/**
 * Reads what `fping -l` (5.x) prints on both of its outputs:
 * `10.33.1.1   : [7], 64 bytes, 0.357 ms (0.357 avg, 0% loss)`, `10.33.1.1 : [8], timed out (NaN avg, 100% loss)`,
 * `ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.33.1.1`. Works on bytes: it is the hot path of an agent.
 */
export function createFpingReader(sink: FpingSink): FpingReader {
  let rest: Buffer | undefined
  let skipping = false

  const keep = (bytes: Buffer) => {
    if (skipping) return
    if (bytes.length > MAX_LINE) skipping = true
    rest = skipping ? undefined : Buffer.from(bytes)
  }

  return {
    push(bytes) {
      let buffer = rest ? Buffer.concat([rest, bytes]) : bytes
      rest = undefined
      if (skipping) {
        const end = buffer.indexOf(LF)
        if (end < 0) return
        skipping = false
        buffer = buffer.subarray(end + 1)
      }
      let start = 0
      for (let end = buffer.indexOf(LF); end >= 0; end = buffer.indexOf(LF, start)) {
        if (end > start && end - start <= MAX_LINE) readLine(buffer, start, end, sink)
        start = end + 1
      }
      if (start < buffer.length) keep(buffer.subarray(start))
    },
  }
}

function readLine(buffer: Buffer, start: number, end: number, sink: FpingSink) {
  const nameEnd = endOfName(buffer, start, end)
  // " : [" follows the name, which fping pads to the longest of its targets.
  let at = nameEnd
  while (at < end && buffer[at] === SPACE) at++
  if (nameEnd === start || buffer[at] !== COLON || buffer[at + 1] !== SPACE || buffer[at + 2] !== OPEN)
    return readRareLine(buffer.toString('latin1', start, end), sink)
  at += 3
  let seq = 0
  const digits = at
  for (let byte = buffer[at]!; at < end && byte >= ZERO && byte <= NINE; byte = buffer[++at]!)
    seq = seq * 10 + byte - ZERO
  if (at === digits || seq > MAX_SEQ || buffer[at] !== CLOSE || buffer[at + 1] !== COMMA || buffer[at + 2] !== SPACE)
    return sink.other(buffer.toString('latin1', start, end))
  at += 3
  const address = buffer.toString('latin1', start, nameEnd)
  if (buffer[at] === 0x74 && buffer.toString('latin1', at, at + 9) === 'timed out') return sink.timedOut(address, seq)
  const rtt = roundTrip(buffer, at, end)
  // A number of some hundred digits is infinite.
  if (!Number.isFinite(rtt)) return sink.other(buffer.toString('latin1', start, end))
  sink.answered(address, seq, rtt)
}

function endOfName(buffer: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && buffer[at] !== SPACE) at++
  return at
}

/** Reads `64 bytes, 0.357 ms` from `at`; NaN when it is something else. */
function roundTrip(buffer: Buffer, at: number, end: number): number {
  const comma = buffer.indexOf(COMMA, at)
  if (comma < 0 || comma >= end || buffer[comma - 1] !== 0x73 || buffer[comma + 1] !== SPACE) return Number.NaN
  let value = 0
  let scale = 0
  let position = comma + 2
  for (; position < end; position++) {
    const byte = buffer[position]!
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO
      scale *= 10
    } else if (byte === POINT && scale === 0) scale = 1
    else break
  }
  if (
    position === comma + 2 ||
    buffer[position] !== SPACE ||
    buffer[position + 1] !== 0x6d ||
    buffer[position + 2] !== 0x73
  )
    return Number.NaN
  return value / (scale || 1)
}

function readRareLine(line: string, sink: FpingSink) {
  const icmp = /^(ICMP\S* .+ from \S+) for ICMP\S* Echo sent to (\S+)/.exec(line)
  if (icmp) sink.refused(icmp[2]!, icmp[1]!)
  else sink.other(line)
}
