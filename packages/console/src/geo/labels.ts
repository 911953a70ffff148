import type { Point } from './projection.ts'

/** Where a name stands beside its point. */
export interface Label {
  readonly index: number
  readonly text: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Mean width of a letter of the interface font at 1 unit of size; only to keep names apart. */
const LETTER = 0.56

/**
 * Puts names beside their points: to the right, left, below, above, whichever is free; a name for which no place is
 * left is not shown. Earlier ones have first choice, so put what matters first.
 */
export function placeLabels(
  names: readonly { readonly index: number; readonly text: string }[],
  points: readonly Point[],
  size: number,
  width: number,
  height: number,
): Label[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - size * 0.6,
    right: x + size * 0.6,
    top: y - size * 0.6,
    bottom: y + size * 0.6,
  }))
  const labels: Label[] = []
  for (const { index, text } of names) {
    const point = points[index]!
    for (const label of candidates(index, text, point, size)) {
      const box = boxOf(label, size)
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      if (!inside || taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      labels.push(label)
      break
    }
  }
  return labels
}

function candidates(index: number, text: string, { x, y }: Point, size: number): Label[] {
  const middle = y + size * 0.35
  return [
    { index, text, x: x + size * 0.8, y: middle, anchor: 'start' },
    { index, text, x: x - size * 0.8, y: middle, anchor: 'end' },
    { index, text, x, y: y + size * 1.6, anchor: 'middle' },
    { index, text, x, y: y - size * 0.9, anchor: 'middle' },
  ]
}

function boxOf({ text, x, y, anchor }: Label, size: number): Box {
  const width = text.length * size * LETTER
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - size * 0.85, bottom: y + size * 0.25 }
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
