import { expect, test, vi } from 'vitest'
import type { SeriesQuery } from '../../../packages/collector/src/store/store.ts'
import { HOUR, MINUTE, ok, point, query, type StoreFixture, start, WITHIN } from './fixture.ts'

/** What a store makes of data later, and keeps over a restart. */
export function lastingContract(open: () => Promise<StoreFixture>) {
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
}
