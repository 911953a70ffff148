import fc from 'fast-check'
import { type FieldValue, type Point, Unsigned } from '../../point.ts'

/** Characters that matter to line protocol, and some that should not. */
const special = fc.constantFrom(
  ',',
  '=',
  ' ',
  '\\',
  '"',
  '\n',
  '\r',
  '\t',
  '#',
  "'",
  'i',
  'u',
  '0',
  '-',
  '.',
  'đ',
  '🛰',
  '\u0000',
)
const text = fc.string({
  unit: fc.oneof(special, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 8,
})
const name = text.filter((s) => s !== '' && !s.includes('\n') && !s.endsWith('\\') && s.isWellFormed())
const measurement = name.filter((s) => !/^[#\t\0]|\\[,"= ]/.test(s))
const tagText = name.filter((s) => !/(?<!\\)(?:\\\\)*\\[,= ]/.test(s))
const fieldKey = tagText.filter((s) => !/^[\t\0]/.test(s))

const value: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer().map((n) => n / 100),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => new Unsigned(n)),
  text.filter((s) => s.isWellFormed()),
  fc.boolean(),
)

/** Any point that line protocol can say. */
export const anyPoint: fc.Arbitrary<Point> = fc.record({
  measurement,
  tags: fc.dictionary(tagText, tagText, { maxKeys: 4 }),
  fields: fc.dictionary(fieldKey, value, { minKeys: 1, maxKeys: 5 }),
  timestamp: fc.oneof(
    fc.integer({ min: -9_223_372_036_854, max: 9_223_372_036_853 }),
    fc.constantFrom(-1, 0, 1, 999_999_999_999),
  ),
  nanos: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999 })),
})

/** A point as the decoder gives it: no `nanos` of 0, plain objects. */
export function canonical({ measurement, tags, fields, timestamp, nanos }: Point): Point {
  return { measurement, tags: { ...tags }, fields: { ...fields }, timestamp, ...(nanos ? { nanos } : {}) }
}

const scrap = fc.constantFrom(
  'm',
  'm,a=b',
  ',a=b',
  ',b=c',
  ' v=1',
  ' v="x',
  '"',
  '\\',
  '\n',
  '\r\n',
  ' ',
  ',',
  '=',
  'v=1i',
  'u=2u',
  't=true',
  'f=F',
  '-',
  '1e5',
  'NaN',
  '.5',
  '#',
  ' 1700000000000000000',
  ' 9223372036854775807',
  ' 99999',
  '\t',
  'é',
  '\0',
)

/** A body of anything: scraps of line protocol, good lines with a byte changed, plain bytes. */
export const anyBody: fc.Arbitrary<Buffer> = fc.oneof(
  fc.array(scrap, { maxLength: 20 }).map((parts) => Buffer.from(parts.join(''))),
  fc
    .array(
      fc.tuple(
        fc.constantFrom('m v=1', 'm,a=b s="x y",i=1i 5', 'm s="a\nb\\"" 1', 'm,b=1,a=2 v=t'),
        fc.nat(),
        fc.oneof(special, fc.constant('')),
      ),
      { maxLength: 4 },
    )
    .map((lines) =>
      Buffer.from(
        lines
          .map(([line, at, by]) => line.slice(0, at % line.length) + by + line.slice((at % line.length) + 1))
          .join('\n'),
      ),
    ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
)
