import { type Fields, type Point, type Result, type Status, statuses } from '@vonggac/model'
import type { Io } from './command.ts'
import { coloured, resultHead } from './result-text.ts'
import { table } from './table.ts'

const DAY_S = 86_400
/** Characters of a cell, so that a line stays one. */
const MAX_CELL = 44

/** Certificates of files for people: a table, worst first. */
export function certificateText(result: Result, io: Io): string {
  const points = result.points.filter(({ measurement }) => measurement === 'certificate_file')
  if (points.length === 0) return resultHead(result, io)
  const hasUnits = points.some(({ tags }) => tags.unit !== undefined)
  const head = [
    '',
    'days',
    ...(hasUnits ? ['unit'] : []),
    'certificate',
    'issuer',
    'revocation',
    'file',
    'what is wrong',
  ]
  const text = table(
    head,
    points.map((point) => row(point, hasUnits, result.check.target)),
  )
  const [names, ...rows] = text.trimEnd().split('\n')
  // Coloured when it is aligned: escape sequences have no width.
  const lines = rows.map((line, index) => colouredLine(line, points[index]!, io))
  return `${resultHead(result, io)}\n${[names, ...lines].map((line) => `  ${line}\n`).join('')}`
}

function row({ tags, fields }: Point, hasUnits: boolean, dir: string): string[] {
  return [
    verdictOf(fields),
    fields.expiry === undefined ? '–' : String(Math.floor(Number(fields.expiry) / DAY_S)),
    ...(hasUnits ? [cut(tags.unit ?? '–')] : []),
    cut(tags.subject ?? '–'),
    cut(String(fields.issuer ?? '–')),
    revocationOf(fields),
    `${fileOf(tags.path ?? '', dir)}${tags.position === '0' ? '' : ` [${tags.position}]`}`,
    String(fields.verification_error ?? ''),
  ]
}

/** The name of a file as seen from the directory that was asked for. */
const fileOf = (path: string, dir: string): string => (path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path)

const verdictOf = ({ verdict }: Fields): string => String(verdict).replaceAll('_', ' ')

function revocationOf({ revoked, revocation_source: source }: Fields): string {
  if (source === undefined || source === 'none') return '–'
  return `${source === 'crl' ? 'CRL' : 'OCSP'}${revoked ? ': revoked' : ''}`
}

const cut = (text: string): string => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text)

function colouredLine(line: string, { fields }: Point, io: Io): string {
  const verdict = verdictOf(fields)
  const status = statuses[Number(fields.status)] as Status
  return coloured(status, io, verdict) + line.slice(verdict.length)
}
