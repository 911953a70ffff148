import type { FieldValue } from '@vonggac/model'
import { type Cells, END_OF_VIEW, ENDED } from './cells.ts'
import type { Column } from './columns.ts'

/** Rows of the interface tables by ifIndex; a row has what was read, by column name. */
export type Rows = Map<number, Map<string, FieldValue>>

/** One request to send: what follows the last index seen of each column. */
export interface BulkRequest {
  readonly repetitions: number
  readonly cursors: readonly Cursor[]
}

/** How far a column has been read. */
export interface Cursor {
  readonly column: Column
  /** The last ifIndex that was read, -1 for none. */
  last: number
  /** Values read so far. */
  count: number
  /** `broken`: given up before its end. */
  state: 'open' | 'ended' | 'broken'
  /** Whether the device ended it by saying that nothing at all follows. */
  endOfView: boolean
  /** Asked last time, but the answer ended before it. */
  left: boolean
  /** Times in a row that it was asked and nothing at all came. */
  ignored: number
}

/** How large answers may be: learnt from a device's answers, kept between polls. */
export interface Sizing {
  /** Bytes of an answer for each of its values. */
  bytesPerValue: number
  /** Most values asked at once: halved when the device says that an answer would be too big. */
  maxValues: number
  /** Whether the device ever answered a GETBULK. */
  bulkWorks: boolean
}

/** An answer of up to this many bytes travels unfragmented, even over PPPoE (1,492 less 28 of IP and UDP). */
export const ANSWER_BYTES = 1_452
/** Net-SNMP answers at most 100 values; some devices choke far below that, which refusals and timeouts tell. */
export const MAX_VALUES = 100
/** More interfaces than the largest router has: a walk that goes on past it never ends. */
export const MAX_ROWS = 8_192
/** What an answer takes beside its values; of v3 the rest counts as part of the values. */
const HEADER_BYTES = 40
/** What a value takes before anything is known about the device. */
const GUESSED_BYTES = 24
/** A column that is asked and ignored this often is given up. */
const MAX_IGNORED = 2
/** Requests a walk spends on columns that ended too early. */
const MAX_RESUMPTIONS = 100

/** What is assumed about a device that has not answered yet. */
export const newSizing = (): Sizing => ({ bytesPerValue: GUESSED_BYTES, maxValues: MAX_VALUES, bulkWorks: false })

/**
 * Reads several columns side by side, each at its own pace: what to ask next, and what the answers mean. No I/O.
 * Columns end at different rows, have holes, are cut off by short answers or go round in circles: each has its cursor.
 */
export class Walk {
  readonly rows: Rows
  readonly #cursors: Cursor[]
  readonly #sizing: Sizing
  readonly #expectedRows: number
  #resumptions = 0

  /** `expectedRows` is what the last walk found, 0 for unknown: it saves asking beyond the end. `rows` are added to. */
  constructor(
    columns: readonly Column[],
    sizing: Sizing,
    { rows = new Map(), expectedRows = 0 }: { rows?: Rows; expectedRows?: number } = {},
  ) {
    this.rows = rows
    this.#sizing = sizing
    this.#expectedRows = expectedRows
    this.#cursors = columns.map((column) => ({
      column,
      last: -1,
      count: 0,
      state: 'open',
      endOfView: false,
      left: false,
      ignored: 0,
    }))
  }

  /**
   * The next request, or `undefined` when every column is read or given up. `reserved` values go elsewhere in it;
   * `rows` is how many of a column an answer can have, where the device has no GETBULK.
   */
  next({ reserved = 0, rows }: { reserved?: number; rows?: number | undefined } = {}): BulkRequest | undefined {
    let open = this.#cursors.filter(({ state }) => state === 'open')
    if (open.length === 0) open = this.#resumed()
    if (open.length === 0) return undefined
    const { bytesPerValue, maxValues } = this.#sizing
    const fitting = Math.floor((ANSWER_BYTES - HEADER_BYTES) / bytesPerValue)
    const budget = Math.max(1, Math.min(maxValues, fitting) - reserved)
    // Those that an answer left out go next and by themselves, so that they cannot be cut off again.
    const left = open.filter((cursor) => cursor.left)
    const cursors = (left.length > 0 ? left : open).slice(0, budget)
    return {
      repetitions: rows ?? this.#repetitions(cursors, Math.max(1, Math.floor(budget / cursors.length))),
      cursors,
    }
  }

  /** Takes an answer in. `bytes` is the size of the datagram that brought it. */
  accept({ cursors }: BulkRequest, cells: Cells, bytes: number): void {
    for (const cursor of cursors) {
      cursor.left = true
      cursor.ignored = cells.count > 0 ? 0 : cursor.ignored + 1
      if (cursor.ignored > MAX_IGNORED) cursor.state = 'broken'
    }
    for (let i = 0; ; i = i + 1 < cursors.length ? i + 1 : 0) {
      const cursor = cursors[i]!
      const isOpen = cursor.state === 'open'
      if (!(isOpen ? cells.next(cursor.column) : cells.skip())) break
      cursor.left = false
      if (isOpen) this.#take(cursor, cells)
    }
    if (cells.count > 0 && bytes > 0) this.#learn((bytes - HEADER_BYTES) / cells.count)
  }

  /** The device would not answer that: asks for less from now on. A single value that it refuses breaks its column. */
  refuse({ cursors, repetitions }: BulkRequest, divisor = 2): void {
    const asked = cursors.length * repetitions
    if (asked > 1) this.#sizing.maxValues = Math.max(1, Math.floor(asked / divisor))
    else for (const cursor of cursors) cursor.state = 'broken'
  }

  /** Names of the columns that were not read to their end. */
  unfinished(): string[] {
    return this.#cursors.filter(({ state }) => state !== 'ended').map(({ column }) => column.name)
  }

  /** Columns of which there was anything. */
  found(): Column[] {
    return this.#cursors.filter(({ count }) => count > 0).map(({ column }) => column)
  }

  /** Rows a column: as many as fit, spread evenly over the requests that are still needed to see the end. */
  #repetitions(cursors: readonly Cursor[], most: number): number {
    if (this.#expectedRows === 0) return most
    const remaining = this.#expectedRows - Math.max(...cursors.map(({ count }) => count)) + 1
    return remaining <= 1 ? 1 : Math.ceil(remaining / Math.ceil(remaining / most))
  }

  /**
   * Some agents say "end of MIB" for a row that they cannot answer. That is a lie where a later column has values:
   * such a column is taken up again behind the next row that the others have.
   */
  #resumed(): Cursor[] {
    const lying = this.#cursors.filter(({ endOfView, state, count }) => endOfView && state === 'ended' && count > 0)
    if (lying.length === 0 || ++this.#resumptions > MAX_RESUMPTIONS) return []
    const indexes = [...this.rows.keys()].sort((a, b) => a - b)
    for (const cursor of lying) {
      const next = indexes.find((index) => index > cursor.last)
      cursor.endOfView = false
      if (next === undefined || !this.#isFollowed(cursor)) continue
      cursor.last = next
      cursor.state = 'open'
    }
    return lying.filter(({ state }) => state === 'open')
  }

  /** Whether the device showed a value behind the end of this column. */
  #isFollowed({ column }: Cursor): boolean {
    return this.#cursors.some(({ count, column: other }) => count > 0 && compareOids(other.oid, column.oid) > 0)
  }

  #take(cursor: Cursor, { place: index, field }: Cells): void {
    if (index === ENDED || index === END_OF_VIEW) {
      cursor.state = 'ended'
      cursor.endOfView = index === END_OF_VIEW
      return
    }
    let row = this.rows.get(index)
    // An index that does not grow would be walked for ever; one of several parts is not of this table.
    if (index <= cursor.last || cursor.count >= MAX_ROWS || (!row && this.rows.size >= MAX_ROWS)) {
      cursor.state = 'broken'
      return
    }
    cursor.last = index
    cursor.count++
    if (!row) {
      row = new Map<string, FieldValue>()
      this.rows.set(index, row)
    }
    if (field !== undefined) row.set(cursor.column.name, field)
  }

  #learn(bytesPerValue: number): void {
    const before = this.#sizing.bytesPerValue
    // Up at once, down slowly: one answer too big costs more than a few small ones.
    this.#sizing.bytesPerValue = bytesPerValue > before ? bytesPerValue : before * 0.7 + bytesPerValue * 0.3
  }
}

/** The order of the MIB tree. */
function compareOids(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  const at = left.findIndex((arc, i) => arc !== right[i])
  return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1)
}
