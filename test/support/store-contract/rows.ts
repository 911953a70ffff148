import type { Point } from '@vonggac/model'
import { describe, expect, test, vi } from 'vitest'
import type { CheckResult } from '../../../packages/collector/src/api-check-types.ts'
import { readResults } from '../../../packages/collector/src/checks/results.ts'
import type { RowsQuery, Store, StoredRow } from '../../../packages/collector/src/store/store.ts'
import { HOUR, MINUTE, ok, point, type StoreFixture, start, WITHIN } from './fixture.ts'

/** Points as they were written, and the results of a check that are read from them. */
export function rowsContract(open: () => Promise<StoreFixture>) {
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
}
