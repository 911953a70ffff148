import { encodePoints, type FieldValue, type Point, parseLines, Unsigned } from '@vonggac/model'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyPoint } from '../../packages/model/src/line-protocol/testing/arbitrary.ts'
import { type InfluxServer, startInflux } from '../support/influxd.ts'

let server: InfluxServer
let databases = 0
beforeAll(async () => {
  server = await startInflux({ auth: false })
})
afterAll(() => server[Symbol.asyncDispose]())

/** A database of its own, that keeps everything for ever. */
async function database(): Promise<string> {
  const name = `lp${databases++}`
  await server.query(`CREATE DATABASE ${name} WITH DURATION INF SHARD DURATION 520w`)
  return name
}

async function write(db: string, body: Uint8Array | string): Promise<string> {
  const answer = await fetch(`${server.url}/write?db=${db}`, { method: 'POST', body: body as BodyInit })
  if (answer.status === 204) return ''
  return ((await answer.json()) as { error: string }).error
}

/** Everything in a database, as points. Integers exact; times as ns. */
async function readAll(db: string): Promise<Point[]> {
  const body = new URLSearchParams({ q: 'SELECT *::field FROM /.*/ GROUP BY *', db, epoch: 'ns' })
  const text = await (await fetch(`${server.url}/query`, { method: 'POST', body })).text()
  const { results } = JSON.parse(text, (_key, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' ? new Exact(source!) : value,
  ) as Awaited<ReturnType<InfluxServer['query']>>
  return (results[0]?.series ?? []).flatMap(({ name, tags, columns, values }) =>
    values.map((row) => {
      const time = BigInt((row[0] as Exact).digits)
      const nanos = Number(((time % 1_000_000n) + 1_000_000n) % 1_000_000n)
      const fields = Object.fromEntries(
        columns
          .map((key, i) => [key, row[i] as FieldValue])
          .slice(1)
          .filter(([, value]) => value !== null),
      )
      const present = Object.entries(tags ?? {}).filter(([, value]) => value !== '')
      return {
        measurement: name,
        tags: Object.fromEntries(present),
        fields,
        timestamp: Number((time - BigInt(nanos)) / 1_000_000n),
        nanos,
      }
    }),
  )
}

/** A number as it stands in the JSON: a float would round it. */
class Exact {
  readonly digits: string
  constructor(digits: string) {
    this.digits = digits
  }
}

/** Whether InfluxDB's JSON, which writes integers and floats alike, gives the value that was written. */
function same(found: unknown, value: FieldValue): boolean {
  if (!(found instanceof Exact)) return found === value
  return typeof value === 'bigint' ? BigInt(found.digits) === value : Object.is(Number(found.digits), value)
}

const suffixed = <T>(record: Readonly<Record<string, T>>, suffix: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key + suffix, value]))

test('random points come back from InfluxDB as they were encoded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyPoint, { minLength: 20, maxLength: 60 }), async (drawn) => {
      const db = await database()
      // One measurement and own field keys for each, so that neither types nor tags and fields meet, which a query over all
      // measurements cannot tell apart. InfluxDB 1.6 has no unsigned integers.
      const points = drawn
        .filter(({ fields }) => !Object.values(fields).some((value) => value instanceof Unsigned))
        .map((point, i) => ({
          ...point,
          measurement: `${i}${point.measurement}`,
          tags: suffixed(point.tags, 'T'),
          fields: suffixed(point.fields, `F${i}`),
        }))
      expect(await write(db, encodePoints(points))).toBe('')
      const found = new Map((await readAll(db)).map((point) => [point.measurement, point]))
      await server.query(`DROP DATABASE ${db}`)
      for (const { measurement, tags, fields, timestamp, nanos = 0 } of points) {
        const line = encodePoints([{ measurement, tags, fields, timestamp, nanos }])
        const got = found.get(measurement)
        expect({ ...got, fields: undefined }, line).toEqual({
          measurement,
          tags: { ...tags },
          timestamp,
          nanos,
          fields: undefined,
        })
        expect(Object.keys(got!.fields).sort(), line).toEqual(Object.keys(fields).sort())
        for (const [key, value] of Object.entries(fields))
          expect(same(got!.fields[key], value), `${key} of ${line}`).toBe(true)
      }
    }),
    { seed: 1, numRuns: 12, endOnFailure: true },
  )
})

/** Lines that InfluxDB 1.6 takes and we do not, or the other way round, on purpose: see line-protocol.ts. */
const exceptions: readonly (readonly [why: string, is: (line: string, theirs: string) => boolean])[] = [
  ['unsigned integers', (line) => /=\d+u/.test(line)],
  ['CRLF', (line) => line.endsWith('\r')],
  ['a field key of tabs', (line, theirs) => theirs === '' && / [\t\0]+=/.test(line)],
  ['something behind a closing quote', (line, theirs) => theirs === '' && /="(?:[^"\\]|\\.)*"[^ ,]/s.test(line)],
]

const scrap = fc.constantFrom(
  ...[
    'm',
    'm,a=b',
    ',a=b',
    ',b=c',
    ' v=1',
    ' v="x"',
    ' v="x',
    '"',
    '\\',
    ' ',
    ',',
    '=',
    'v=1i',
    'u=2',
    't=true',
    'f=F',
    '-',
    '1e5',
    '1e',
    'NaN',
    'n',
    '.5',
    '.',
  ],
  ...[
    ' 1700000000000000000',
    ' 9223372036854775807',
    ' 99999',
    '\t',
    'é',
    '9223372036854775808i',
    '9223372036854775807i',
    '\\,',
    '\\=',
    '\\ ',
    '\\"',
    'e+',
    'TRUE',
    'tRUE',
    '0x1',
    'i',
    '\r',
  ],
)
const oneLine = fc.oneof(
  fc.array(scrap, { minLength: 1, maxLength: 9 }).map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('m v=1', 'm,a=b s="x y",i=1i 5', 'm,b=1,a=2 v=t 17', 'm,a=b v=-1.5e-7,w=f'),
      fc.nat(),
      fc.nat(3),
      scrap,
    )
    .map(([line, at, cut, by]) => {
      const i = at % (line.length + 1)
      return line.slice(0, i) + by + line.slice(i + cut)
    }),
)

test('what InfluxDB rejects we reject, and the other way round', async () => {
  const db = await database()
  const seen = { agreed: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(oneLine, { minLength: 30, maxLength: 30 }), async (lines) => {
      for (const line of lines) {
        if (/^[\s\0]*(#|$)/.test(line)) continue
        const answer = await write(db, line)
        // A conflict with what stood there before is no fault of the line.
        const theirs = answer.startsWith('partial write') ? '' : answer
        const ours = parseLines(line, { now: Date.now() }).errors[0]?.reason ?? ''
        if (exceptions.some(([, is]) => is(line, theirs))) continue
        expect(
          ours === '',
          `${JSON.stringify(line)}: InfluxDB says ${JSON.stringify(answer)}, we say ${JSON.stringify(ours)}`,
        ).toBe(theirs === '')
        seen[ours === '' ? 'agreed' : 'refused']++
      }
    }),
    { seed: 1, numRuns: 60, endOnFailure: true },
  )
  expect(seen.agreed).toBeGreaterThan(100)
  expect(seen.refused).toBeGreaterThan(300)
})
