import type { Point } from '../point.ts'
import { COMMA, HASH, lineEnd, NEWLINE, QUOTE, SPACE, skipBlank } from './bytes.ts'
import { walkLines } from './check.ts'
import { escapeMeasurement } from './encode.ts'
import type { Parsed, Precision } from './outcome.ts'
import { PointReader } from './read.ts'
import { LineMarks } from './scan.ts'

/** Reads a body of line protocol. Lines without a timestamp get `now` (Unix ms). Bad lines are reported, the good ones kept. */
export function parseLines(
  body: Uint8Array | string,
  { precision = 'ns', now }: { precision?: Precision; now: number },
): Parsed {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const reader = new PointReader(bytes, now)
  const points: Point[] = []
  const checked = walkLines(new LineMarks(bytes, precision), (marks) => points.push(reader.read(marks)))
  return { points, ...checked }
}

/**
 * Reads only the lines of one measurement out of a body: for who needs few lines of many. Other lines are passed over by their
 * first bytes, unchecked; line numbers in errors count among the lines of the measurement.
 */
export function parseLinesOf(
  measurement: string,
  body: Uint8Array | string,
  options: { precision?: Precision; now: number },
): Parsed {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const wanted = Buffer.from(escapeMeasurement(measurement))
  const pieces: Uint8Array[] = []
  let quote = bytes.indexOf(QUOTE)
  for (let i = skipBlank(bytes, 0); i < bytes.length; ) {
    let end = bytes.indexOf(NEWLINE, i)
    if (end < 0) end = bytes.length
    if (quote >= 0 && quote < i) quote = bytes.indexOf(QUOTE, i)
    if (quote >= 0 && quote < end && bytes[i] !== HASH) end = lineEnd(bytes, i)
    if (startsWith(bytes, wanted, i)) pieces.push(bytes.subarray(i, end + 1))
    i = skipBlank(bytes, end + 1)
  }
  return parseLines(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), options)
}

function startsWith(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false
  const next = bytes[at + wanted.length]
  return next === COMMA || next === SPACE
}
