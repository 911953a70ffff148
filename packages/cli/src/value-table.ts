import { jsonField, type Point } from '@vonggac/model'
import { table } from './table.ts'

/** What was read out of an answer, a line a value; nothing where nothing was. */
export function valueTable(points: readonly Point[]): string[] {
  const rows = points.map(({ tags, fields }) => [
    tags.name ?? '',
    String(jsonField(fields.value ?? fields.text ?? '')),
    VERDICTS[Number(fields.status)] ?? '',
  ])
  return rows.length > 0 ? [table(['value', '', ''], rows)] : []
}

/** By field `status`. */
const VERDICTS = ['', 'warn', 'fail']
