import { type FieldValue, int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'
import { type Column, narrowColumns } from './columns.ts'
import type { CounterEvent } from './counters.ts'
import type { Rows } from './walk.ts'

/** What happened to the counters of some interfaces since the last poll, by ifIndex. */
export type CounterEvents = ReadonlyMap<number, CounterEvent>

/** The rows of the interface tables as measurement `interface`, one point an interface, in the order of ifIndex. */
export function interfacePoints(rows: Rows, events: CounterEvents = new Map()): Measured[] {
  const names = interfaceNames(rows)
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([index, row]) => {
      const point = interfacePoint(index, row, names.get(index)!)
      const event = events.get(index)
      return event ? { ...point, fields: { ...point.fields, counter_event: event } } : point
    })
}

/** The 64-bit counter that makes a 32-bit one superfluous. */
const twins = new Map(narrowColumns.map(({ name, wide }) => [name, wide]))

function interfacePoint(index: number, row: ReadonlyMap<string, FieldValue>, ifName: string): Measured {
  const fields: Record<string, FieldValue> = { ifIndex: int(index) }
  let ifAlias = ''
  for (const [name, value] of row) {
    if (name === 'ifAlias') ifAlias = String(value)
    else if (name !== 'ifName' && name !== 'ifIndex' && !row.has(twins.get(name)!)) fields[name] = value
  }
  return { measurement: 'interface', tags: ifAlias === '' ? { ifName } : { ifName, ifAlias }, fields }
}

/**
 * What each interface is followed by, since its ifIndex may move: ifName, else ifDescr, else the ifIndex.
 * Interfaces that share a name all get their ifIndex behind it, `lan#7`, whichever comes first in the table.
 */
export function interfaceNames(rows: Rows): Map<number, string> {
  const plain = new Map<number, string>()
  const times = new Map<string, number>()
  for (const [index, row] of rows) {
    const name = text(row.get('ifName')) || text(row.get('ifDescr')) || String(index)
    plain.set(index, name)
    times.set(name, (times.get(name) ?? 0) + 1)
  }
  const names = new Map<number, string>()
  for (const [index, name] of plain) {
    let unique = name
    // A device may well have an interface that is really called `lan#7`.
    if (times.get(name)! > 1)
      do unique += `#${index}`
      while (times.has(unique))
    names.set(index, unique)
  }
  return names
}

/** The 32-bit counters that some interface needs, because it lacks the 64-bit twin. */
export const neededNarrow = (rows: Rows): Column[] =>
  narrowColumns.filter(({ wide }) => [...rows.values()].some((row) => !row.has(wide!)))

/** Of the 32-bit counters that were read, those that an interface without the 64-bit twin really has. */
export const usedNarrow = (rows: Rows): Column[] =>
  narrowColumns.filter(({ name, wide }) => [...rows.values()].some((row) => row.has(name) && !row.has(wide!)))

const text = (value: FieldValue | undefined) => {
  const all = value === undefined ? '' : String(value)
  return all.trim() === '' ? '' : all
}
