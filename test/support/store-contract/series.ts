import { describe, expect, test } from 'vitest'
import type { SeriesQuery } from '../../../packages/collector/src/store/store.ts'
import { HOUR, MINUTE, point, query, type StoreFixture, start } from './fixture.ts'

/** One field over time, as charts ask for it. */
export function seriesContract(open: () => Promise<StoreFixture>) {
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
}
