/** Spreadsheets take a file without it for one of their own character set. */
const BYTE_ORDER_MARK = '\ufeff'

/** What stands in a cell; `null` is empty. */
export type CsvCell = string | number | null

/** Rows as CSV (RFC 4180). A text that a spreadsheet would run as a formula is made a text by an apostrophe. */
export const csvOf = (rows: readonly (readonly CsvCell[])[]): string =>
  BYTE_ORDER_MARK + rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')

function field(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
