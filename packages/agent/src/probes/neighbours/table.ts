import type { Varbind } from '../snmp/value.ts'

/** Column number → value. */
export type Row = ReadonlyMap<number, Varbind>
/** Rows of a table by their whole index, dotted. */
export type Rows = ReadonlyMap<string, Row>

/** More neighbours than a device has; a device that invents them must not fill the memory. */
export const MAX_ROWS = 512

/** Sorts what was read below a table's entry (`…1.1`) into rows. What lies elsewhere or has no index is left out. */
export function rowsOf(entry: string, varbinds: readonly Varbind[]): Rows {
  const rows = new Map<string, Map<number, Varbind>>()
  for (const varbind of varbinds) {
    if (!varbind.oid.startsWith(`${entry}.`)) continue
    const rest = varbind.oid.slice(entry.length + 1)
    const dot = rest.indexOf('.')
    if (dot < 1) continue
    const index = rest.slice(dot + 1)
    const row = rows.get(index) ?? (rows.size < MAX_ROWS ? new Map<number, Varbind>() : undefined)
    if (!row) continue
    rows.set(index, row)
    row.set(Number(rest.slice(0, dot)), varbind)
  }
  return rows
}

/** The arcs of an index. */
export const arcsOf = (index: string): number[] => index.split('.').map(Number)
