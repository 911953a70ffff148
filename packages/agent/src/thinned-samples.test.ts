import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createThinnedSamples } from './thinned-samples.ts'

test('what comes late counts as much as what came early', () => {
  const samples = createThinnedSamples(64)
  for (let at = 0; at < 9_000; at++) samples.add(1)
  for (let at = 0; at < 1_000; at++) samples.add(50)
  expect(samples.takePercentile(0.85)).toBe(1)
  for (let at = 0; at < 9_000; at++) samples.add(1)
  for (let at = 0; at < 1_000; at++) samples.add(50)
  expect(samples.takePercentile(0.95)).toBe(50)
})

test('few values are all kept, and the next read-out knows nothing of them', () => {
  const samples = createThinnedSamples(64)
  for (const value of [3, 1, 2]) samples.add(value)
  expect(samples.takePercentile(1)).toBe(3)
  expect(samples.takePercentile(1)).toBe(0)
})

test('however many come, the percentile is that of all of them within the share of a few samples', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), (count) => {
      const samples = createThinnedSamples(128)
      for (let at = 0; at < count; at++) samples.add(at / count)
      expect(Math.abs(samples.takePercentile(0.95) - 0.95)).toBeLessThan(Math.max(1 / count, 0.05))
    }),
  )
})
