import { ROWS_SPAN_MS, type RowsQuery, type StoredRow } from '../store.ts'
import type { Connection } from './connection.ts'
import { rowsStatement } from './influxql.ts'

/** Reads points as they were written, a span of time after the other: one answer is never more than that. */
export async function* readRows(
  connection: Connection,
  database: string,
  query: RowsQuery,
): AsyncGenerator<readonly StoredRow[]> {
  const bounds = await boundsOf(connection, database, query)
  for (let from = bounds.from; from < bounds.to; from += ROWS_SPAN_MS) {
    const statement = rowsStatement({ ...query, from, to: Math.min(from + ROWS_SPAN_MS, bounds.to) }, database)
    if (statement === undefined) return
    const [found] = await connection.select(statement)
    if (found && found.values.length > 0) yield found.values as unknown as readonly StoredRow[]
  }
}

/** Without the time before the first and after the last point, so that asking for all time is no long walk. */
async function boundsOf(
  connection: Connection,
  database: string,
  query: RowsQuery,
): Promise<{ from: number; to: number }> {
  const nothing = { from: query.to, to: query.to }
  const statement = rowsStatement(query, database)
  if (statement === undefined) return nothing
  const timeOf = async (order: 'ASC' | 'DESC') => {
    const [found] = await connection.select(statement.replace(/ASC$/, `${order} LIMIT 1`))
    return found?.values[0]?.[0] as number | undefined
  }
  const [first, last] = [await timeOf('ASC'), await timeOf('DESC')]
  return first === undefined || last === undefined ? nothing : { from: first, to: last + 1 }
}
