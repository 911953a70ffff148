import { BACKSLASH, COMMA, DOT, endsLine, MINUS, NEWLINE, NINE, PLUS, QUOTE, SPACE, ZERO } from './bytes.ts'
import * as no from './reason.ts'
import type { LineMarks } from './scan.ts'

/** What kind of value a field has, the last of its marks. */
export const FLOAT = 0
export const INTEGER = 1
export const UNSIGNED = 2
export const STRING = 3
/** A string with backslashes in it. */
export const ESCAPED_STRING = 4
export const TRUE = 5
export const FALSE = 6

const UPPER_N = 0x4e
const LOWER_N = 0x6e
const LOWER_I = 0x69
const LOWER_U = 0x75
const LOWER_E = 0x65
/** Turns an ASCII capital into its small letter. */
const TO_LOWER = 0x20

/** Scans the value at `i` and writes its kind into the field's marks at `at`. Returns its end, or a negative reason. */
export function scanValue(marks: LineMarks, i: number, at: number): number {
  const { bytes } = marks
  const byte = bytes[i]!
  if ((byte >= ZERO && byte <= NINE) || byte === MINUS || byte === DOT) return scanNumber(marks, i, at)
  if (byte === QUOTE) return scanString(marks, i, at)
  if (i >= bytes.length || byte === COMMA || byte === SPACE || endsLine(bytes, i)) return no.NO_FIELD_VALUE
  return byte === UPPER_N || byte === LOWER_N ? no.BAD_NUMBER : scanBoolean(marks, i, at)
}

function scanString(marks: LineMarks, i: number, at: number): number {
  const { bytes } = marks
  let kind = STRING
  for (i++; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) {
      marks.fields[at + 4] = kind
      return i + 1
    }
    if (byte === BACKSLASH) {
      kind = ESCAPED_STRING
      i++
      if (bytes[i] === NEWLINE) marks.newlines++
    } else if (byte === NEWLINE) marks.newlines++
  }
  return no.BAD_QUOTES
}

function scanNumber(marks: LineMarks, start: number, at: number): number {
  const { bytes } = marks
  const whole = bytes[start] === MINUS ? start + 1 : start
  let i = digits(bytes, whole)
  let count = i - whole
  const suffix = bytes[i]
  if (suffix === LOWER_I || suffix === LOWER_U) return count === 0 ? no.BAD_NUMBER : scanInteger(marks, start, i, at)
  if (suffix === DOT) {
    i = digits(bytes, i + 1)
    count = i - whole - 1
  }
  if (count === 0) return no.BAD_NUMBER
  marks.fields[at + 4] = FLOAT
  if (i < bytes.length && (bytes[i]! | TO_LOWER) === LOWER_E) {
    const sign = bytes[i + 1] === PLUS || bytes[i + 1] === MINUS ? 1 : 0
    const exponent = i + 1 + sign
    i = digits(bytes, exponent)
    if (i === exponent) return no.BAD_NUMBER
    count += i - exponent > 2 ? MAX_SAFE_DIGITS : 0
  }
  if (!endsValue(bytes, i)) return no.BAD_NUMBER
  return count > MAX_SAFE_DIGITS && !Number.isFinite(Number(ascii(bytes, start, i))) ? no.OUT_OF_RANGE : i
}

/** A number of so many digits and an exponent under 100 is finite without looking. */
const MAX_SAFE_DIGITS = 200

/** An integer from `start` whose suffix stands at `end`. */
function scanInteger({ bytes, fields }: LineMarks, start: number, end: number, at: number): number {
  if (!endsValue(bytes, end + 1)) return no.BAD_NUMBER
  const signed = bytes[end] === LOWER_I
  if (!signed && bytes[start] === MINUS) return no.BAD_NUMBER
  fields[at + 4] = signed ? INTEGER : UNSIGNED
  if (end - start <= 18) return end + 1
  const first = significant(bytes, start, end)
  if (end - first > MAX_INTEGER_DIGITS) return no.OUT_OF_RANGE
  const value = BigInt(ascii(bytes, first, end))
  const limit = signed ? (bytes[start] === MINUS ? 2n ** 63n : 2n ** 63n - 1n) : 2n ** 64n - 1n
  return value > limit ? no.OUT_OF_RANGE : end + 1
}

/** 2^64 has 20 digits. */
const MAX_INTEGER_DIGITS = 20

/** Where the digits that count begin. */
function significant(bytes: Uint8Array, start: number, end: number): number {
  let i = bytes[start] === MINUS ? start + 1 : start
  while (i < end - 1 && bytes[i] === ZERO) i++
  return i
}

function digits(bytes: Uint8Array, i: number): number {
  for (; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < ZERO || byte > NINE) return i
  }
  return i
}

const endsValue = (bytes: Uint8Array, i: number): boolean =>
  bytes[i] === COMMA || bytes[i] === SPACE || endsLine(bytes, i)

const ascii = (bytes: Uint8Array, start: number, end: number): string => {
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

const booleans = new Map<string, number>([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((text) => [text, TRUE] as const),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((text) => [text, FALSE] as const),
])
const LONGEST_BOOLEAN = 5

function scanBoolean({ bytes, fields }: LineMarks, start: number, at: number): number {
  let i = start
  while (i - start <= LONGEST_BOOLEAN && !endsValue(bytes, i)) i++
  const kind = booleans.get(ascii(bytes, start, i))
  if (kind === undefined) return no.BAD_BOOLEAN
  fields[at + 4] = kind
  return i
}
