import { type Point, Unsigned } from '@vonggac/model'
import { describe, expect, test, vi } from 'vitest'
import type { CheckResult } from '../../packages/collector/src/api-check-types.ts'
import { readResults } from '../../packages/collector/src/checks/results.ts'
import type { RowsQuery, SeriesQuery, Store, StoredRow } from '../../packages/collector/src/store/store.ts'

/** A store under test, empty at first. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: Store
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>
}

const MINUTE = 60_000
const HOUR = 3_600_000
/** For what a store does by itself after a write. */
const WITHIN = { timeout: 20_000, interval: 50 }

/** What every store has to do, run by each implementation with its own fixture. */
export function storeContract(open: () => Promise<StoreFixture>) {
  // A whole hour, so that steps begin where the test says; within every retention.
  const start = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR
  const point = (part: Partial<Point>): Point => ({
    measurement: 'm',
    tags: {},
    fields: { v: 1 },
    timestamp: start,
    ...part,
  })
  const query = (part: Partial<SeriesQuery>): SeriesQuery => ({
    measurement: 'm',
    field: 'v',
    tags: {},
    groupBy: [],
    from: start - HOUR,
    to: start + 3 * HOUR,
    stepMs: undefined,
    aggregate: 'mean',
    limit: 10_000,
    ...part,
  })
  const ok = { rejected: [] }

  test('gives back every type exactly', async () => {
    await using fixture = await open()
    const fields = {
      float: 0.1 + 0.2,
      tiny: 5e-324,
      negative: -1.5e300,
      whole: 3,
      integer: 7n,
      largest: 2n ** 63n - 1n,
      smallest: -(2n ** 63n),
      unsigned: new Unsigned(2n ** 53n + 1n),
      text: 'Mất kết nối "VNPT" \\ C:\\x, a=b\nhai dòng 🛰',
      empty: '',
      yes: true,
      no: false,
    }
    expect(await fixture.store.write([point({ fields })])).toEqual(ok)
    const read = async (field: string) => (await fixture.store.series(query({ field })))[0]?.points
    const expected = {
      float: 0.1 + 0.2,
      tiny: 5e-324,
      negative: -1.5e300,
      whole: 3,
      integer: 7,
      largest: '9223372036854775807',
      smallest: '-9223372036854775808',
      unsigned: '9007199254740993',
      text: fields.text,
      empty: '',
      yes: true,
      no: false,
    }
    for (const [field, value] of Object.entries(expected)) expect(await read(field), field).toEqual([[start, value]])
  })

  test('writing the same again changes nothing; another value at the same time takes its place', async () => {
    await using fixture = await open()
    const points = [0, 1, 2].map((i) => point({ timestamp: start + i, nanos: i, fields: { v: i } }))
    for (let i = 0; i < 3; i++) expect(await fixture.store.write(points)).toEqual(ok)
    await fixture.store.write([point({ timestamp: start + 1, nanos: 1, fields: { v: 7 } })])
    expect(await fixture.store.series(query({}))).toEqual([
      {
        tags: {},
        points: [
          [start, 0],
          [start + 1, 7],
          [start + 2, 2],
        ],
      },
    ])
  })

  test('keeps points of the same millisecond apart by their nanoseconds', async () => {
    await using fixture = await open()
    await fixture.store.write([point({ nanos: 2, fields: { v: 2 } }), point({ nanos: 1, fields: { v: 1 } })])
    expect(await fixture.store.series(query({}))).toEqual([
      {
        tags: {},
        points: [
          [start, 1],
          [start, 2],
        ],
      },
    ])
  })

  test('refuses exactly the points of another type, with the reason, and keeps the rest', async () => {
    await using fixture = await open()
    await fixture.store.write([point({ fields: { v: 1, w: 1n } })])
    const bad = [
      point({ timestamp: start + 1, fields: { v: 1n } }),
      point({ timestamp: start + 2, fields: { v: 'x', other: 2 } }),
      point({ timestamp: start + 3, tags: { site: 'a' }, fields: { w: true } }),
    ]
    const good = Array.from({ length: 40 }, (_, i) => point({ timestamp: start + 10 + i, fields: { v: i } }))
    const { rejected } = await fixture.store.write([...good.slice(0, 15), bad[0]!, bad[1]!, ...good.slice(15), bad[2]!])
    const conflict = (field: string, is: string, was: string) =>
      `field type conflict: input field "${field}" on measurement "m" is type ${is}, already exists as type ${was}`
    expect(new Set(rejected)).toEqual(
      new Set([
        { point: bad[0], reason: conflict('v', 'integer', 'float') },
        { point: bad[1], reason: conflict('v', 'string', 'float') },
        { point: bad[2], reason: conflict('w', 'boolean', 'integer') },
      ]),
    )
    expect((await fixture.store.series(query({})))[0]?.points).toHaveLength(41)
    expect(await fixture.store.series(query({ field: 'other' }))).toEqual([])
  })

  test('refuses what is beyond retention and what is no value, and keeps the rest', async () => {
    await using fixture = await open()
    const old = point({ timestamp: start - 40 * 24 * HOUR })
    const nan = point({ fields: { v: Number.NaN } })
    const { rejected } = await fixture.store.write([old, nan, point({})])
    expect(rejected).toHaveLength(2)
    expect(rejected.find((r) => r.point === old)?.reason).toMatch(/beyond retention policy/)
    expect(rejected.find((r) => r.point === nan)?.reason).toMatch(/NaN/)
    expect((await fixture.store.series(query({})))[0]?.points).toHaveLength(1)
  })

  test('takes any name', async () => {
    await using fixture = await open()
    const names = ['a b', 'a,b', 'a=b', "it's", '"quoted"', 'a\\b', 'đường truyền', '🛰', '__proto__', 'select', '/.*/']
    const points = names.map((name, i) =>
      point({ measurement: name, tags: { [name]: name, site: 'x' }, fields: { [name]: i } }),
    )
    expect(await fixture.store.write(points)).toEqual(ok)
    for (const [i, name] of names.entries()) {
      const found = await fixture.store.series(
        query({ measurement: name, field: name, tags: { [name]: name, site: ['y', 'x'] }, groupBy: ['site'] }),
      )
      expect(found, name).toEqual([{ tags: { site: 'x' }, points: [[start, i]] }])
    }
  })

  describe('reading', () => {
    const sites = ['hoi-an', 'tam-ky']
    const minutes = (n: number) => Array.from({ length: n }, (_, i) => i)
    const filled = async () => {
      const fixture = await open()
      await fixture.store.write(
        minutes(30).flatMap((i) =>
          sites.map((site, s) =>
            point({
              tags: { site, agent: 'hub' },
              timestamp: start + i * MINUTE,
              fields: { v: i + s * 100, n: BigInt(i), text: `t${i}` },
            }),
          ),
        ),
      )
      await fixture.store.write([point({ tags: { agent: 'hub' }, timestamp: start, fields: { v: -1 } })])
      return fixture
    }

    test('groups by tags, a series without the tag being one with it empty', async () => {
      await using fixture = await filled()
      const found = await fixture.store.series(query({ groupBy: ['site'], to: start + 2 * MINUTE }))
      expect(found).toEqual([
        { tags: { site: '' }, points: [[start, -1]] },
        {
          tags: { site: 'hoi-an' },
          points: [
            [start, 0],
            [start + MINUTE, 1],
          ],
        },
        {
          tags: { site: 'tam-ky' },
          points: [
            [start, 100],
            [start + MINUTE, 101],
          ],
        },
      ])
      expect(await fixture.store.series(query({ groupBy: ['site'], tags: { site: '' } }))).toEqual([found[0]])
      expect(
        await fixture.store.series(query({ groupBy: ['site'], tags: { site: 'hoi-an' }, to: start + 2 * MINUTE })),
      ).toEqual([found[1]])
      expect(await fixture.store.series(query({ tags: { site: [] } }))).toEqual([])
    })

    test.for([
      ['mean', [2, 7]],
      ['max', [4, 9]],
      ['min', [0, 5]],
      ['sum', [10, 35]],
      ['count', [5, 5]],
      ['last', [4, 9]],
    ] as const)('%s of a step', async ([aggregate, values]) => {
      await using fixture = await filled()
      for (const field of ['v', 'n']) {
        const found = await fixture.store.series(
          query({ field, aggregate, stepMs: 5 * MINUTE, tags: { site: 'hoi-an' }, to: start + 10 * MINUTE }),
        )
        expect(found, field).toEqual([{ tags: {}, points: values.map((value, i) => [start + i * 5 * MINUTE, value]) }])
      }
    })

    test('several series that are not grouped become one', async () => {
      await using fixture = await filled()
      const found = await fixture.store.series(
        query({ aggregate: 'mean', stepMs: 2 * MINUTE, tags: { site: sites }, to: start + 4 * MINUTE }),
      )
      expect(found).toEqual([
        {
          tags: {},
          points: [
            [start, 50.5],
            [start + 2 * MINUTE, 52.5],
          ],
        },
      ])
    })

    test('texts have a last one and a count, and no mean', async () => {
      await using fixture = await filled()
      const ask = (aggregate: SeriesQuery['aggregate']) =>
        fixture.store.series(
          query({ field: 'text', aggregate, stepMs: 5 * MINUTE, tags: { site: 'hoi-an' }, to: start + 5 * MINUTE }),
        )
      expect(await ask('last')).toEqual([{ tags: {}, points: [[start, 't4']] }])
      expect(await ask('count')).toEqual([{ tags: {}, points: [[start, 5]] }])
      expect(await ask('mean')).toEqual([])
    })

    test('the limit keeps the last points; the range includes its start and not its end', async () => {
      await using fixture = await filled()
      const ask = (part: Partial<SeriesQuery>) => fixture.store.series(query({ tags: { site: 'hoi-an' }, ...part }))
      expect((await ask({ limit: 2 }))[0]?.points).toEqual([
        [start + 28 * MINUTE, 28],
        [start + 29 * MINUTE, 29],
      ])
      expect((await ask({ limit: 2, stepMs: 10 * MINUTE, aggregate: 'count' }))[0]?.points).toEqual([
        [start + 10 * MINUTE, 10],
        [start + 20 * MINUTE, 10],
      ])
      expect((await ask({ from: start + MINUTE, to: start + 2 * MINUTE }))[0]?.points).toEqual([[start + MINUTE, 1]])
    })

    test('what is not there is empty', async () => {
      await using fixture = await filled()
      expect(await fixture.store.series(query({ measurement: 'nothing' }))).toEqual([])
      expect(await fixture.store.series(query({ field: 'nothing' }))).toEqual([])
      expect(await fixture.store.series(query({ from: start - 2 * HOUR, to: start - HOUR }))).toEqual([])
    })
  })

  test('single results of a check come a page at a time, newest first, each once and whole', async () => {
    await using fixture = await open()
    const { store } = fixture
    const of = (check: string, i: number): Point => ({
      measurement: 'check',
      tags: { check, kind: 'tcp', agent: 'hub' },
      fields: {
        status: BigInt(i % 4),
        duration_ms: i + 0.5,
        error: i % 4 === 2 ? 'timeout' : '',
        detail: `<b>${i}</b> đ`,
      },
      timestamp: start + i * 1_000,
    })
    const numbers = Array.from({ length: 25 }, (_, i) => i)
    expect(await store.write(numbers.flatMap((i) => [of('a/b/c@hub', i), of('a/b/other@hub', i)]))).toEqual(ok)
    const page = (to: number) => readResults(store, { check: 'a/b/c@hub', from: start, to, limit: 10 })
    await vi.waitFor(async () => expect((await page(start + HOUR)).results).toHaveLength(10), WITHIN)
    const seen: CheckResult[] = []
    for (let next: number | null = start + HOUR; next !== null; ) {
      const { results, next: older } = await page(next)
      seen.push(...results)
      next = older
    }
    expect(seen.map(({ at }) => (at - start) / 1_000)).toEqual(numbers.toReversed())
    expect(seen[2]).toEqual({
      at: start + 22_000,
      status: 'fail',
      error: 'timeout',
      detail: '<b>22</b> đ',
      duration_ms: 22.5,
    })
  })

  describe('reading points as they were written', () => {
    const all = async (store: Store, part: Partial<RowsQuery>) => {
      const batches: (readonly StoredRow[])[] = []
      const query = { measurement: 'm', fields: ['v'], tags: {}, from: start - HOUR, to: start + 3 * HOUR, ...part }
      for await (const batch of store.rows(query)) batches.push(batch)
      return batches
    }

    test('gives several fields of a point in one row, and all series that match as one, in order of time', async () => {
      await using fixture = await open()
      await fixture.store.write([
        point({ tags: { c: 'x', host: 'a' }, timestamp: start + 2, fields: { v: 2, n: 2n, t: 'hai' } }),
        point({ tags: { c: 'x', host: 'b' }, timestamp: start + 1, fields: { v: 1.5 } }),
        point({ tags: { c: 'x', host: 'a' }, timestamp: start, fields: { n: 9n, up: true } }),
        point({ tags: { c: 'x', host: 'a' }, timestamp: start + 3, fields: { n: 2n ** 62n } }),
        point({ tags: { c: 'y', host: 'a' }, timestamp: start, fields: { v: 7 } }),
        point({ tags: { c: 'x', host: 'b' }, timestamp: start + 2, nanos: 5, fields: { v: 3 } }),
      ])
      expect((await all(fixture.store, { fields: ['t', 'v', 'n', 'up'], tags: { c: 'x' } })).flat()).toEqual([
        [start, null, null, 9, true],
        [start + 1, null, 1.5, null, null],
        [start + 2, 'hai', 2, 2, null],
        [start + 2, null, 3, null, null],
        [start + 3, null, null, String(2n ** 62n), null],
      ])
    })

    test('includes the start of the range and not its end, and nothing where nothing is', async () => {
      await using fixture = await open()
      await fixture.store.write([0, 1, 2].map((i) => point({ timestamp: start + i, fields: { v: i } })))
      expect((await all(fixture.store, { from: start + 1, to: start + 2 })).flat()).toEqual([[start + 1, 1]])
      expect(await all(fixture.store, { from: start + 3 })).toEqual([])
      expect(await all(fixture.store, { fields: ['nothing'] })).toEqual([])
      expect(await all(fixture.store, { measurement: 'nothing' })).toEqual([])
      expect(await all(fixture.store, { tags: { c: [] } })).toEqual([])
    })

    test('spans days in batches that stay small, and loses nothing at their borders', async () => {
      await using fixture = await open()
      const minutes = 3 * 24 * 60
      const points = Array.from({ length: minutes }, (_, i) =>
        point({ timestamp: start - i * MINUTE, fields: { v: i } }),
      )
      await fixture.store.write(points)
      const batches = await all(fixture.store, { from: start - 4 * 24 * HOUR })
      expect(batches.flat()).toEqual(points.map(({ timestamp, fields }) => [timestamp, fields.v]).reverse())
      expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(6 * 60)
    })

    test('says since when raw points are kept', async () => {
      await using fixture = await open()
      expect(Math.abs(Date.now() - 30 * 24 * HOUR - fixture.store.rawSince())).toBeLessThan(MINUTE)
    })
  })

  test('late data appears in both roll-ups, again and again, and steps without data stay out', async () => {
    await using fixture = await open()
    // As an agent delivers that was cut off for six days.
    const late = start - 6 * 24 * HOUR
    const at = (minute: number, v: number) => point({ timestamp: late + minute * MINUTE, fields: { v, text: 't' } })
    const rolledUp = (stepMs: number, aggregate: SeriesQuery['aggregate']) =>
      fixture.store.series(query({ from: late - 6 * HOUR, to: late + 6 * HOUR, stepMs, aggregate }))
    const expectSteps = async (fives: Record<'count' | 'mean' | 'max', number[]>, hour: [number, number, number]) => {
      const times = [late, late + 40 * MINUTE]
      await vi.waitFor(async () => {
        for (const [i, aggregate] of (['count', 'mean', 'max'] as const).entries()) {
          const expected = fives[aggregate].map((value, n) => [times[n], value])
          expect(await rolledUp(5 * MINUTE, aggregate), aggregate).toEqual([{ tags: {}, points: expected }])
          expect(await rolledUp(HOUR, aggregate), aggregate).toEqual([{ tags: {}, points: [[late, hour[i]]] }])
        }
      }, WITHIN)
    }
    expect(await fixture.store.write([at(0, 1), at(4, 2), at(40, 6)])).toEqual(ok)
    await expectSteps({ count: [2, 1], mean: [1.5, 6], max: [2, 6] }, [3, 3, 6])
    expect(await fixture.store.write([at(0, 1), at(44, 8)])).toEqual(ok)
    await expectSteps({ count: [2, 2], mean: [1.5, 7], max: [2, 8] }, [4, 4.25, 8])
  })

  test('keeps everything over a restart', async () => {
    await using fixture = await open()
    await fixture.store.write([point({ tags: { site: 'a' }, fields: { v: 1.5 } })])
    const store = await fixture.reopen()
    expect(await store.series(query({ groupBy: ['site'] }))).toEqual([{ tags: { site: 'a' }, points: [[start, 1.5]] }])
    expect((await store.write([point({ fields: { v: 'x' } })])).rejected).toHaveLength(1)
    expect(await store.health()).toMatchObject({ ok: true })
  })

  test('takes writes at the same time, and nothing; closes twice', async () => {
    await using fixture = await open()
    const batches = Array.from({ length: 8 }, (_, b) =>
      Array.from({ length: 500 }, (_, i) => point({ tags: { b: String(b) }, timestamp: start + i, fields: { v: i } })),
    )
    await Promise.all([...batches.map((batch) => fixture.store.write(batch)), fixture.store.write([])])
    const found = await fixture.store.series(query({ aggregate: 'count', stepMs: HOUR, groupBy: ['b'] }))
    expect(found.map(({ points }) => points)).toEqual(batches.map(() => [[start, 500]]))
    await fixture.store.close()
    await fixture.store.close()
  })
}
