/** Why a line is refused, in InfluxDB's words where it has any. The scanners return the code as a negative position. */
export const reasons = {
  measurement: [-1, 'missing measurement'],
  fields: [-2, 'missing fields'],
  tagKey: [-3, 'missing tag key'],
  tagValue: [-4, 'missing tag value'],
  tagFormat: [-5, 'invalid tag format'],
  duplicateTags: [-6, 'duplicate tags'],
  fieldKey: [-7, 'missing field key'],
  fieldValue: [-8, 'missing field value'],
  fieldFormat: [-9, 'invalid field format'],
  quotes: [-10, 'unbalanced quotes'],
  number: [-11, 'invalid number'],
  boolean: [-12, 'invalid boolean'],
  range: [-13, 'value out of range'],
  timestamp: [-14, 'bad timestamp'],
  timeRange: [-15, 'time outside range -9223372036854775806 - 9223372036854775806'],
  trailing: [-16, 'point is invalid: something follows the timestamp'],
  keyLength: [-17, 'max key length exceeded: series key and field key together are over 65535 bytes'],
  lineLength: [-18, 'line too long: over 1048576 bytes'],
  tagCount: [-19, 'too many tags: over 256'],
  utf8: [-20, 'invalid UTF-8'],
} as const

const texts = Object.values(reasons).map(([, text]) => text)

/** The words for a scanner's negative result. */
export const reasonOf = (code: number): string => texts[-code - 1] ?? 'invalid line'

const code = <K extends keyof typeof reasons>(key: K): number => reasons[key][0]

export const NO_MEASUREMENT = code('measurement')
export const NO_FIELDS = code('fields')
export const NO_TAG_KEY = code('tagKey')
export const NO_TAG_VALUE = code('tagValue')
export const BAD_TAG = code('tagFormat')
export const DUPLICATE_TAGS = code('duplicateTags')
export const NO_FIELD_KEY = code('fieldKey')
export const NO_FIELD_VALUE = code('fieldValue')
export const BAD_FIELD = code('fieldFormat')
export const BAD_QUOTES = code('quotes')
export const BAD_NUMBER = code('number')
export const BAD_BOOLEAN = code('boolean')
export const OUT_OF_RANGE = code('range')
export const BAD_TIMESTAMP = code('timestamp')
export const TIME_RANGE = code('timeRange')
export const TRAILING = code('trailing')
export const KEY_TOO_LONG = code('keyLength')
export const LINE_TOO_LONG = code('lineLength')
export const TOO_MANY_TAGS = code('tagCount')
export const BAD_UTF8 = code('utf8')
