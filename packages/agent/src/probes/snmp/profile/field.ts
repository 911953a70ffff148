import type { FieldValue, ProfileFilter, ProfileValue } from '@vonggac/model'
import { fieldOf, textOf, type Varbind } from '../value.ts'
import type { Gathered } from './gather.ts'
import { isScalar } from './needs.ts'

/** The value of an OID: a single one, or that of a column in the row `index`. */
export const cell = ({ scalars, columns }: Gathered, oid: string, index: string): Varbind | undefined =>
  isScalar(oid) ? scalars.get(oid) : columns.get(oid)?.get(index)

/** The number in a value, also where the device sends it as text such as `43.5 C`; `undefined` where there is none. */
export function numberOf(varbind: Varbind | undefined): number | undefined {
  if (!varbind) return undefined
  const field = fieldOf(varbind, 'integer')
  if (typeof field === 'bigint') return Number(field)
  if (typeof field === 'number') return field
  if (typeof field === 'object') return Number(field.value)
  const text = varbind.value instanceof Uint8Array ? textOf(varbind.value) : String(varbind.value ?? '')
  const number = /^\s*([+-]?\d+(?:\.\d+)?)(?![\d.])/.exec(text)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** The text of a value, without what surrounds it; `undefined` where it is empty. */
export function textIn(varbind: Varbind | undefined): string | undefined {
  if (!varbind) return undefined
  const field = fieldOf(varbind, 'string')
  return field === undefined ? undefined : String(field).trim() || undefined
}

/** A value as its profile wants it; `undefined` where the device does not say it or it cannot be worked out. */
export function profileField(value: ProfileValue, gathered: Gathered, index: string): FieldValue | undefined {
  const varbind = cell(gathered, value.oid, index)
  if (value.as === 'text') return textIn(varbind)
  if (value.as === 'integer') {
    const field = varbind && fieldOf(varbind, 'integer')
    return typeof field === 'bigint' || typeof field === 'object' ? field : undefined
  }
  const read = (oid: string) => numberOf(cell(gathered, oid, index))
  return computed(value, numberOf(varbind), read)
}

/** Of what was read: from − value, × scale × times, per cent of (percentOf + plus's own part). All in floating point. */
export function computed(
  { scale = 1, times, percentOf, from, plus }: ProfileValue,
  raw: number | undefined,
  read: (oid: string) => number | undefined,
): number | undefined {
  const operand = (oid: string | undefined, without: number) => (oid === undefined ? without : read(oid))
  const minuend = operand(from, Number.NaN)
  const factor = operand(times, 1)
  if (raw === undefined || minuend === undefined || factor === undefined) return undefined
  const value = (from === undefined ? raw : minuend - raw) * scale * factor
  if (percentOf === undefined) return finite(value)
  const whole = read(percentOf)
  const more = operand(plus, 0)
  if (whole === undefined || more === undefined || whole + more <= 0) return undefined
  return finite((100 * value) / ((whole + more) * scale * factor))
}

const finite = (value: number): number | undefined =>
  Number.isFinite(value) ? Number(value.toPrecision(12)) : undefined

/** Whether a row is kept. */
export const keeps = (where: ProfileFilter | undefined, gathered: Gathered, index: string): boolean => {
  if (!where) return true
  const varbind = cell(gathered, where.oid, index)
  if (!varbind) return false
  const text = textIn(varbind)
  return text !== undefined && where.in.includes(text)
}
