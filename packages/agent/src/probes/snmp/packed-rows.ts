import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type FieldValue, Unsigned } from '@vonggac/model'
import type { Rows } from './walk.ts'

/**
 * Rows as bytes. A row as a Map costs ten times what it holds, and an agent keeps some of every interface of every
 * device it watches between two polls: 30 MiB for 500 devices of 65 interfaces, against 4.
 */
export interface PackedRows {
  readonly size: number
  readonly bytes: Uint8Array
}

/** By column, so that names stand once, and what all rows have in common as well. */
interface Table {
  readonly indexes: readonly number[]
  readonly columns: readonly (readonly [name: string, values: readonly (FieldValue | undefined)[] | Common])[]
}

/** The one value of a column. */
interface Common {
  readonly common: FieldValue
}

/**
 * Names of one device differ in a digit or two: an eighth of the bytes is left. The window covers a device of some hundred
 * interfaces, and little is allocated for it: every poll unpacks once, and packs once in ten minutes.
 */
const WINDOW_BITS = 13
const INFLATE = { windowBits: WINDOW_BITS }
const DEFLATE = { ...INFLATE, level: 6, memLevel: 5 }

/** Packs the named columns of the rows. */
export function packRows(rows: Rows, names: readonly string[]): PackedRows {
  const all = [...rows.values()]
  const columns = names
    .filter((name) => all.some((row) => row.has(name)))
    .map((name) => [name, shortened(all.map((row) => row.get(name)))] as const)
  const table: Table = { indexes: [...rows.keys()], columns }
  // A copy of just its size: what zlib hands out may be a part of more.
  return { size: rows.size, bytes: new Uint8Array(deflateRawSync(serialize(table), DEFLATE)) }
}

/** The rows as they were, without the columns that were not named. */
export function unpackRows({ bytes }: PackedRows): Rows {
  const { indexes, columns } = deserialize(inflateRawSync(bytes, INFLATE)) as Table
  const rows: Rows = new Map()
  for (const [at, index] of indexes.entries()) {
    const row = new Map<string, FieldValue>()
    for (const [name, values] of columns) {
      const value = 'common' in values ? values.common : values[at]
      if (value !== undefined) row.set(name, revived(value))
    }
    rows.set(index, row)
  }
  return rows
}

/** Types, sizes and speeds are the same for most interfaces of a device. */
function shortened(values: readonly (FieldValue | undefined)[]): readonly (FieldValue | undefined)[] | Common {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? { common: first } : values
}

/** A class does not survive serialisation. */
const revived = (value: FieldValue): FieldValue => (typeof value === 'object' ? new Unsigned(value.value) : value)
