import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellsOf } from './cells.ts'
import { type Column, defineColumn } from './columns.ts'
import { type Varbind, wireType } from './value.ts'
import { ANSWER_BYTES, type BulkRequest, MAX_ROWS, newSizing, type Sizing, Walk } from './walk.ts'

const column = (id: number): Column =>
  defineColumn({ name: `c${id}`, oid: `1.3.6.${id}`, type: 'integer', pace: 'fast' })
/** What is asked: the last OID seen of each column. */
const oidsOf = ({ cursors }: BulkRequest) =>
  cursors.map(({ column: { oid, prefix }, last }) => (last < 0 ? oid : prefix + last))
const integer = (oid: string, value: number): Varbind => ({ oid, type: wireType.integer, value })
const end = (oid: string): Varbind => ({ oid, type: wireType.endOfMibView, value: null })

/** A table as an agent has it: column by column, index to value. */
type Table = Readonly<Record<number, readonly number[]>>

/** Answers GETBULK as RFC 3416 §4.2.3 says, from a table whose values are the indexes themselves. */
function agent(table: Table, { bytesPerValue = 20, mostValues = Number.POSITIVE_INFINITY } = {}) {
  const all = Object.entries(table)
    .map(([id, indexes]) => [Number(id), indexes] as const)
    .sort(([a], [b]) => a - b)
    .flatMap(([id, indexes]) => indexes.map((index) => ({ id, index })))
  const after = (oid: string): Varbind => {
    const [id, index = -1] = oid.split('.').slice(3).map(Number)
    const found = all.find((each) => each.id > id! || (each.id === id && each.index > index))
    return found ? integer(`1.3.6.${found.id}.${found.index}`, found.index) : end(oid)
  }
  const requests: { values: number; bytes: number }[] = []
  return {
    requests,
    answer(walk: Walk, request: NonNullable<ReturnType<Walk['next']>>) {
      const lists: Varbind[][] = oidsOf(request).map(() => [])
      let values = 0
      for (let row = 0; row < request.repetitions; row++) {
        for (const [i, oid] of oidsOf(request).entries()) {
          if (values >= mostValues) break
          lists[i]!.push(after(lists[i]!.at(-1)?.oid ?? oid))
          values++
        }
      }
      const bytes = 40 + values * bytesPerValue
      requests.push({ values, bytes })
      walk.accept(request, cellsOf(lists), bytes)
    },
  }
}

function finish(walk: Walk, from: ReturnType<typeof agent>): Walk {
  for (let i = 0; i < 5_000; i++) {
    const request = walk.next()
    if (!request) return walk
    from.answer(walk, request)
  }
  throw new Error('the walk does not end')
}

const rowsOf = (walk: Walk) =>
  Object.fromEntries([...walk.rows].sort(([a], [b]) => a - b).map(([index, row]) => [index, Object.fromEntries(row)]))

describe('what is read', () => {
  test('columns with holes are merged by index, whatever their lengths', () => {
    const walk = finish(new Walk([1, 2, 3].map(column), newSizing()), agent({ 1: [1, 2, 9], 2: [2], 4: [1] }))
    expect(rowsOf(walk)).toEqual({ 1: { c1: 1n }, 2: { c1: 2n, c2: 2n }, 9: { c1: 9n } })
    expect(walk.unfinished()).toEqual([])
    expect(walk.found().map(({ name }) => name)).toEqual(['c1', 'c2'])
  })

  test('any table, by any agent that cuts its answers short, is read to the last value', () => {
    const indexes = fc
      .uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b))
    const tables = fc.record({ 1: indexes, 2: indexes, 3: indexes, 5: indexes })
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 120 }), fc.nat(60), (table, mostValues, expectedRows) => {
        const columns = [1, 2, 3, 4, 5].map(column)
        const walk = finish(new Walk(columns, newSizing(), { expectedRows }), agent(table, { mostValues }))
        const wanted: Record<number, Record<string, bigint>> = {}
        for (const [id, list] of Object.entries(table))
          for (const index of list) wanted[index] = { ...wanted[index], [`c${id}`]: BigInt(index) }
        expect(rowsOf(walk)).toEqual(wanted)
        expect(walk.unfinished()).toEqual([])
      }),
    )
  })

  test('an agent that says "end of MIB" for a row in the middle gives what is behind it', () => {
    const walk = new Walk([1, 2].map(column), newSizing())
    const answers = (oid: string): Varbind => {
      const [id, index = 0] = oid.split('.').slice(3).map(Number)
      if (id === 1 && index + 1 === 3) return end(oid)
      return index < 5 ? integer(`1.3.6.${id}.${index + 1}`, index + 1) : end(oid)
    }
    for (let request = walk.next(); request; request = walk.next())
      walk.accept(request, cellsOf(oidsOf(request).map((oid) => [answers(oid)])), 0)
    expect([...walk.rows].filter(([, row]) => row.has('c1')).map(([index]) => index)).toEqual([1, 2, 4, 5])
    expect(walk.unfinished()).toEqual([])
  })
})

describe('what is asked', () => {
  const table = Object.fromEntries(
    Array.from({ length: 15 }, (_, id) => [id, Array.from({ length: 65 }, (_, i) => i + 1)]),
  )
  const columns = Array.from({ length: 15 }, (_, id) => column(id))

  test('65 rows of 15 columns of 18 bytes take 14 requests when the number of rows is known', () => {
    const device = agent(table, { bytesPerValue: 18 })
    finish(new Walk(columns, { ...newSizing(), bytesPerValue: 18 }, { expectedRows: 65 }), device)
    expect(device.requests).toHaveLength(14)
  })

  test.for([12, 18, 30, 60, 200, 1_500])(
    'answers of %i bytes a value stay within a frame once that is known',
    (bytesPerValue) => {
      const device = agent(table, { bytesPerValue })
      const sizing = newSizing()
      finish(new Walk(columns, sizing), device)
      const known = device.requests.length
      finish(new Walk(columns, sizing), device)
      for (const { bytes, values } of device.requests.slice(known))
        expect(values === 1 || bytes <= ANSWER_BYTES).toBe(true)
    },
  )

  test('a refusal halves what is asked, and stays known', () => {
    const sizing = newSizing()
    const walk = new Walk(columns, sizing)
    const request = walk.next()!
    walk.refuse(request)
    const less = walk.next()!
    expect(less.cursors.length * less.repetitions).toBeLessThanOrEqual(
      (request.cursors.length * request.repetitions) / 2,
    )
    const later = new Walk(columns, sizing).next()!
    expect(later.cursors.length * later.repetitions).toBeLessThanOrEqual(sizing.maxValues)
  })
})

describe('what ends a walk', () => {
  const one = (sizing: Sizing = { ...newSizing(), bytesPerValue: 20, maxValues: 1 }) => new Walk([column(1)], sizing)

  test.for<{ name: string; answers: (n: number) => Varbind[]; most: number }>([
    { name: 'repeats a row', answers: () => [integer('1.3.6.1.1', 1)], most: 2 },
    { name: 'goes back', answers: (n) => [integer(`1.3.6.1.${10 - n}`, 1)], most: 2 },
    { name: 'has an index of two parts', answers: (n) => [integer(`1.3.6.1.${n}.1`, 1)], most: 1 },
    { name: 'answers with nothing', answers: () => [], most: 3 },
    { name: 'never ends', answers: (n) => [integer(`1.3.6.1.${n}`, 1)], most: MAX_ROWS + 1 },
  ])('an agent that $name is left, and its column named', ({ answers, most }) => {
    const walk = one()
    let asked = 0
    for (let request = walk.next(); request; request = walk.next()) {
      walk.accept(request, cellsOf([answers(++asked)]), 100)
      expect(asked).toBeLessThanOrEqual(most)
    }
    expect(walk.unfinished()).toEqual(['c1'])
  })

  test('columns that never end have no more rows together than one', () => {
    const walk = new Walk([1, 2, 3].map(column), newSizing())
    let index = 0
    for (let request = walk.next(); request; request = walk.next())
      walk.accept(
        request,
        cellsOf(request.cursors.map(({ column: { prefix } }) => [integer(`${prefix}${++index}`, 1)])),
        100,
      )
    expect(walk.rows.size).toBe(MAX_ROWS)
    expect(walk.unfinished()).toEqual(['c1', 'c2', 'c3'])
  })

  test('a value that is refused by itself gives its column up', () => {
    const walk = one()
    walk.refuse(walk.next()!)
    expect(walk.next()).toBeUndefined()
    expect(walk.unfinished()).toEqual(['c1'])
  })
})
