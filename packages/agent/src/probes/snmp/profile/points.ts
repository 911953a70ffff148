import type { Fields, FieldValue, Profile, ProfileTable, ProfileValue } from '@vonggac/model'
import type { Measured } from '../../../probe.ts'
import { cell, keeps, profileField, textIn } from './field.ts'
import type { Gathered } from './gather.ts'

/** The points of a profile's single values and tables. Rows whose tags are the same are told apart by their index. */
export function profilePoints({ scalars, tables }: Profile, gathered: Gathered): Measured[] {
  const single = scalars.flatMap(({ measurement, fields }): Measured[] => {
    const values = fieldsOf(fields, gathered, '')
    return values ? [{ measurement, fields: values }] : []
  })
  return [...single, ...tables.flatMap((table) => tablePoints(table, gathered))]
}

function tablePoints({ measurement, tags, fields, where }: ProfileTable, gathered: Gathered): Measured[] {
  const points: Measured[] = []
  const seen = new Set<string>()
  for (const index of rowsOf(fields, gathered)) {
    if (!keeps(where, gathered, index)) continue
    const values = fieldsOf(fields, gathered, index)
    if (!values) continue
    const named = tagsOf(tags, gathered, index)
    const key = JSON.stringify(named)
    points.push({ measurement, tags: seen.has(key) ? { ...named, index } : named, fields: values })
    seen.add(key)
  }
  return points
}

/** Without a text in any of its columns a row is told apart by its index. */
function tagsOf(tags: ProfileTable['tags'], gathered: Gathered, index: string): Record<string, string> {
  const named = Object.entries(tags).flatMap(([key, oid]) => {
    const text = textIn(cell(gathered, oid, index))
    return text === undefined ? [] : [[key, text] as const]
  })
  return named.length === 0 ? { index } : Object.fromEntries(named)
}

/** The rows of a table: those of all columns that its fields begin with, in their order. */
function rowsOf(fields: Readonly<Record<string, ProfileValue>>, { columns }: Gathered): string[] {
  const rows = new Set<string>()
  for (const { oid } of Object.values(fields)) for (const index of columns.get(oid)?.keys() ?? []) rows.add(index)
  return [...rows]
}

function fieldsOf(
  fields: Readonly<Record<string, ProfileValue>>,
  gathered: Gathered,
  index: string,
): Fields | undefined {
  const values: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = profileField(value, gathered, index)
    if (field !== undefined) values[name] = field
  }
  return Object.keys(values).length > 0 ? values : undefined
}
