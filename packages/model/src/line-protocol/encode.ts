import { type FieldValue, type Point, Unsigned } from '../point.ts'

const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n
const UINT64_MAX = 2n ** 64n - 1n
/** InfluxDB's range is ±(2^63 - 2) ns. */
const MAX_MS = 9_223_372_036_854
const MAX_REST_NS = 775_806

/**
 * Points as line protocol, a line each, ending in a newline, nanosecond timestamps. Throws a `TypeError` for a point that line
 * protocol cannot say: no fields, NaN, an integer beyond 64 bits, a name that is empty or holds a newline, a backslash before
 * a delimiter (comma, equals sign, space) or at its end.
 * A tag without a value is left out, which is what it means to InfluxDB. Keys keep their order.
 */
export function encodePoints(points: readonly Point[]): string {
  let text = ''
  for (const point of points) text += encodePoint(point)
  return text
}

/** The nearest text that can be a tag's value: newlines become spaces, backslashes before a delimiter or at the end slashes. */
export const tagText = (text: string): string =>
  text.replace(/[\r\n]+/g, ' ').replace(/\\+(?=[,= ]|$)/g, (run) => '/'.repeat(run.length))

function encodePoint(point: Point): string {
  let line = escapeMeasurement(point.measurement)
  for (const key in point.tags) {
    const value = point.tags[key]!
    if (value !== '') line += `,${tagKeys.get(key)}=${tagValues.get(value)}`
  }
  let separator = ' '
  for (const key in point.fields) {
    line += `${separator}${fieldKeys.get(key)}=${encodeValue(point.fields[key]!, key)}`
    separator = ','
  }
  if (separator === ' ') throw new TypeError(`${point.measurement}: a point needs a field`)
  return `${line} ${encodeTime(point)}\n`
}

/** A measurement as it stands at the start of a line. */
export function escapeMeasurement(name: string): string {
  return measurements.get(name)
}

/** Escaped names by name: they repeat in every point, and a look-up costs less than looking at each character. Bounded. */
class EscapeMemo {
  readonly #known = new Map<string, string>()
  readonly #write: (text: string) => string

  constructor(write: (text: string) => string) {
    this.#write = write
  }

  get(text: string): string {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const escaped = this.#write(text)
    if (text.length > MAX_MEMO_LENGTH) return escaped
    if (this.#known.size >= MAX_MEMO) this.#known.clear()
    this.#known.set(text, escaped)
    return escaped
  }
}
const MAX_MEMO = 4_096
const MAX_MEMO_LENGTH = 128

const measurements = new EscapeMemo((name) => {
  // InfluxDB unescapes `=` and `"` in one place and not in another, and so loses a measurement with a backslash before them.
  if (/^[#\t\0]|\\[,"= ]/.test(name)) throw unsayable('measurement', name)
  return sayable('measurement', name).replace(/[, ]/g, '\\$&')
})
const tagKeys = new EscapeMemo((key) => unambiguous('tag key', key).replace(/[,= ]/g, '\\$&'))
const tagValues = new EscapeMemo((value) => unambiguous('tag', value).replace(/[,= ]/g, '\\$&'))
const fieldKeys = new EscapeMemo((key) => {
  // Blanks before the first key are skipped, so they would be lost.
  if (/^[\t\0]/.test(key)) throw unsayable('field key', key)
  return unambiguous('field key', key).replace(/[,"= ]/g, '\\$&')
})

/** A name that InfluxDB reads in one way: it takes escapes as pairs in one place and by the byte before in another. */
function unambiguous(what: string, key: string): string {
  if (/(?<!\\)(?:\\\\)*\\[,= ]/.test(key)) throw unsayable(what, key)
  return sayable(what, key)
}

function sayable(what: string, name: string): string {
  if (name === '' || name.endsWith('\\') || name.includes('\n')) throw unsayable(what, name)
  return name
}

const unsayable = (what: string, name: string) =>
  new TypeError(`line protocol cannot say the ${what} ${JSON.stringify(name)}`)

function encodeValue(value: FieldValue, key: string): string {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`field ${key}: ${value} is no number`)
      return Object.is(value, -0) ? '-0' : String(value)
    case 'string':
      return quote(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      if (value < INT64_MIN || value > INT64_MAX) throw new TypeError(`field ${key}: ${value} is beyond 64 bits`)
      return `${value}i`
    default:
      return encodeUnsigned(value, key)
  }
}

function encodeUnsigned(value: unknown, key: string): string {
  if (!(value instanceof Unsigned)) throw new TypeError(`field ${key}: ${String(value)} is no field value`)
  if (value.value < 0n || value.value > UINT64_MAX)
    throw new TypeError(`field ${key}: ${value.value} is beyond 64 bits`)
  return `${value.value}u`
}

function quote(text: string): string {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function encodeTime({ timestamp, nanos = 0, measurement }: Point): string {
  if (!Number.isInteger(timestamp) || !Number.isInteger(nanos) || nanos < 0 || nanos > 999_999) {
    throw new TypeError(`${measurement}: ${timestamp} ms and ${nanos} ns is no time`)
  }
  if (timestamp > 0 && timestamp < MAX_MS)
    return `${timestamp}${nanos === 0 ? '000000' : String(nanos).padStart(6, '0')}`
  const ns = BigInt(timestamp) * 1_000_000n + BigInt(nanos)
  const limit = BigInt(MAX_MS) * 1_000_000n + BigInt(MAX_REST_NS)
  if (ns > limit || ns < -limit) throw new TypeError(`${measurement}: the time ${timestamp} ms is out of range`)
  return ns.toString()
}
