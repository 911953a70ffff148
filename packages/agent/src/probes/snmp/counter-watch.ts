import { type FieldValue, fnv1a, Unsigned } from '@vonggac/model'
import { type Column, columns, narrowColumns } from './columns.ts'
import { type CounterEvent, fallOf, graver, hasRestarted, type UpTime } from './counters.ts'
import { interfaceNames } from './interfaces.ts'
import type { Rows } from './walk.ts'

/** Counters of one device as they were, in as few bytes as that takes: an agent keeps those of every interface it watches. */
export interface CounterMemory {
  /** By the monotonic clock, ms. */
  readonly at: number
  readonly upTime: UpTime
  /** Names as numbers, a row each. Two interfaces of one device with the same number cost one event too many, once. */
  readonly names: Uint32Array
  /** Row by row: the discontinuity time, then a value for each counter, NaN for none. */
  readonly values: Float64Array
}

const counters = [...columns, ...narrowColumns].filter((column): column is Counter => column.counts !== undefined)
type Counter = Column & { readonly counts: 'octets' | 'packets' }
const WIDTH = counters.length + 1
const DISCONTINUITY = 'ifCounterDiscontinuityTime'

/** A poll of counters, to be compared with the one before. */
export interface CounterLook {
  readonly at: number
  readonly upTime: UpTime
  readonly rows: Rows
}

/** What is to be remembered of a poll. */
export function rememberCounters({ at, upTime, rows }: CounterLook): CounterMemory {
  const names = new Uint32Array(rows.size)
  const values = new Float64Array(rows.size * WIDTH)
  const called = interfaceNames(rows)
  let i = 0
  for (const [index, row] of rows) {
    names[i] = fnv1a(called.get(index)!)
    const from = i++ * WIDTH
    values[from] = numberOf(row.get(DISCONTINUITY))
    for (let c = 0; c < counters.length; c++) values[from + 1 + c] = numberOf(row.get(counters[c]!.name))
  }
  return { at, upTime, names, values }
}

/** What happened to the counters of each interface in between, by ifIndex. Interfaces are followed by name. */
export function counterEvents(before: CounterMemory, after: CounterMemory, rows: Rows): Map<number, CounterEvent> {
  const elapsedS = (after.at - before.at) / 1_000
  const restarted = hasRestarted(before.upTime, after.upTime, elapsedS)
  const events = new Map<number, CounterEvent>()
  let places: Map<number, number> | undefined
  let i = 0
  for (const [index, row] of rows) {
    const name = after.names[i]!
    let place: number | undefined = i
    if (before.names[i] !== name) {
      places ??= new Map([...before.names].map((each, at) => [each, at]))
      place = places.get(name)
    }
    if (place !== undefined) {
      const event = restarted ? 'restart' : eventOf({ before, place, after, row: i }, elapsedS, () => bitsPerS(row))
      if (event) events.set(index, event)
    }
    i++
  }
  return events
}

function eventOf(
  { before, place, after, row }: { before: CounterMemory; place: number; after: CounterMemory; row: number },
  elapsedS: number,
  speed: () => number,
): CounterEvent | undefined {
  const [from, to] = [place * WIDTH, row * WIDTH]
  const [was, is] = [before.values[from]!, after.values[to]!]
  // NaN, for unknown, is neither more nor less than anything.
  let event: CounterEvent | undefined = was < is || was > is ? 'reset' : undefined
  for (let c = 1; c < WIDTH; c++) {
    const [old, now] = [before.values[from + c]!, after.values[to + c]!]
    if (now < old)
      event = graver(event, fallOf({ before: old, after: now, counts: counters[c - 1]!.counts }, elapsedS, speed()))
  }
  return event
}

/** ifSpeed stops at 32 bits; ifHighSpeed is in millions of bits a second. */
function bitsPerS(row: ReadonlyMap<string, FieldValue>): number {
  const high = numberOf(row.get('ifHighSpeed'))
  return high > 0 ? high * 1_000_000 : numberOf(row.get('ifSpeed')) || 0
}

const numberOf = (value: FieldValue | undefined): number =>
  typeof value === 'bigint' ? Number(value) : value instanceof Unsigned ? Number(value.value) : Number.NaN
