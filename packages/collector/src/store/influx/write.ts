import { encodePoints, type Point, TransientError, Unsigned } from '@vonggac/model'
import { typeOf, valueFault } from '../field-type.ts'
import type { Rejection } from '../store.ts'
import type { Connection } from './connection.ts'
import type { Refused } from './refusal.ts'
import { policies } from './schema.ts'

/** InfluxDB's own advice for a request. */
const BATCH = 5_000
const INT64_MAX = 2n ** 63n - 1n

/** A point with the line that says it. */
interface Line {
  readonly point: Point
  readonly text: string
}

/**
 * Writes points and finds those that InfluxDB will not have, exactly. A partial write names one reason and a count, not the points: the
 * ones that the reason may be about are sent again by themselves, halved where that is not enough. Writing twice changes nothing.
 */
export async function writePoints(connection: Connection, points: readonly Point[]): Promise<Rejection[]> {
  const rejected: Rejection[] = []
  const lines: Line[] = []
  for (const point of points) {
    const line = toLine(point)
    if (typeof line === 'string') rejected.push({ point, reason: line })
    else lines.push(line)
  }
  for (let i = 0; i < lines.length; i += BATCH) await settle(connection, lines.slice(i, i + BATCH), rejected)
  return rejected
}

/** The line of a point, or why InfluxDB cannot have it. */
function toLine(point: Point): Line | string {
  let unsigned = false
  for (const [name, value] of Object.entries(point.fields)) {
    const fault = valueFault(value)
    if (fault !== undefined) return `field "${name}": ${fault}`
    if (!(value instanceof Unsigned)) continue
    if (value.value > INT64_MAX) {
      return `field "${name}": ${value.value} is beyond 2^63 - 1, the largest integer of InfluxDB 1.x`
    }
    unsigned = true
  }
  try {
    return { point, text: encodePoints([unsigned ? { ...point, fields: signed(point.fields) } : point]) }
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
}

const signed = (fields: Point['fields']): Point['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Unsigned ? value.value : value]),
  )

async function settle(connection: Connection, lines: readonly Line[], rejected: Rejection[]): Promise<void> {
  const refusal = await connection.writeLines(lines.map(({ text }) => text).join(''), policies.raw)
  if (!refusal) return
  if (refusal.kind === 'missing') throw new TransientError(`InfluxDB is not set up: ${refusal.reason}`)
  const suspects = lines.filter(suspect(refusal))
  if (lines.length === 1 || (refusal.dropped === lines.length && suspects.length === lines.length)) {
    for (const { point } of lines) rejected.push({ point, reason: refusal.reason })
    return
  }
  if (suspects.length > 0 && suspects.length < lines.length) {
    const others = lines.filter((line) => !suspects.includes(line))
    const before = rejected.length
    await settle(connection, suspects, rejected)
    // The others are stored already when the suspects explain all that was dropped.
    if (refusal.dropped !== rejected.length - before) await settle(connection, others, rejected)
    return
  }
  const half = lines.length >> 1
  await settle(connection, lines.slice(0, half), rejected)
  await settle(connection, lines.slice(half), rejected)
}

const CONFLICT = /input field "(.*)" on measurement "(.*)" is type (\w+), already exists/s

/** Which lines the reason may be about. */
function suspect({ reason }: Refused): (line: Line) => boolean {
  const conflict = CONFLICT.exec(reason)
  if (!conflict) return () => true
  const [, field, measurement, type] = conflict
  return ({ point }) => {
    if (point.measurement !== measurement) return false
    const value = point.fields[field!]
    const is = value === undefined ? undefined : typeOf(value)
    return (is === 'unsigned' ? 'integer' : is) === type
  }
}
