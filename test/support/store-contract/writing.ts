import { Unsigned } from '@vonggac/model'
import { expect, test } from 'vitest'
import { HOUR, ok, point, query, type StoreFixture, start } from './fixture.ts'

/** What is written is there, exactly, or refused with the reason. */
export function writingContract(open: () => Promise<StoreFixture>) {
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
