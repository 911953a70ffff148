import { spawnSync } from 'node:child_process'

/** A cell as openpyxl understands it. */
export interface WorkbookCell {
  /** A number; a text; a moment without a zone, `2026-10-05T08:30:07`; `null`. */
  readonly value: string | number | null
  /** `n` number, `s` text, `d` date, `f` formula, `b`, `e`: openpyxl's data types. */
  readonly type: string
  readonly format: string
  readonly bold: boolean
}
export interface WorkbookSheet {
  readonly title: string
  /** The first cell that scrolls: `A2`. */
  readonly frozen: string | null
  /** Of the columns, in characters. */
  readonly widths: readonly number[]
  readonly rows: readonly (readonly WorkbookCell[])[]
}

const SCRIPT = `
import datetime, io, json, sys
import openpyxl
book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
def plain(value):
    return value.isoformat() if isinstance(value, (datetime.datetime, datetime.date, datetime.time)) else value
json.dump([{
    'title': sheet.title,
    'frozen': sheet.freeze_panes,
    'widths': [sheet.column_dimensions[openpyxl.utils.get_column_letter(i + 1)].width for i in range(sheet.max_column)],
    'rows': [[{'value': plain(cell.value), 'type': cell.data_type, 'format': cell.number_format, 'bold': bool(cell.font.b)}
              for cell in row] for row in sheet.iter_rows()],
} for sheet in book.worksheets], sys.stdout)
`

/** Reads a workbook with a program that is not ours. Throws when it is none. */
export function readWorkbook(workbook: Uint8Array): WorkbookSheet[] {
  // Debian's own interpreter: another one in the path would not find Debian's packages.
  const { status, stdout, stderr, error } = spawnSync('/usr/bin/python3', ['-c', SCRIPT], {
    input: workbook,
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  })
  if (error || /No module named 'openpyxl'/.test(stderr))
    throw new Error('openpyxl is needed to read workbooks; it is in the Debian package python3-openpyxl', {
      cause: error ?? stderr,
    })
  if (status !== 0) throw new Error(`openpyxl cannot read it: ${stderr}`)
  return JSON.parse(stdout) as WorkbookSheet[]
}
