import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ConfigError, type Point, silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Aggregate, SeriesQuery } from '../store.ts'
import { openEmbeddedStore } from './embedded-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 1)
const retention = { raw: 2 * DAY, fiveMinutes: 4 * DAY, oneHour: 8 * DAY }

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vonggac-embedded-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const open = (clock = fakeClock(START)) =>
  openEmbeddedStore({ kind: 'embedded', retention }, { dir, clock, log: silentLog, secret: () => '' })
const point = (timestamp: number, v: number, part: Partial<Point> = {}): Point => ({
  measurement: 'm',
  tags: {},
  fields: { v },
  timestamp,
  ...part,
})
const query = (part: Partial<SeriesQuery> = {}): SeriesQuery => ({
  measurement: 'm',
  field: 'v',
  tags: {},
  groupBy: [],
  from: START - 10 * DAY,
  to: START + 10 * DAY,
  stepMs: HOUR,
  aggregate: 'mean',
  limit: 10_000,
  ...part,
})
/** Looks into the closed store's file. */
function count(table: string): number {
  const db = new DatabaseSync(join(dir, 'store.db'))
  try {
    return (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n
  } finally {
    db.close()
  }
}

test('rollups say the same as the points they were made of, whatever the order, the repeats and the time of the points', async () => {
  const aggregates: Aggregate[] = ['mean', 'max', 'min', 'sum', 'count', 'last']
  const value = fc.record({
    minute: fc.integer({ min: 0, max: 600 }),
    v: fc.integer({ min: -50, max: 50 }),
    site: fc.constantFrom('a', 'b'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(value, { maxLength: 12 }), { maxLength: 5 }), async (batches) => {
      const clock = fakeClock(START + 4 * HOUR)
      await using store = await open(clock)
      const written = new Map<string, { at: number; v: number }>()
      for (const batch of batches) {
        await store.write(batch.map(({ minute, v, site }) => point(START + minute * MINUTE, v, { tags: { site } })))
        for (const { minute, v, site } of batch) written.set(`${site} ${minute}`, { at: START + minute * MINUTE, v })
        await clock.advance(30 * MINUTE)
      }
      for (const stepMs of [5 * MINUTE, HOUR]) {
        for (const aggregate of aggregates) {
          const found = await store.series(query({ stepMs, aggregate, from: START, tags: { site: ['a'] } }))
          expect(found[0]?.points ?? []).toEqual(
            expected(
              [...written].filter(([key]) => key.startsWith('a')).map(([, p]) => p),
              stepMs,
              aggregate,
            ),
          )
        }
      }
      await store.close()
      rmSync(join(dir, 'store.db'))
    }),
    { numRuns: 40 },
  )
})

function expected(points: { at: number; v: number }[], stepMs: number, aggregate: Aggregate): [number, number][] {
  const steps = Map.groupBy(
    points.sort((a, b) => a.at - b.at),
    ({ at }) => at - (at % stepMs),
  )
  return [...steps].map(([at, group]) => {
    const values = group.map(({ v }) => v)
    const sum = values.reduce((a, b) => a + b, 0)
    const value = {
      mean: sum / values.length,
      max: Math.max(...values),
      min: Math.min(...values),
      sum,
      count: values.length,
      last: values.at(-1)!,
    }
    return [at, value[aggregate]]
  })
}

test('points outlive their retention as rollups, then go, and at last their series', async () => {
  const clock = fakeClock(START)
  const store = await open(clock)
  await store.write(
    [0, 10, 70].map((minute) => point(START + minute * MINUTE, minute, { nanos: 5, fields: { v: minute, text: 'x' } })),
  )
  const read = (stepMs?: number) => store.series(query({ stepMs, from: START })).then((found) => found[0]?.points)
  expect(await read()).toHaveLength(3)

  await clock.advance(3 * DAY)
  expect(await read()).toBeUndefined()
  expect(await read(5 * MINUTE)).toEqual([
    [START, 0],
    [START + 10 * MINUTE, 10],
    [START + 70 * MINUTE, 70],
  ])
  await clock.advance(2 * DAY)
  expect(await read(5 * MINUTE)).toEqual([
    [START, 5],
    [START + HOUR, 70],
  ])
  await clock.advance(4 * DAY)
  expect(await read(HOUR)).toBeUndefined()
  await store.close()
  for (const table of ['value', 'five_minutes', 'one_hour', 'dirty', 'series', 'field'])
    expect([table, count(table)]).toEqual([table, 0])
})

test('a field whose series are all gone may have another type', async () => {
  const clock = fakeClock(START)
  await using store = await open(clock)
  await store.write([point(START, 1)])
  expect((await store.write([point(START + 1, 0, { fields: { v: 'x' } })])).rejected).toHaveLength(1)
  await clock.advance(10 * DAY)
  expect(await store.write([point(clock.now(), 0, { fields: { v: 'x' } })])).toEqual({ rejected: [] })
})

test('what is older than the retention of raw points is refused', async () => {
  await using store = await open()
  const { rejected } = await store.write([point(START - 2 * DAY - 1, 1), point(START - 2 * DAY, 2)])
  expect(rejected).toMatchObject([{ point: { fields: { v: 1 } }, reason: 'beyond retention policy: older than 2d' }])
})

test('no slice of retention takes all of a long series', async () => {
  const clock = fakeClock(START)
  const store = await open(clock)
  await store.write(Array.from({ length: 9_000 }, (_, i) => point(START + i, i)))
  await clock.advance(3 * DAY)
  await store.close()
  expect(count('value')).toBe(0)
})

test('unsigned integers keep their size beyond 2^63', async () => {
  const { Unsigned } = await import('@vonggac/model')
  await using store = await open()
  await store.write([1n, 2n ** 64n - 1n].map((v, i) => point(START + i, 0, { fields: { v: new Unsigned(v) } })))
  const read = async (part: Partial<SeriesQuery>) => (await store.series(query(part)))[0]?.points.map(([, v]) => v)
  expect(await read({ stepMs: undefined })).toEqual([1, '18446744073709551615'])
  expect(await read({ aggregate: 'min', from: START, to: START + HOUR })).toEqual([1])
  expect(await read({ aggregate: 'max', from: START, to: START + HOUR })).toEqual([2 ** 64])
  expect(await read({ aggregate: 'max' })).toEqual([2 ** 64])
})

test('a second collector on the same file, a foreign file and a missing directory are said clearly', async () => {
  await using _store = await open()
  await expect(open()).rejects.toThrow(/store\.db: cannot be used as a store: another process is using it/)
  const other = join(dir, 'other')
  const openAt = (path: string) =>
    openEmbeddedStore(
      { kind: 'embedded', retention },
      { dir: path, clock: fakeClock(), log: silentLog, secret: () => '' },
    )
  await (await openAt(other)).close()
  writeFileSync(join(other, 'store.db'), 'this is no database, only some text that is long enough to be looked at')
  await expect(openAt(other)).rejects.toThrow(/no SQLite database/)
  await expect(openAt(join(other, 'store.db'))).rejects.toThrow(ConfigError)
})

test('a file that is damaged behind its first page is said clearly', async () => {
  const store = await open()
  await store.write(Array.from({ length: 200 }, (_, i) => point(START + i, i)))
  await store[Symbol.asyncDispose]()
  const path = join(dir, 'store.db')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0xa5, 4_096))
  await expect(open()).rejects.toThrow(/store\.db: cannot be used as a store: the file is damaged/)
})

test('kill -9 in the middle of writing loses nothing that was acknowledged and leaves no half of a batch', async () => {
  const source = `
    import { openEmbeddedStore } from ${JSON.stringify(new URL('./embedded-store.ts', import.meta.url).href)}
    import { systemClock, silentLog } from ${JSON.stringify(import.meta.resolve('@vonggac/model'))}
    const store = await openEmbeddedStore({ kind: 'embedded', retention: { raw: 9e12, fiveMinutes: 9e12, oneHour: 9e12 } },
      { dir: ${JSON.stringify(dir)}, clock: systemClock, log: silentLog, secret: () => '' })
    for (let batch = 0; ; batch++) {
      await store.write(Array.from({ length: 500 }, (_, i) => ({ measurement: 'm', tags: { i: String(i) }, fields: { v: batch }, timestamp: ${START} + batch * 1000 })))
      process.stdout.write(batch + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
    if (output.length > 60) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const acknowledged = output.trim().split('\n').length
  expect(acknowledged).toBeGreaterThan(10)
  await using store = await open()
  const [found] = await store.series(query({ aggregate: 'count', stepMs: 1_000, from: START, to: START + 5 * HOUR }))
  expect(found!.points.length).toBeGreaterThanOrEqual(acknowledged)
  expect(found!.points.every(([, n]) => n === 500)).toBe(true)
})
