import type { Point } from './projection.ts'

/** Enough for a city with forty offices to come apart; each round is at most n². */
const ROUNDS = 120

/**
 * Moves points apart until neighbours are `distance` from each other, so that offices in one street can be told
 * apart. Deterministic; the point `fixed` (the hub) stays where it is.
 */
export function spread(points: readonly Point[], distance: number, fixed = -1): Point[] {
  // Places at the very same spot need a direction: the golden angle gives each its own.
  const moved = points.map(({ x, y }, i) =>
    i === fixed ? { x, y } : { x: x + 0.01 * Math.cos(i * 2.399963), y: y + 0.01 * Math.sin(i * 2.399963) },
  )
  for (let round = 0; round < ROUNDS; round++) {
    if (!pushApart(moved, distance, fixed)) break
  }
  return moved
}

function pushApart(points: { x: number; y: number }[], distance: number, fixed: number): boolean {
  let busy = false
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i]!, points[j]!]
      const [dx, dy] = [b.x - a.x, b.y - a.y]
      const gap = Math.hypot(dx, dy)
      if (gap >= distance * 0.99) continue
      busy = true
      const push = (distance - gap) / 2 / (gap || 1)
      const [toA, toB] = i === fixed ? [0, 2] : j === fixed ? [2, 0] : [1, 1]
      a.x -= dx * push * toA
      a.y -= dy * push * toA
      b.x += dx * push * toB
      b.y += dy * push * toB
    }
  }
  return busy
}
