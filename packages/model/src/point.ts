/** An unsigned 64-bit integer, `u` in line protocol. A `bigint` field is a signed one, `i`. */
export class Unsigned {
  readonly value: bigint
  constructor(value: bigint) {
    this.value = value
  }
}

/** `number` is a float, `bigint` a signed 64-bit integer, as InfluxDB tells them apart. */
export type FieldValue = number | bigint | Unsigned | string | boolean

/** Tags: low-cardinality identity. Free text never goes here. */
export type Tags = Readonly<Record<string, string>>
export type Fields = Readonly<Record<string, FieldValue>>

/** A point in InfluxDB's model. */
export interface Point {
  readonly measurement: string
  readonly tags: Tags
  readonly fields: Fields
  /** Unix epoch milliseconds (integer), by the wall clock of whoever measured. */
  readonly timestamp: number
  /** Nanoseconds within that millisecond, 0 to 999,999. Ours are always 0; other clients' are kept. */
  readonly nanos?: number
}

const INT64_MAX = 2n ** 63n - 1n

/** An integer field from a safe JavaScript integer; the fraction is cut off. */
export const int = (value: number): bigint => BigInt(Math.trunc(value))

/** A 64-bit counter as a field: signed, as every InfluxDB takes it, unless it is beyond what a signed one holds. */
export const counter = (value: bigint): bigint | Unsigned => (value > INT64_MAX ? new Unsigned(value) : value)

/** A field for people's JSON: integers beyond 2^53 as decimal strings, everything else as it is. */
export function jsonField(value: FieldValue): number | string | boolean {
  if (value instanceof Unsigned) return jsonField(value.value)
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

/** A point as `--json` and the API print it. */
export interface JsonPoint {
  readonly measurement: string
  readonly tags: Tags
  readonly fields: Readonly<Record<string, number | string | boolean>>
  readonly timestamp: number
}

export const jsonPoint = ({ measurement, tags, fields, timestamp }: Point): JsonPoint => ({
  measurement,
  tags,
  fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, jsonField(value)])),
  timestamp,
})
