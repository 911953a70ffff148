import { isUtf8 } from 'node:buffer'
import { HASH, lineEnd, NEWLINE, RETURN, skipBlank } from './bytes.ts'
import { type CheckedLines, excerpt, initialBit, type LineError, MAX_ERRORS, type Precision } from './outcome.ts'
import { BAD_UTF8, LINE_TOO_LONG, reasonOf } from './reason.ts'
import { LineMarks, scanPoint } from './scan.ts'

const MAX_LINE_BYTES = 1_048_576

/**
 * Validates every line without making anything of it: the same lines are good here and in `parseLines`.
 * `precision` matters only for the range of the timestamps.
 */
export function checkLines(body: Uint8Array, { precision = 'ns' }: { precision?: Precision } = {}): CheckedLines {
  return walkLines(new LineMarks(body, precision), () => {})
}

/** The body with its bad lines cut out; the same bytes, not a copy, when there are none. */
export function goodLines(body: Uint8Array, { bad }: CheckedLines): Uint8Array {
  if (bad.length === 0) return body
  const pieces: Uint8Array[] = []
  let from = 0
  for (let i = 0; i < bad.length; i += 2) {
    if (bad[i]! > from) pieces.push(body.subarray(from, bad[i]!))
    from = bad[i + 1]!
  }
  pieces.push(body.subarray(from))
  return Buffer.concat(pieces)
}

/** Scans a whole body, calling back for each good line while the marks point into it. Collects what is wrong with the others. */
export function walkLines(marks: LineMarks, visit: (marks: LineMarks) => void): CheckedLines {
  const { bytes } = marks
  const allUtf8 = isUtf8(bytes)
  const faults = new Faults(bytes)
  let lines = 0
  let initials = 0
  let number = 1
  for (let i = skipBlank(bytes, 0); i < bytes.length; i = skipBlank(bytes, i + 1), number++) {
    const start = i
    if (bytes[i] === NEWLINE || bytes[i] === HASH || bytes[i] === RETURN) {
      if (bytes[i] !== RETURN || bytes[i + 1] === NEWLINE || i + 1 === bytes.length) {
        i = plainEnd(bytes, i)
        continue
      }
    }
    lines++
    initials |= initialBit(bytes[start]!)
    const end = scanPoint(marks, start)
    const fault =
      end < 0
        ? end
        : end - start > MAX_LINE_BYTES
          ? LINE_TOO_LONG
          : allUtf8 || isUtf8(bytes.subarray(start, end))
            ? 0
            : BAD_UTF8
    i = end < 0 ? lineEnd(bytes, start) : end
    if (fault === 0) visit(marks)
    else faults.add(number, start, i, fault)
    number += end < 0 ? newlines(bytes, start, i) : marks.newlines
  }
  return { lines, errors: faults.errors, failed: faults.failed, bad: faults.bad, initials }
}

/** End of a line that holds no string. */
function plainEnd(bytes: Uint8Array, i: number): number {
  const end = bytes.indexOf(NEWLINE, i)
  return end < 0 ? bytes.length : end
}

function newlines(bytes: Uint8Array, i: number, end: number): number {
  let count = 0
  for (; i < end; i++) if (bytes[i] === NEWLINE) count++
  return count
}

/** Collects the bad lines of a body, bounded. */
class Faults {
  readonly errors: LineError[] = []
  readonly bad: number[] = []
  failed = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  add(line: number, start: number, end: number, code: number) {
    this.failed++
    if (this.errors.length < MAX_ERRORS) {
      this.errors.push({ line, text: excerpt(this.#bytes, start, end), reason: reasonOf(code) })
    }
    const next = Math.min(end + 1, this.#bytes.length)
    if (this.bad.at(-1) === start) this.bad[this.bad.length - 1] = next
    else this.bad.push(start, next)
  }
}
