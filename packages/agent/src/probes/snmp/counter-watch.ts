import { type FieldValue, fnv1a, Unsigned } from '@vonggac/model'
import { type Column, columns, narrowColumns } from './columns.ts'
import { type CounterEvent, fallOf, graver, hasRestarted, type UpTime } from './counters.ts'
import { interfaceNames } from './interfaces.ts'
import type { Rows } from './walk.ts'

type Counter = Column & { readonly counts: 'octets' | 'packets' }
type Row = ReadonlyMap<string, FieldValue>

/** A poll whose counters are to be compared with those of the one before. */
export interface CounterLook {
  /** By the monotonic clock, ms. */
  readonly at: number
  readonly upTime: UpTime
  readonly rows: Rows
}

/** Every interface's counters as they were, in as few bytes as that takes: an agent keeps them for every device it watches. */
export interface CounterMemory {
  at: number
  upTime: UpTime
  /** The counters that the device has. */
  readonly counters: readonly Counter[]
  /** Names as numbers, a row each. Two interfaces of one device with the same number cost one event too many, once. */
  readonly names: Uint32Array
  /** Row by row: the discontinuity time, then a value for each counter, NaN for none. */
  readonly values: Float64Array
}

const allCounters = [...columns, ...narrowColumns].filter((column): column is Counter => column.counts !== undefined)
const DISCONTINUITY = 'ifCounterDiscontinuityTime'

/** Remembers a device's counters for the first time, or after its interfaces changed. */
export function rememberCounters({ at, upTime, rows }: CounterLook): CounterMemory {
  const all = [...rows.values()]
  const counters = allCounters.filter(({ name }) => all.some((row) => row.has(name)))
  const values = new Float64Array(rows.size * (counters.length + 1))
  for (const [i, row] of all.entries()) writeRow(values, i, row, counters)
  return { at, upTime, counters, names: namesOf(rows), values }
}

/**
 * What happened to the counters of each interface since the last look, by ifIndex, and the memory for the next one. Interfaces are
 * followed by name. While they are the same, the memory is overwritten in place: thousands of them a minute would be garbage.
 */
export function lookAtCounters(before: CounterMemory, look: CounterLook): [Map<number, CounterEvent>, CounterMemory] {
  const { at, upTime, rows } = look
  const names = namesOf(rows)
  const elapsedS = (at - before.at) / 1_000
  const isRestarted = hasRestarted(before.upTime, upTime, elapsedS)
  const placeOf = placesOf(before.names, names)
  const events = new Map<number, CounterEvent>()
  let i = 0
  for (const [index, row] of rows) {
    const place = placeOf(i++)
    const event = place === undefined ? undefined : isRestarted ? 'restart' : eventOf(before, place, row, elapsedS)
    if (event) events.set(index, event)
  }
  if (!isSame(before.names, names) || isRestarted) return [events, rememberCounters(look)]
  i = 0
  for (const row of rows.values()) writeRow(before.values, i++, row, before.counters)
  before.at = at
  before.upTime = upTime
  return [events, before]
}

function namesOf(rows: Rows): Uint32Array {
  const names = new Uint32Array(rows.size)
  let i = 0
  for (const name of interfaceNames(rows).values()) names[i++] = fnv1a(name)
  return names
}

const isSame = (a: Uint32Array, b: Uint32Array) => a.length === b.length && a.every((name, i) => name === b[i])

/** Where a row of now stood before. */
function placesOf(before: Uint32Array, now: Uint32Array): (row: number) => number | undefined {
  if (isSame(before, now)) return (row) => row
  const places = new Map([...before].map((name, at) => [name, at]))
  return (row) => places.get(now[row]!)
}

function writeRow(values: Float64Array, row: number, from: Row, counters: readonly Counter[]): void {
  let at = row * (counters.length + 1)
  values[at++] = numberOf(from.get(DISCONTINUITY))
  for (const { name } of counters) values[at++] = numberOf(from.get(name))
}

function eventOf(
  { counters, values }: CounterMemory,
  place: number,
  row: Row,
  elapsedS: number,
): CounterEvent | undefined {
  let at = place * (counters.length + 1)
  const [was, is] = [values[at++]!, numberOf(row.get(DISCONTINUITY))]
  // NaN, for unknown, is neither more nor less than anything.
  let event: CounterEvent | undefined = was < is || was > is ? 'reset' : undefined
  for (const { name, counts } of counters) {
    const before = values[at++]!
    const after = numberOf(row.get(name))
    if (after < before) event = graver(event, fallOf({ before, after, counts }, elapsedS, bitsPerS(row)))
  }
  return event
}

/** ifSpeed stops at 32 bits; ifHighSpeed is in millions of bits a second. */
function bitsPerS(row: Row): number {
  const high = numberOf(row.get('ifHighSpeed'))
  return high > 0 ? high * 1_000_000 : numberOf(row.get('ifSpeed')) || 0
}

const numberOf = (value: FieldValue | undefined): number =>
  typeof value === 'bigint' ? Number(value) : value instanceof Unsigned ? Number(value.value) : Number.NaN
