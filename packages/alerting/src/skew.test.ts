import { expect, test } from 'vitest'
import { byOurClock } from './skew.ts'

test.for([
  { skewMs: undefined, at: 100_000 },
  { skewMs: 1_900, at: 100_000 },
  { skewMs: 3_600_120, at: -3_500_000 },
  { skewMs: -3_600_120, at: 3_700_000 },
  { skewMs: -3_599_800, at: 3_700_000 },
])('an agent whose clock is $skewMs ms ahead of ours measured at $at by ours', ({ skewMs, at }) => {
  expect(byOurClock(100_000, skewMs)).toBe(at)
})
