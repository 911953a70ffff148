import { BACKSLASH, COMMA, EQUALS, endsLine, NEWLINE, SPACE, skipBlank } from './bytes.ts'
import type { Precision } from './outcome.ts'
import * as no from './reason.ts'
import { scanTime } from './scan-time.ts'
import { scanValue } from './scan-value.ts'

/** More tags than anybody writes; bounds the search for duplicates. */
const MAX_TAGS = 256
/** InfluxDB's own limit: its index keeps the length in 16 bits. The four bytes separate series key and field key on its disk. */
const MAX_KEY_BYTES = 65_535 - 4

/** How many numbers describe a tag (key start, key end, value end) and a field (key start, key end, value start, value end, kind). */
export const TAG_STRIDE = 3
export const FIELD_STRIDE = 5

/** Marks of the line scanned last: where its parts stand in the body. One object serves a whole body. */
export class LineMarks {
  readonly bytes: Uint8Array
  readonly precision: Precision
  start = 0
  measurementEnd = 0
  keyEnd = 0
  tagCount = 0
  readonly tags = new Int32Array(MAX_TAGS * TAG_STRIDE)
  fieldCount = 0
  fields = new Int32Array(32 * FIELD_STRIDE)
  timeStart = 0
  timeEnd = 0
  /** Newlines inside the line's strings. */
  newlines = 0

  constructor(bytes: Uint8Array, precision: Precision) {
    this.bytes = bytes
    this.precision = precision
  }
}

/** Scans the point that starts at `start`. Returns the position of the line's end, or a negative reason. */
export function scanPoint(marks: LineMarks, start: number): number {
  marks.start = start
  marks.tagCount = 0
  marks.fieldCount = 0
  marks.newlines = 0
  let i = scanMeasurement(marks, start)
  if (i < 0) return i
  if (marks.bytes[i] === COMMA) {
    i = scanTags(marks, i)
    if (i < 0) return i
  }
  marks.keyEnd = i
  i = scanFields(marks, skipBlank(marks.bytes, i))
  return i < 0 ? i : scanTime(marks, i)
}

/** One bit for each place where a byte ends a token, so that one look decides. */
const IN_MEASUREMENT = 1
const IN_KEY = 2
const stops = new Uint8Array(256)
stops[NEWLINE] = stops[COMMA] = stops[SPACE] = IN_MEASUREMENT | IN_KEY
stops[EQUALS] = IN_KEY

function scanMeasurement(marks: LineMarks, start: number): number {
  const { bytes } = marks
  if (bytes[start] === COMMA) return no.NO_MEASUREMENT
  const i = token(bytes, start, IN_MEASUREMENT)
  marks.measurementEnd = i
  return i >= bytes.length || bytes[i] === NEWLINE ? no.NO_FIELDS : i
}

/** End of the token that starts at `i`: its first delimiter without a backslash before it. The byte at `i` itself is part of it. */
function token(bytes: Uint8Array, i: number, place: number): number {
  if (bytes[i] === NEWLINE) return i
  const limit = bytes.length
  for (i++; i < limit; i++) {
    const byte = bytes[i]!
    // Most bytes are letters: one comparison settles them.
    if (byte <= EQUALS && (stops[byte]! & place) !== 0 && (bytes[i - 1] !== BACKSLASH || byte === NEWLINE)) return i
  }
  return i
}

/** Tags from the comma at `i` on, to the space behind them. */
function scanTags(marks: LineMarks, i: number): number {
  const { bytes, tags } = marks
  let sorted = true
  let at = 0
  do {
    if (marks.tagCount === MAX_TAGS) return no.TOO_MANY_TAGS
    const key = i + 1
    if (key >= bytes.length || stops[bytes[key]!] !== 0) return no.NO_TAG_KEY
    const equals = token(bytes, key, IN_KEY)
    if (bytes[equals] !== EQUALS) return no.NO_TAG_VALUE
    const first = bytes[equals + 1]
    if (first === undefined || first === COMMA || first === SPACE || first === NEWLINE) return no.NO_TAG_VALUE
    i = token(bytes, equals + 1, IN_KEY)
    if (bytes[i] === EQUALS) return no.BAD_TAG
    if (i >= bytes.length || bytes[i] === NEWLINE) return no.NO_FIELDS
    tags[at] = key
    tags[at + 1] = equals
    tags[at + 2] = i
    if (at > 0 && compare(bytes, tags, at - TAG_STRIDE, at) >= 0) sorted = false
    at += TAG_STRIDE
    marks.tagCount++
  } while (bytes[i] === COMMA)
  return sorted || distinct(bytes, tags, at) ? i : no.DUPLICATE_TAGS
}

/** Order of two tag keys. Escaping is one to one, so raw bytes will do. */
function compare(bytes: Uint8Array, tags: Int32Array, a: number, b: number): number {
  let i = tags[a]!
  let j = tags[b]!
  const aEnd = tags[a + 1]!
  const bEnd = tags[b + 1]!
  for (; i < aEnd && j < bEnd; i++, j++) {
    const difference = bytes[i]! - bytes[j]!
    if (difference !== 0) return difference
  }
  return aEnd - i - (bEnd - j)
}

function distinct(bytes: Uint8Array, tags: Int32Array, end: number): boolean {
  for (let a = 0; a < end; a += TAG_STRIDE) {
    for (let b = a + TAG_STRIDE; b < end; b += TAG_STRIDE) if (compare(bytes, tags, a, b) === 0) return false
  }
  return true
}

function scanFields(marks: LineMarks, i: number): number {
  const { bytes } = marks
  const room = MAX_KEY_BYTES - (marks.keyEnd - marks.start)
  if (endsLine(bytes, i)) return no.NO_FIELDS
  for (;;) {
    const key = i
    i = scanFieldKey(bytes, i)
    if (i < 0) return i
    if (i - key > room) return no.KEY_TOO_LONG
    const at = marks.fieldCount * FIELD_STRIDE
    if (at === marks.fields.length) marks.fields = grown(marks.fields)
    marks.fields[at] = key
    marks.fields[at + 1] = i
    marks.fields[at + 2] = i + 1
    i = scanValue(marks, i + 1, at)
    if (i < 0) return i
    marks.fields[at + 3] = i
    marks.fieldCount++
    if (bytes[i] === COMMA) i++
    else if (bytes[i] === SPACE || endsLine(bytes, i)) return i
    else return no.BAD_FIELD
  }
}

/**
 * The equals sign behind a field key. InfluxDB reads escapes here in two ways (pairs when it validates, the byte before when it
 * splits); a delimiter behind an even run of backslashes differs between the two, so it is no field.
 */
function scanFieldKey(bytes: Uint8Array, start: number): number {
  const limit = bytes.length
  for (let i = start; i < limit; i++) {
    const byte = bytes[i]!
    if (byte > EQUALS || stops[byte] === 0) continue
    if (byte === NEWLINE || i === start || bytes[i - 1] !== BACKSLASH) {
      if (byte !== EQUALS) return no.BAD_FIELD
      return i === start ? no.NO_FIELD_KEY : i
    }
    if (!oddRun(bytes, start, i)) return no.BAD_FIELD
  }
  return no.BAD_FIELD
}

function oddRun(bytes: Uint8Array, start: number, end: number): boolean {
  let i = end
  while (i > start && bytes[i - 1] === BACKSLASH) i--
  return (end - i) % 2 === 1
}

function grown(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2)
  larger.set(old)
  return larger
}
