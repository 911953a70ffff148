import type { DatabaseSync } from 'node:sqlite'
import type { FieldType } from '../field-type.ts'
import { ROWS_SPAN_MS, type RowsQuery, type SeriesValue, type StoredRow } from '../store.ts'
import type { Catalog } from './catalog.ts'
import { matcher, present } from './query.ts'

/** Where the values of one series go. */
interface Column {
  /** Index among the fields that were asked for. */
  readonly field: number
  /** The series that it is a field of, by its tags. */
  readonly series: string
  readonly type: FieldType
}

const SQL = 'SELECT ms, nanos, value FROM value WHERE series = ? AND ms >= ? AND ms < ? ORDER BY ms, nanos'

/** Reads points as they were written; between two batches others get their turn. */
export async function* readRows(db: DatabaseSync, catalog: Catalog, query: RowsQuery): AsyncGenerator<StoredRow[]> {
  const columns = columnsOf(catalog, query)
  if (columns.size === 0) return
  const bounds = boundsOf(db, [...columns.keys()], query)
  for (let from = bounds.from; from < bounds.to; from += ROWS_SPAN_MS) {
    // A report that was begun before the store was closed ends here.
    if (!db.isOpen) throw new Error('the store is closed')
    const rows = span(db, columns, query, { from, to: Math.min(from + ROWS_SPAN_MS, bounds.to) })
    if (rows.length > 0) yield rows
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function columnsOf(catalog: Catalog, { measurement, fields, tags }: RowsQuery): Map<number, Column> {
  const matches = matcher(tags)
  return new Map(
    fields.flatMap((name, field) =>
      catalog
        .find(measurement, name, matches)
        .map(({ id, tags: own, type }) => [id, { field, series: JSON.stringify(own), type }] as const),
    ),
  )
}

/** Without the time before the first and after the last value, so that asking for all time is no long walk. */
function boundsOf(db: DatabaseSync, ids: readonly number[], { from, to }: RowsQuery): { from: number; to: number } {
  const statement = db.prepare(
    'SELECT min(ms) AS first, max(ms) AS last FROM value WHERE series = ? AND ms >= ? AND ms < ?',
  )
  const found = ids.map((id) => statement.get(id, from, to) as { first: number | null; last: number | null })
  const firsts = found.flatMap(({ first }) => first ?? [])
  const lasts = found.flatMap(({ last }) => last ?? [])
  if (firsts.length === 0) return { from: to, to }
  return { from: Math.min(...firsts), to: Math.max(...lasts) + 1 }
}

/** The values of one field of one series in a span, and how far they have been taken. */
interface Reading {
  readonly column: Column
  readonly values: readonly Value[]
  next: number
}
type Value = readonly [ms: number, nanos: number, value: number | bigint | string]

/** Each series is in order of time on disk: they are read one by one and brought together here, which is quicker than sorting. */
function span(
  db: DatabaseSync,
  columns: ReadonlyMap<number, Column>,
  { fields }: RowsQuery,
  { from, to }: { from: number; to: number },
): StoredRow[] {
  const readings = [...columns].map(
    ([id, column]): Reading => ({ column, values: valuesOf(db, id, from, to), next: 0 }),
  )
  const rows: StoredRow[] = []
  for (let ready = earliest(readings); ready.length > 0; ready = earliest(readings)) {
    const at = ready[0]!.values[ready[0]!.next]![0]
    const moment = new Map<string, SeriesValue[]>()
    for (const reading of ready) {
      const { field, series, type } = reading.column
      let values = moment.get(series)
      if (!values) {
        values = fields.map(() => null)
        moment.set(series, values)
      }
      values[field] = present(reading.values[reading.next++]![2], type)
    }
    for (const values of moment.values()) rows.push([at, ...values])
  }
  return rows
}

/** Those whose next value is of the earliest moment. */
function earliest(readings: readonly Reading[]): Reading[] {
  let found: Reading[] = []
  let first: Value | undefined
  for (const reading of readings) {
    const value = reading.values[reading.next]
    if (!value) continue
    const isEarlier = !first || value[0] < first[0] || (value[0] === first[0] && value[1] < first[1])
    if (isEarlier) {
      first = value
      found = [reading]
    } else if (first && value[0] === first[0] && value[1] === first[1]) found.push(reading)
  }
  return found
}

/** As numbers, which is a third of the work; as big integers where one is too large for that. */
function valuesOf(db: DatabaseSync, id: number, from: number, to: number): readonly Value[] {
  const statement = db.prepare(SQL)
  statement.setReturnArrays(true)
  try {
    return statement.all(id, from, to) as unknown as readonly Value[]
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_OUT_OF_RANGE') throw error
    statement.setReadBigInts(true)
    const rows = statement.all(id, from, to) as unknown as [bigint, bigint, bigint | number | string][]
    return rows.map(([ms, nanos, value]) => [Number(ms), Number(nanos), value])
  }
}
