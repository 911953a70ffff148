import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkLines, encodePoints, goodLines, parseLines, parseLinesOf, tagText } from '../line-protocol.ts'
import { type Point, Unsigned } from '../point.ts'
import { anyBody, anyPoint, canonical } from './testing/arbitrary.ts'

const now = 1_790_000_000_000
const one = (line: string) => {
  const { points, errors } = parseLines(line, { now })
  expect(errors).toEqual([])
  expect(points).toHaveLength(1)
  return points[0]!
}

describe('a good line', () => {
  test.for<[string, Partial<Point>]>([
    ['m v=1 5000001', { measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: 5, nanos: 1 }],
    ['m v=1', { timestamp: now }],
    ['m v=1   ', { timestamp: now }],
    ['  \tm \t v=1 \t 2000000  ', { timestamp: 2 }],
    ['m v=1 -1', { timestamp: -1, nanos: 999_999 }],
    ['m v=1 -1000000', { timestamp: -1 }],
    ['m v=1 9223372036854775806', { timestamp: 9_223_372_036_854, nanos: 775_806 }],
    ['m v=1 0000000000000000000001000000', { timestamp: 1 }],
    ['m v=9223372036854775807i,w=-9223372036854775808i', { fields: { v: 2n ** 63n - 1n, w: -(2n ** 63n) } }],
    ['m v=18446744073709551615u,w=0u', { fields: { v: new Unsigned(2n ** 64n - 1n), w: new Unsigned(0n) } }],
    ['m v=00000000000000000000000000007i', { fields: { v: 7n } }],
    [
      'm a=-0,b=-.5,c=1.,d=1e3,e=1E-7,f=1.5e+2,g=0.1,h=123456789.123456789',
      {
        fields: { a: -0, b: -0.5, c: 1, d: 1000, e: 1e-7, f: 150, g: 0.1, h: 123456789.12345679 },
      },
    ],
    [
      'm a=t,b=T,c=true,d=True,e=TRUE,f=f,g=F,h=false,i=False,j=FALSE',
      {
        fields: { a: true, b: true, c: true, d: true, e: true, f: false, g: false, h: false, i: false, j: false },
      },
    ],
    ['m s="a\\"b\\\\c\\d,e f=g\nh"', { fields: { s: 'a"b\\c\\d,e f=g\nh' } }],
    ['m s="",t="Đường truyền 🛰"', { fields: { s: '', t: 'Đường truyền 🛰' } }],
    [
      'm\\,\\ x=y,t\\,\\ \\=k=v\\,\\ \\=w\\x f\\,\\ \\=\\"=1',
      {
        measurement: 'm, x=y',
        tags: { 't, =k': 'v, =w\\x' },
        fields: { 'f, ="': 1 },
      },
    ],
    ['m,b=2,a=1 v=1', { tags: { a: '1', b: '2' } }],
    ['m,a==x v=1', { tags: { a: '=x' } }],
    ['m,__proto__=a __proto__=1', { tags: JSON.parse('{"__proto__":"a"}'), fields: JSON.parse('{"__proto__":1}') }],
    ['m v=1,v=2', { fields: { v: 2 } }],
    ['m v=1 1000000\r\n', { timestamp: 1 }],
    ['m v="x"\r', { fields: { v: 'x' } }],
  ])('%j', ([line, point]) => {
    expect(one(line)).toMatchObject(point)
  })
})

describe('a bad line', () => {
  test.for([
    [',a=b v=1', 'missing measurement'],
    ['m', 'missing fields'],
    ['m ', 'missing fields'],
    ['m,a=b', 'missing fields'],
    ['m,=b v=1', 'missing tag key'],
    ['m, v=1', 'missing tag key'],
    ['m,a v=1', 'missing tag value'],
    ['m,a= v=1', 'missing tag value'],
    ['m,a=b\\', 'missing fields'],
    ['m,a=b\\ v=1', 'invalid tag format'],
    ['m,a=b=c v=1', 'invalid tag format'],
    ['m,a=1,a=2 v=1', 'duplicate tags'],
    ['m,b=1,a=1,b=2 v=1', 'duplicate tags'],
    ['m =1', 'missing field key'],
    ['m v=', 'missing field value'],
    ['m v=,w=1', 'missing field value'],
    ['m v', 'invalid field format'],
    ['m v=1,', 'invalid field format'],
    ['m v=1,w', 'invalid field format'],
    ['m a\\\\,b=1', 'invalid field format'],
    ['m v="a"b', 'invalid field format'],
    ['m v="a', 'unbalanced quotes'],
    ['m v=NaN', 'invalid number'],
    ['m v=-Inf', 'invalid number'],
    ['m v=Inf', 'invalid boolean'],
    ['m v=+1', 'invalid boolean'],
    ['m v=1.2.3', 'invalid number'],
    ['m v=-', 'invalid number'],
    ['m v=.', 'invalid number'],
    ['m v=1e', 'invalid number'],
    ['m v=0x10', 'invalid number'],
    ['m v=1.0i', 'invalid number'],
    ['m v=-1u', 'invalid number'],
    ['m v=9223372036854775808i', 'value out of range'],
    ['m v=-9223372036854775809i', 'value out of range'],
    ['m v=18446744073709551616u', 'value out of range'],
    ['m v=1e999', 'value out of range'],
    ['m v=tRUE', 'invalid boolean'],
    ['m v=truely', 'invalid boolean'],
    ['m v=1 x', 'bad timestamp'],
    ['m v=1 -', 'bad timestamp'],
    ['m v=1 1.5', 'bad timestamp'],
    ['m v=1 1 2', 'point is invalid: something follows the timestamp'],
    ['m v=1 9223372036854775807', 'time outside range -9223372036854775806 - 9223372036854775806'],
    ['m v=1 99999999999999999999', 'time outside range -9223372036854775806 - 9223372036854775806'],
    [
      `m,a=${'x'.repeat(66_000)} v=1`,
      'max key length exceeded: series key and field key together are over 65535 bytes',
    ],
    [`m v="${'x'.repeat(1_048_576)}"`, 'line too long: over 1048576 bytes'],
    [`m${Array.from({ length: 257 }, (_, i) => `,t${i}=x`).join('')} v=1`, 'too many tags: over 256'],
  ] as const)('%j', ([line, reason]) => {
    const { points, errors } = parseLines(`good v=1\n${line}`, { now })
    expect(errors).toEqual([{ line: 2, text: expect.any(String), reason }])
    expect(points).toHaveLength(1)
  })

  test('that is not UTF-8 is reported, the others are kept', () => {
    const body = Buffer.from('a v="\xff" 1\nb v="Ð" 2\nc v=1 3', 'latin1')
    expect(parseLines(body, { now })).toMatchObject({
      errors: [{ line: 1, reason: 'invalid UTF-8' }, { line: 2 }],
      points: [{ measurement: 'c' }],
    })
  })

  test('is named by the number and the start of its line, seeing newlines inside strings and blank lines', () => {
    const { errors } = parseLines(
      `# a comment with "quotes" a="\r\n\r\na v="1\n2\\\n3"\n\nbad\nb v=1\n${'x'.repeat(500)}`,
      { now },
    )
    expect(errors.map(({ line, text }) => [line, text.length])).toEqual([
      [7, 3],
      [9, 121],
    ])
  })

  test('swallows what a string that never ends holds, so that text in a string cannot become a line', () => {
    expect(parseLines('a v=1\nb v="x\ncheck v=1\n', { now })).toMatchObject({
      points: [{ measurement: 'a' }],
      failed: 1,
    })
  })

  test('is described at most a hundred times, and counted always', () => {
    const checked = checkLines(Buffer.from('x\n'.repeat(1_000)))
    expect([checked.lines, checked.errors.length, checked.failed, checked.bad]).toEqual([1_000, 100, 1_000, [0, 2_000]])
  })
})

test.for([
  ['us', 1_500, 1, 500_000],
  ['ms', 7, 7, undefined],
  ['s', -7, -7_000, undefined],
  ['m', 2, 120_000, undefined],
  ['h', 1, 3_600_000, undefined],
] as const)('a timestamp in %s', ([precision, stamp, timestamp, nanos]) => {
  const { points } = parseLines(`m v=1 ${stamp}`, { precision, now })
  expect(points[0]).toEqual({ measurement: 'm', tags: {}, fields: { v: 1 }, timestamp, ...(nanos && { nanos }) })
})

test.for([
  ['ns', 1n],
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
] as const)('a timestamp in %s is in range exactly when its nanoseconds are', ([precision, ns]) => {
  const limit = 2n ** 63n - 2n
  const digits = fc.stringMatching(/^(0{0,3}[1-9]|9|8|)[0-9]{1,19}$/)
  const nearTheLimit = fc.bigInt({ min: -2_000n, max: 2_000n }).map((by) => String(limit / ns + by))
  fc.assert(
    fc.property(fc.oneof(digits, nearTheLimit), fc.constantFrom('', '-'), (stamp, sign) => {
      const inRange = BigInt(stamp) * ns <= limit
      expect(checkLines(Buffer.from(`m v=1 ${sign}${stamp}`), { precision }).failed).toBe(inRange ? 0 : 1)
    }),
    { numRuns: 500 },
  )
})

test('the range of the timestamp goes with the precision', () => {
  const body = Buffer.from('m v=1 9223372036854775806')
  for (const precision of ['us', 'ms', 's', 'm', 'h'] as const) expect(checkLines(body, { precision }).failed).toBe(1)
  expect(checkLines(Buffer.from('m v=1 9223372036'), { precision: 's' }).failed).toBe(0)
  expect(checkLines(Buffer.from('m v=1 9223372037'), { precision: 's' }).failed).toBe(1)
})

test.for<[string, Partial<Point>, RegExp]>([
  ['no fields', { fields: {} }, /needs a field/],
  ['a newline in a tag', { tags: { a: 'b\nc' } }, /cannot say the tag "b\\nc"/],
  ['a tag that ends in a backslash', { tags: { a: 'C:\\' } }, /cannot say/],
  ['an empty measurement', { measurement: '' }, /cannot say/],
  ['a measurement like a comment', { measurement: '#x' }, /cannot say/],
  ['an empty field key', { fields: { '': 1 } }, /cannot say/],
  ['a field key that reads two ways', { fields: { 'a\\,b': 1 } }, /cannot say/],
  ['NaN', { fields: { v: Number.NaN } }, /NaN/],
  ['infinity', { fields: { v: Infinity } }, /Infinity/],
  ['an integer beyond 64 bits', { fields: { v: 2n ** 63n } }, /beyond 64 bits/],
  ['an unsigned below zero', { fields: { v: new Unsigned(-1n) } }, /beyond 64 bits/],
  ['undefined', { fields: { v: undefined as unknown as number } }, /no field value/],
  ['half a millisecond', { timestamp: 0.5 }, /no time/],
  ['a time beyond the range', { timestamp: 9_223_372_036_855 }, /out of range/],
])('encoding refuses %s', ([, part, message]) => {
  const point = { measurement: 'm', tags: {}, fields: { v: 1 }, timestamp: 0, ...part }
  expect(() => encodePoints([point])).toThrow(TypeError)
  expect(() => encodePoints([point])).toThrow(message)
})

test('tagText makes any text a tag value', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '\n', ' ', '\r') }), (text) => {
      encodePoints([{ measurement: 'm', tags: { t: tagText(text) }, fields: { v: 1 }, timestamp: 0 }])
    }),
  )
})

test('what is encoded decodes to the same points', () => {
  fc.assert(
    fc.property(fc.array(anyPoint, { maxLength: 5 }), (points) => {
      const text = encodePoints(points)
      for (const body of [text, Buffer.from(text)]) {
        const parsed = parseLines(body, { now })
        expect(parsed.errors).toEqual([])
        expect(parsed.points).toEqual(points.map(canonical))
      }
    }),
    { numRuns: 1_000 },
  )
})

test('checking and parsing agree about any body, and what is left after cutting is all good', () => {
  fc.assert(
    fc.property(anyBody, fc.constantFrom('ns', 'us', 'ms', 's', 'm', 'h'), (body, precision) => {
      const checked = checkLines(body, { precision })
      const { points, ...parsed } = parseLines(body, { precision, now })
      expect(parsed).toEqual(checked)
      expect(points).toHaveLength(checked.lines - checked.failed)
      const rest = goodLines(body, checked)
      expect(parseLines(rest, { precision, now })).toMatchObject({ points, failed: 0 })
    }),
    { numRuns: 5_000 },
  )
})

test('parseLinesOf gives what parseLines gives, of one measurement', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          anyPoint,
          anyPoint.map((p) => ({ ...p, measurement: 'check' })),
        ),
        { maxLength: 8 },
      ),
      (points) => {
        const body = `# "note" a="\n\n${encodePoints(points)}`
        const wanted = parseLines(body, { now }).points.filter((p) => p.measurement === 'check')
        expect(parseLinesOf('check', body, { now }).points).toEqual(wanted)
      },
    ),
    { numRuns: 1_000 },
  )
})
