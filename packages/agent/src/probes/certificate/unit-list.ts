import { dirname, isAbsolute, join } from 'node:path'
import { ProbeFailure } from '@vonggac/model'
import type { CertificateUnit } from '@vonggac/model/inventory'
import { quoted } from '../quoted.ts'

/** Rows of a list that are read. */
const MAX_ROWS = 1_000
/** Characters of one cell: a certificate in PEM has 2,000. */
const MAX_CELL = 65_536

const COLUMNS = ['unit', 'file', 'pem', 'holder', 'subject', 'serial', 'contact'] as const
type Column = (typeof COLUMNS)[number]

/** A row of a list: a unit whose certificate is expected, or what is wrong with the row. */
export type ListedUnit = CertificateUnit | { readonly line: number; readonly problem: string }

/**
 * Reads a list of certificates: CSV (RFC 4180) with commas, semicolons or tabs, as spreadsheets export it, columns in any order under a
 * line of names. Relative files lie beside the list. Throws a `ProbeFailure('local')` for what is no such list.
 */
export function readUnitList(path: string, bytes: Buffer): ListedUnit[] {
  const [head, ...rows] = readCsv(decode(bytes))
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const wrong = names.find((name) => name !== '' && !COLUMNS.includes(name as Column))
  if (!names.includes('unit') || !(names.includes('file') || names.includes('pem')) || wrong !== undefined)
    throw new ProbeFailure(
      'local',
      `${path}: expected a first line with names of columns, unit and file or pem among ${COLUMNS.join(', ')}; found ${wrong === undefined ? quoted(names.join(', ')) : quoted(wrong)}`,
    )
  if (rows.length > MAX_ROWS) throw new ProbeFailure('local', `${path}: more than ${MAX_ROWS} rows`)
  return rows.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return []
    const value = (name: Column) => cells[names.indexOf(name)]?.trim() || undefined
    return [unitOf(line, value, dirname(path))]
  })
}

function unitOf(line: number, value: (name: Column) => string | undefined, dir: string): ListedUnit {
  const [unit, file, pem] = [value('unit'), value('file'), value('pem')]
  if (unit === undefined) return { line, problem: 'no unit' }
  if ((file === undefined) === (pem === undefined))
    return { line, problem: `${quoted(unit)} has neither file nor pem, or both` }
  const serial = value('serial')
  if (serial !== undefined && !/^[0-9a-f:]{1,64}$/i.test(serial))
    return { line, problem: `the serial number of ${quoted(unit)} is not hexadecimal: ${quoted(serial)}` }
  return {
    unit,
    ...(file !== undefined && { file: isAbsolute(file) ? file : join(dir, file) }),
    pem,
    holder: value('holder'),
    subject: value('subject'),
    serial,
    contact: value('contact'),
  }
}

/** UTF-8 with or without a mark, or UTF-16 as Windows programs write it. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

interface Row {
  /** Where it begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

function readCsv(text: string): Row[] {
  const firstLine = text.split('\n', 1)[0]!
  const separator = [';', '\t'].find((one) => firstLine.includes(one)) ?? ','
  const rows: Row[] = []
  let row: { line: number; cells: string[] } = { line: 1, cells: [] }
  let line = 1
  for (let at = 0; at < text.length; ) {
    const cell = readCell(text, at, separator)
    row.cells.push(cell.value)
    line += cell.lines
    at = cell.next
    if (text[at] === separator) {
      at += 1
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    rows.push(row)
    line += 1
    row = { line, cells: [] }
  }
  return row.cells.length > 0 ? [...rows, row] : rows
}

/** A cell up to the separator or the end of the line behind it. */
function readCell(text: string, at: number, separator: string): { value: string; next: number; lines: number } {
  if (text[at] !== '"') {
    let next = at
    while (next < text.length && text[next] !== separator && text[next] !== '\n' && !text.startsWith('\r\n', next))
      next++
    return { value: text.slice(at, Math.min(next, at + MAX_CELL)), next, lines: 0 }
  }
  let next = at + 1
  while (next < text.length && (text[next] !== '"' || text[next + 1] === '"')) next += text[next] === '"' ? 2 : 1
  const raw = text.slice(at + 1, next)
  let end = next + 1
  // What stands between the closing quote and the separator belongs to nothing.
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && !text.startsWith('\r\n', end)) end++
  return { value: raw.slice(0, MAX_CELL).replaceAll('""', '"'), next: end, lines: raw.split('\n').length - 1 }
}
