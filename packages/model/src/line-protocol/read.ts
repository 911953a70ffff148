import { isAscii } from 'node:buffer'
import { type FieldValue, type Point, type Tags, Unsigned } from '../point.ts'
import { DOT, MINUS, ZERO } from './bytes.ts'
import { KeyCache, SeriesCache } from './intern.ts'
import { FIELD_STRIDE, type LineMarks, TAG_STRIDE } from './scan.ts'
import { readTime } from './scan-time.ts'
import { ESCAPED_STRING, FALSE, FLOAT, INTEGER, STRING, TRUE, UNSIGNED } from './scan-value.ts'

/**
 * Kept between bodies: a sender repeats its series and keys in every one. A memo of pure functions, bounded by its number of slots
 * and by the length of what is kept.
 */
const seriesCache = new SeriesCache()
const keyCache = new KeyCache()

/** Makes points of scanned lines. */
export class PointReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #text: Buffer
  /** The cheaper way to read text, where that is the same. */
  readonly #encoding: 'latin1' | 'utf8'
  readonly #now: number

  constructor(bytes: Uint8Array, now: number) {
    this.#bytes = bytes
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#encoding = isAscii(bytes) ? 'latin1' : 'utf8'
    this.#now = now
  }

  /** The point of the line that the marks describe. Its tags are frozen and may be shared with other points. */
  read(marks: LineMarks): Point {
    const series = seriesCache.get(this.#view, marks.start, marks.keyEnd) ?? this.#series(marks)
    const fields = this.#fields(marks)
    if (marks.timeEnd === marks.timeStart) {
      return { measurement: series.measurement, tags: series.tags, fields, timestamp: this.#now }
    }
    const { timestamp, nanos } = readTime(marks)
    const point = { measurement: series.measurement, tags: series.tags, fields, timestamp }
    return nanos === 0 ? point : { ...point, nanos }
  }

  #series({ start, measurementEnd, keyEnd, tags: at, tagCount }: LineMarks) {
    const tags: Record<string, string> = {}
    for (let i = 0; i < tagCount * TAG_STRIDE; i += TAG_STRIDE) {
      const key = plain(this.#text.toString('utf8', at[i]!, at[i + 1]!), /\\([,= ])/g)
      set(tags, key, plain(this.#text.toString('utf8', at[i + 1]! + 1, at[i + 2]!), /\\([,= ])/g))
    }
    const measurement = plain(this.#text.toString('utf8', start, measurementEnd), /\\([,"= ])/g)
    return seriesCache.put(this.#view, start, keyEnd, { measurement, tags: Object.freeze(tags) as Tags })
  }

  #fields({ fields: at, fieldCount }: LineMarks): Record<string, FieldValue> {
    const fields: Record<string, FieldValue> = {}
    for (let i = 0; i < fieldCount * FIELD_STRIDE; i += FIELD_STRIDE) {
      const key = keyCache.get(this.#view, at[i]!, at[i + 1]!) ?? this.#key(at[i]!, at[i + 1]!)
      set(fields, key, this.#value(at[i + 2]!, at[i + 3]!, at[i + 4]!))
    }
    return fields
  }

  #key(start: number, end: number): string {
    return keyCache.put(this.#view, start, end, plain(this.#text.toString('utf8', start, end), /\\([,"= ])/g))
  }

  #value(start: number, end: number, kind: number): FieldValue {
    switch (kind) {
      case FLOAT:
        return readFloat(this.#bytes, start, end) ?? Number(this.#text.toString('latin1', start, end))
      case INTEGER:
        return this.#integer(start, end - 1)
      case UNSIGNED:
        return new Unsigned(this.#integer(start, end - 1))
      case STRING:
        return end - start === 2 ? '' : this.#text.toString(this.#encoding, start + 1, end - 1)
      case ESCAPED_STRING:
        return plain(this.#text.toString('utf8', start + 1, end - 1), /\\(["\\])/g)
      case TRUE:
      case FALSE:
        return kind === TRUE
      default:
        throw new RangeError(`no such kind of value: ${kind}`)
    }
  }

  #integer(start: number, end: number): bigint {
    if (end - start > EXACT_DIGITS) return BigInt(this.#text.toString('latin1', start, end))
    const negative = this.#bytes[start] === MINUS
    let value = 0
    for (let i = negative ? start + 1 : start; i < end; i++) value = value * 10 + (this.#bytes[i]! - ZERO)
    return BigInt(negative ? -value : value)
  }
}

/** A text without the backslashes of its escapes. */
const plain = (text: string, escapes: RegExp): string => (text.includes('\\') ? text.replace(escapes, '$1') : text)

/** Plain assignment, except for the one name that an object treats specially. */
function set<T>(object: Record<string, T>, key: string, value: T) {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
/** So many digits are an exact number. */
const EXACT_DIGITS = 15

/**
 * A short decimal without exponent, correctly rounded: digits and power of ten are both exact, so that one division rounds once
 * (Clinger, "How to read floating point numbers accurately", 1990). `undefined` for anything longer.
 */
function readFloat(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > EXACT_DIGITS) return undefined
  const negative = bytes[start] === MINUS
  let value = 0
  let point = end
  for (let i = negative ? start + 1 : start; i < end; i++) {
    const byte = bytes[i]!
    if (byte === DOT) point = i + 1
    else if (byte < ZERO || byte > ZERO + 9) return undefined
    else value = value * 10 + (byte - ZERO)
  }
  value /= POWERS[end - point]!
  return negative ? -value : value
}
