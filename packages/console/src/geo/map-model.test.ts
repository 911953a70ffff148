import { describe, expect, test } from 'vitest'
import { placeLabels } from './labels.ts'
import { linkPath } from './map-model.ts'
import { fitProjection, type Location } from './projection.ts'
import { spread } from './spread.ts'

const places: Location[] = [
  [15.57, 108.47],
  [15.88, 108.34],
  [15.2, 107.6],
]

describe('the map', () => {
  test('fits all places in, north above south and east right of west, in the same scale both ways', () => {
    const project = fitProjection(places, 400, 300, 20)
    const [tamKy, hoiAn, west] = places.map(project)
    for (const { x, y } of [tamKy!, hoiAn!, west!]) {
      expect(x).toBeGreaterThanOrEqual(20 - 1e-9)
      expect(x).toBeLessThanOrEqual(380 + 1e-9)
      expect(y).toBeGreaterThanOrEqual(20 - 1e-9)
      expect(y).toBeLessThanOrEqual(280 + 1e-9)
    }
    expect(hoiAn!.y).toBeLessThan(tamKy!.y)
    expect(west!.x).toBeLessThan(hoiAn!.x)
    // Tam Kỳ to Hội An: 37 km as the crow flies.
    expect(Math.hypot(tamKy!.x - hoiAn!.x, tamKy!.y - hoiAn!.y) / project.unitsPerKm).toBeCloseTo(37.2, 0)
  })

  test('a single place stands in the middle', () => {
    expect(fitProjection([[15, 108]], 400, 300, 20)([15, 108])).toEqual({ x: 200, y: 150 })
  })

  test('offices at one spot come apart, and the hub stays', () => {
    const crowd = Array.from({ length: 17 }, () => ({ x: 100, y: 100 }))
    const apart = spread(crowd, 18, 0)
    expect(apart[0]).toEqual({ x: 100, y: 100 })
    for (let i = 0; i < apart.length; i++) {
      for (let j = i + 1; j < apart.length; j++) {
        expect(Math.hypot(apart[i]!.x - apart[j]!.x, apart[i]!.y - apart[j]!.y)).toBeGreaterThan(14)
      }
    }
    expect(spread(crowd, 18, 0), 'the same every time').toEqual(apart)
  })

  test('names do not cover each other: the first has first choice, and what has no room is left out', () => {
    const points = [
      { x: 150, y: 50 },
      { x: 150, y: 58 },
      { x: 150, y: 66 },
    ]
    const names = points.map((_, index) => ({ index, text: 'Quế Sơn' }))
    const labels = placeLabels(names, points, 12, 400, 300)
    expect(labels.map(({ index, anchor }) => [index, anchor])).toEqual([
      [0, 'start'],
      [1, 'end'],
      [2, 'start'],
    ])
    expect(placeLabels([{ index: 0, text: 'too long for this box' }], [{ x: 5, y: 5 }], 12, 40, 40)).toEqual([])
  })

  test('two links of a site are two curves, one is a straight line', () => {
    const [hub, unit] = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ]
    expect(linkPath(hub, unit, 0, 1)).toBe('M0.0 0.0L100.0 0.0')
    expect(linkPath(hub, unit, 0, 2)).not.toBe(linkPath(hub, unit, 1, 2))
  })
})
