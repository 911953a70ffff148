import { describe, expect, test } from 'vitest'
import type { CheckResult } from '../api/document.ts'
import { MAX_ROWS, type ResultList, withNewest, withOlder } from './results.ts'

/** Results from one moment down to another. */
const results = (newest: number, oldest: number): CheckResult[] =>
  Array.from({ length: newest - oldest + 1 }, (_, i) => ({
    at: newest - i,
    status: 'ok',
    error: '',
    detail: '',
    duration_ms: 1,
  }))
const page = (newest: number, oldest: number, next: number | null = oldest) => ({
  results: results(newest, oldest),
  next,
})
const nothing: ResultList = { rows: [], next: null }
const first = withNewest(nothing, page(30, 21))

describe('the list of results', () => {
  test('begins with the newest page', () => {
    expect(first).toEqual({ rows: results(30, 21), next: 21 })
  })

  test('takes newer ones on top, each once, and still knows how to go on below', () => {
    expect(withNewest(first, page(33, 24))).toEqual({ rows: results(33, 21), next: 21 })
  })

  test('has no hole where newer ones do not reach back to it', () => {
    expect(withNewest(first, page(90, 81))).toEqual({ rows: results(90, 81), next: 81 })
    expect(withNewest(nothing, page(5, 1, null))).toEqual({ rows: results(5, 1), next: null })
    expect(withNewest(first, page(40, 38, null)).rows.map(({ at }) => at)).toEqual([40, 39, 38, ...times(30, 21)])
  })

  test('is the same object while nothing is new', () => {
    expect(withNewest(first, page(30, 21)).rows).toBe(first.rows)
    expect(withNewest(first, { results: [], next: null }).rows).toBe(first.rows)
  })

  test('takes older ones below, until there are none', () => {
    const older = withOlder(first, 21, page(20, 11))
    expect(older).toEqual({ rows: results(30, 11), next: 11 })
    expect(withOlder(older, 11, page(10, 5, null))).toEqual({ rows: results(30, 5), next: null })
  })

  test('leaves what was asked for of a list that it is no longer', () => {
    const anew = withNewest(first, page(90, 81))
    expect(withOlder(anew, 21, page(20, 11))).toBe(anew)
  })

  test('is bounded', () => {
    expect(withOlder({ rows: results(5_000, 4_001), next: 4_001 }, 4_001, page(4_000, 3_000)).rows).toHaveLength(
      MAX_ROWS,
    )
  })
})

const times = (newest: number, oldest: number) => results(newest, oldest).map(({ at }) => at)
