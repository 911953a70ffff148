import { csvOf } from '../csv.ts'
import { momentText } from './report-text.ts'
import type { Table } from './sla-tables.ts'

/** A table as CSV; moments by the clocks of `timezone`. */
export const tableCsv = ({ head, rows }: Pick<Table, 'head' | 'rows'>, timezone: string): string =>
  csvOf([
    head,
    ...rows.map((row) =>
      row.map((cell) => (typeof cell === 'object' && cell !== null ? momentText(cell.at, timezone) : cell)),
    ),
  ])
