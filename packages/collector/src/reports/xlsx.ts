import { wallClock } from '@vonggac/model'
import writeXlsxFile, { type CellObject, type Sheet } from 'write-excel-file/node'
import type { Cell, Table } from './sla-tables.ts'

/** Widest column, in characters. */
const MAX_WIDTH = 48
/** Longest name that a sheet may have. */
const MAX_SHEET_NAME = 31

/** Tables as a workbook, a sheet each. Texts are texts whatever they begin with: nothing in it is a formula. */
export async function xlsxOf(tables: readonly Table[], timezone: string): Promise<Buffer> {
  const sheets = tables.map(
    ({ title, head, rows }): Sheet<never> => ({
      sheet: title.replace(/[\\/?*[\]:]/g, ' ').slice(0, MAX_SHEET_NAME),
      data: [head.map(headCell), ...rows.map((row) => row.map((cell) => cellOf(cell, timezone)))],
      columns: head.map((text, i) => ({ width: widthOf([text, ...rows.map((row) => row[i] ?? null)]) })),
      stickyRowsCount: 1,
      orientation: 'landscape',
    }),
  )
  return writeXlsxFile(sheets).toBuffer()
}

const headCell = (text: string): CellObject => ({
  value: printable(text),
  type: String,
  fontWeight: 'bold',
  wrap: true,
  backgroundColor: '#dfe7ef',
})

function cellOf(cell: Cell, timezone: string): CellObject | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'number') return { value: cell, type: Number }
  if (typeof cell === 'string') return { value: printable(cell), type: String }
  // A spreadsheet knows no zones: it gets what the clocks on the wall show.
  return { value: new Date(wallClock(timezone, cell.at)), type: Date, format: 'dd/mm/yyyy hh:mm:ss' }
}

/** XML has no control characters but tab and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in it
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')

function widthOf(cells: readonly Cell[]): number {
  const widths = cells.map((cell) => (typeof cell === 'object' && cell !== null ? 19 : String(cell ?? '').length))
  return Math.min(MAX_WIDTH, widths.reduce((most, width) => Math.max(most, width), 8) + 2)
}
