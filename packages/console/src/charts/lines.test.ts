import { describe, expect, test } from 'vitest'
import { alignLines, continueLine } from './lines.ts'
import { sparkline } from './sparkline.ts'

describe('lines of a chart', () => {
  test('share one time axis in seconds; a time that a line does not know is no gap', () => {
    expect(
      alignLines(
        [
          [
            [1000, 1],
            [3000, 3],
          ],
          [[2000, 2]],
        ],
        10_000,
      ),
    ).toEqual([
      [1, 2, 3],
      [1, undefined, 3],
      [undefined, 2, undefined],
    ])
  })

  test('are broken where nothing came for too long', () => {
    expect(
      alignLines(
        [
          [
            [1000, 1],
            [9000, 2],
          ],
        ],
        5000,
      ),
    ).toEqual([
      [1, 1.001, 9],
      [1, null, 2],
    ])
  })

  test('go on live after the last step that was fetched, and lose what is too old', () => {
    const fetched = [
      [0, 1],
      [10, 2],
    ] as const
    const live = [
      [12, 9],
      [20, 3],
      [30, 4],
    ] as const
    expect(continueLine(fetched, live, 10, 5)).toEqual([
      [10, 2],
      [20, 3],
      [30, 4],
    ])
    expect(continueLine([], live, 10, 0)).toEqual(live)
  })

  test('no lines at all are an empty chart', () => {
    expect(alignLines([], 1)).toEqual([[]])
  })
})

describe('a sparkline', () => {
  test('needs two readings', () => {
    expect(sparkline([[1, 5]], 100, 20)).toEqual({ line: '', area: '', lost: '' })
  })

  test('is broken at a loss, which has a tick of its own', () => {
    const { line, lost } = sparkline(
      [
        [0, 5],
        [1000, 5],
        [2000, null],
        [3000, 5],
        [4000, 5],
      ],
      100,
      20,
    )
    expect(line.match(/M/g)).toHaveLength(2)
    expect(lost).toBe('M50 15v5')
  })

  test('of nothing but losses has no line', () => {
    expect(
      sparkline(
        [
          [0, null],
          [1000, null],
        ],
        100,
        20,
      ),
    ).toMatchObject({ line: '', area: '' })
  })

  test('stays inside its box, and a steady link does not look wild', () => {
    const points = (history: readonly (readonly [number, number])[]) =>
      [...sparkline(history, 100, 20).line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      )
    const steady = points([
      [0, 10],
      [1000, 10.2],
      [2000, 10],
    ])
    expect(Math.max(...steady.map(([, y]) => y)) - Math.min(...steady.map(([, y]) => y))).toBeLessThan(2)
    for (const [x, y] of points([
      [0, 1],
      [1000, 900],
      [2000, 0],
    ])) {
      expect(x).toBeLessThanOrEqual(100)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(20)
    }
  })
})
