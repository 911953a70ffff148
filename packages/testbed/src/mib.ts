import { encode, encodeInteger, encodeOid } from './ber.ts'

/** A value as it goes on the wire. */
export type Value =
  | { readonly type: 'integer' | 'counter32' | 'gauge32' | 'ticks'; readonly value: number }
  | { readonly type: 'counter64'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string | Uint8Array }
  | { readonly type: 'oid'; readonly value: readonly number[] }

/** An object of a device: where it is, and what it is at a time (Unix epoch, s). */
export interface Entry {
  readonly oid: readonly number[]
  readonly read: (atS: number) => Value
}

export const integer = (value: number): Value => ({ type: 'integer', value: Math.round(value) })
export const gauge = (value: number): Value => ({ type: 'gauge32', value: Math.round(value) })
export const string = (value: string): Value => ({ type: 'string', value })

/** An object that there is once (RFC 2578 section 7.1: its instance is 0). */
export const scalar = (oid: readonly number[], read: (atS: number) => Value): Entry => ({ oid: [...oid, 0], read })

/** A conceptual table: a row for each of `rows` under the index 1, 2, 3…, with the columns by their number. */
export const table = <Row>(
  entry: readonly number[],
  rows: readonly Row[],
  columns: Readonly<Record<number, (row: Row, atS: number) => Value>>,
): Entry[] =>
  Object.entries(columns).flatMap(([column, read]) =>
    rows.map((row, at): Entry => ({ oid: [...entry, Number(column), at + 1], read: (atS) => read(row, atS) })),
  )

/** Everything that a device can tell, in the order of the tree. */
export interface Mib {
  get(oid: readonly number[]): Entry | undefined
  /** The first object behind `oid`. */
  next(oid: readonly number[]): Entry | undefined
}

/** Sorts the entries once; finding one is a binary search. */
export function createMib(entries: readonly Entry[]): Mib {
  const sorted = entries.toSorted((a, b) => compareOids(a.oid, b.oid))
  /** The first entry at or behind. */
  const search = (oid: readonly number[]) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareOids(sorted[middle]!.oid, oid) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const isAt = (at: number, oid: readonly number[]) =>
    sorted[at] !== undefined && compareOids(sorted[at].oid, oid) === 0
  return {
    get(oid) {
      const at = search(oid)
      return isAt(at, oid) ? sorted[at] : undefined
    },
    next(oid) {
      const at = search(oid)
      return sorted[isAt(at, oid) ? at + 1 : at]
    },
  }
}

/** The order of the MIB tree: arc by arc, a parent before its children. */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const common = Math.min(a.length, b.length)
  for (let i = 0; i < common; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** Tags of RFC 3416 §3. */
export const NO_SUCH_INSTANCE = Buffer.from([0x81, 0])
export const END_OF_MIB_VIEW = Buffer.from([0x82, 0])

export function encodeValue(of: Value): Buffer {
  switch (of.type) {
    case 'integer':
      return encodeInteger(of.value)
    case 'counter32':
      return encodeInteger(of.value % 2 ** 32, 0x41)
    case 'gauge32':
      return encodeInteger(Math.min(of.value, 2 ** 32 - 1), 0x42)
    case 'ticks':
      return encodeInteger(of.value % 2 ** 32, 0x43)
    case 'counter64':
      return encodeInteger(BigInt.asUintN(64, of.value), 0x46)
    case 'string':
      return encode(0x04, Buffer.from(of.value))
    case 'oid':
      return encodeOid(of.value)
  }
}
