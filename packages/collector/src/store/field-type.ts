import { type FieldValue, Unsigned } from '@vonggac/model'

/** The types of InfluxDB's fields, in its words. The index is what the embedded store keeps: add at the end. */
export const fieldTypes = ['float', 'integer', 'unsigned', 'string', 'boolean'] as const
export type FieldType = (typeof fieldTypes)[number]

/** The type that a value gives its field. */
export function typeOf(value: FieldValue): FieldType {
  switch (typeof value) {
    case 'number':
      return 'float'
    case 'bigint':
      return 'integer'
    case 'string':
      return 'string'
    case 'boolean':
      return 'boolean'
    default:
      return 'unsigned'
  }
}

export const isNumeric = (type: FieldType): boolean => type !== 'string' && type !== 'boolean'

const INT64 = 2n ** 63n

/** Why a value can be in no store at all, in InfluxDB's words; `undefined` when it can. */
export function valueFault(value: FieldValue): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is an unsupported value`
  if (typeof value === 'bigint') return value >= -INT64 && value < INT64 ? undefined : 'value out of range'
  if (value instanceof Unsigned) return value.value >= 0n && value.value < 2n * INT64 ? undefined : 'value out of range'
  return undefined
}

/** InfluxDB's message about a value of another type than its field has. */
export const conflict = (measurement: string, field: string, is: FieldType, was: FieldType): string =>
  `field type conflict: input field "${field}" on measurement "${measurement}" is type ${is}, already exists as type ${was}`
