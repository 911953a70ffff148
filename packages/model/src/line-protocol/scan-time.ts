import { endsLine, MINUS, NINE, RETURN, SPACE, skipBlank, ZERO } from './bytes.ts'
import type { Precision } from './outcome.ts'
import * as no from './reason.ts'
import type { LineMarks } from './scan.ts'

const NS_PER_MS = 1_000_000
/** Largest time that InfluxDB keeps, in nanoseconds: 9223372036854 ms and 775806 ns, either side of 1970. */
const MAX_NS = 2n ** 63n - 2n
const NS: Record<Precision, bigint> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const NS_NUMBER: Record<Precision, number> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 }
/** Below the limit by more than a float can be wrong. */
const SURELY_IN_RANGE = 9.2e18
/** So many digits are always within the range, and one more that does not begin with a nine. */
const SAFE_DIGITS: Record<Precision, number> = { ns: 18, us: 15, ms: 12, s: 9, m: 7, h: 5 }
const MAX_DIGITS = 19

/** The timestamp, if there is one, and the end of the line. */
export function scanTime(marks: LineMarks, i: number): number {
  const { bytes } = marks
  i = skipBlank(bytes, i)
  marks.timeStart = i
  const first = bytes[i] === MINUS ? i + 1 : i
  i = first
  while (i < bytes.length && bytes[i]! >= ZERO && bytes[i]! <= NINE) i++
  marks.timeEnd = i
  if (bytes[i] !== SPACE && !endsLine(bytes, i)) return no.BAD_TIMESTAMP
  if (i === first && first > marks.timeStart) return no.BAD_TIMESTAMP
  const safe = SAFE_DIGITS[marks.precision] + (bytes[first] === NINE ? 0 : 1)
  if (i - first > safe && !inRange(bytes, first, i, marks.precision)) return no.TIME_RANGE
  while (bytes[i] === SPACE) i++
  if (!endsLine(bytes, i)) return no.TRAILING
  return bytes[i] === RETURN ? i + 1 : i
}

function inRange(bytes: Uint8Array, first: number, end: number, precision: Precision): boolean {
  while (first < end - 1 && bytes[first] === ZERO) first++
  if (end - first <= MAX_DIGITS && number(bytes, first, end) * NS_NUMBER[precision] < SURELY_IN_RANGE) return true
  return end - first <= MAX_DIGITS && BigInt(ascii(bytes, first, end)) * NS[precision] <= MAX_NS
}

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end))

/** Milliseconds and nanoseconds within the millisecond of the timestamp that was scanned. */
export function readTime({ bytes, timeStart, timeEnd, precision }: LineMarks): { timestamp: number; nanos: number } {
  const negative = bytes[timeStart] === MINUS
  const first = negative ? timeStart + 1 : timeStart
  if (precision !== 'ns' && precision !== 'us') {
    const value = number(bytes, first, timeEnd) * (NS_NUMBER[precision] / NS_PER_MS)
    return { timestamp: negative && value !== 0 ? -value : value, nanos: 0 }
  }
  const cut = Math.max(first, timeEnd - (precision === 'ns' ? 6 : 3))
  const timestamp = number(bytes, first, cut)
  const nanos = number(bytes, cut, timeEnd) * (precision === 'ns' ? 1 : 1_000)
  if (!negative) return { timestamp, nanos }
  if (nanos === 0) return { timestamp: timestamp === 0 ? 0 : -timestamp, nanos: 0 }
  return { timestamp: -timestamp - 1, nanos: NS_PER_MS - nanos }
}

/** Digits as a number, exact up to 15 of them. */
function number(bytes: Uint8Array, i: number, end: number): number {
  let value = 0
  for (; i < end; i++) value = value * 10 + (bytes[i]! - ZERO)
  return value
}
