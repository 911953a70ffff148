import type { FieldValue } from '@vonggac/model'
import { BerReader } from './ber.ts'
import type { ColumnKey } from './columns.ts'
import { countVarbinds, type Response, readVarbinds } from './message.ts'
import { indexAt } from './oid.ts'
import { fieldAt, fieldOf, isException, type RawValue, type Varbind, wireType } from './value.ts'

/** What `place` says of a value that is no cell of the column it was asked for. */
export const NO_ROW = -1
export const ENDED = -2
export const END_OF_VIEW = -3

/** The values of one answer in the order they stand there: that of the columns asked, over and over. */
export interface Cells {
  readonly count: number
  /** Goes to the next value, which answers for this column: `place` and `field` are about it then. False at the end. */
  next(column: ColumnKey): boolean
  /** Goes over the next value. False at the end. */
  skip(): boolean
  /** The row's index; `NO_ROW` for one of another shape, `ENDED` behind the column, `END_OF_VIEW` behind everything. */
  readonly place: number
  readonly field: FieldValue | undefined
}

/** Cells read in place from the bytes of an answer: no OID becomes a text, nothing is copied. */
export class WireCells implements Cells {
  readonly count: number
  readonly singles: readonly Varbind[]
  place = ENDED
  field: FieldValue | undefined
  readonly #reader: BerReader

  /** The first `single` values are ordinary ones. Throws `BerError` where the answer is damaged, so that reading on never does. */
  constructor(response: Response, single: number) {
    const count = countVarbinds(response)
    this.#reader = new BerReader(response.bytes, response.varbindsStart, response.varbindsEnd)
    this.singles = readVarbinds(this.#reader, single)
    this.count = count - this.singles.length
  }

  next(column: ColumnKey): boolean {
    const reader = this.#reader
    if (reader.at >= reader.end) return false
    reader.header()
    reader.header()
    const oidStart = reader.at
    const oidEnd = oidStart + reader.length
    reader.at = oidEnd
    const type = reader.header()
    const start = reader.at
    const end = start + reader.length
    reader.at = end
    this.place = placeOf(reader.bytes, oidStart, oidEnd, type, column.bytes)
    this.field = this.place >= 0 ? fieldAt(this.#value(type, start, end), column.type) : undefined
    return true
  }

  skip(): boolean {
    const reader = this.#reader
    if (reader.at >= reader.end) return false
    reader.header()
    reader.at += reader.length
    return true
  }

  #value(type: number, start: number, end: number): RawValue {
    return { type, bytes: this.#reader.bytes, start, end }
  }
}

function placeOf(bytes: Uint8Array, start: number, end: number, type: number, prefix: Uint8Array): number {
  if (type === wireType.endOfMibView) return END_OF_VIEW
  if (type === wireType.noSuchObject || type === wireType.noSuchInstance) return ENDED
  const length = prefix.length
  if (end - start <= length) return ENDED
  // Neighbouring columns differ in their last arc.
  for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== prefix[i]) return ENDED
  const index = indexAt(bytes, start + length, end)
  return index >= 0 ? index : NO_ROW
}

/** Cells of an answer that is there as values: a list an OID, as GETBULK and GETNEXT give them. */
export function cellsOf(lists: readonly (readonly Varbind[] | undefined)[]): Cells {
  let at = -1
  const current = () => lists[at % lists.length]?.[Math.floor(at / lists.length)]
  const cells = {
    count: lists.reduce((sum, list) => sum + (list?.length ?? 0), 0),
    place: ENDED,
    field: undefined as FieldValue | undefined,
    skip: () => ++at >= 0 && current() !== undefined,
    next(column: ColumnKey): boolean {
      if (!cells.skip()) return false
      const varbind = current()!
      cells.place = placeIn(varbind, column.prefix)
      cells.field = cells.place >= 0 ? fieldOf(varbind, column.type) : undefined
      return true
    },
  }
  return cells
}

function placeIn(varbind: Varbind, prefix: string): number {
  if (varbind.type === wireType.endOfMibView) return END_OF_VIEW
  if (isException(varbind) || !varbind.oid.startsWith(prefix)) return ENDED
  const index = varbind.oid.slice(prefix.length)
  return /^\d{1,10}$/.test(index) ? Number(index) : NO_ROW
}
