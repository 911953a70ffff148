import { momentText } from './report-text.ts'
import type { Cell, Table } from './sla-tables.ts'

/** Spreadsheets take a file without it for one of their own character set. */
const BYTE_ORDER_MARK = '\ufeff'

/** A table as CSV (RFC 4180). A text that a spreadsheet would run as a formula is made a text by an apostrophe. */
export const csvOf = ({ head, rows }: Pick<Table, 'head' | 'rows'>, timezone: string): string =>
  BYTE_ORDER_MARK + [head, ...rows].map((row) => `${row.map((cell) => field(cell, timezone)).join(',')}\r\n`).join('')

function field(cell: Cell, timezone: string): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') return momentText(cell.at, timezone)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
