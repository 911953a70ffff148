import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fallOf, hasRestarted } from './counters.ts'

const DAY = 8_640_000
const ROUND = 2 ** 32

test.for([
  { name: 'goes on', before: 100 * DAY, after: 100 * DAY + 6_000, elapsedS: 60, restarted: false },
  { name: 'begins anew', before: 100 * DAY, after: 3_000, elapsedS: 60, restarted: true },
  {
    name: 'begins anew and is up for longer than before',
    before: 1_000,
    after: 30_000,
    elapsedS: 600,
    restarted: true,
  },
  { name: 'goes round after 497 days', before: ROUND - 2_000, after: 4_000, elapsedS: 60, restarted: false },
  { name: 'goes round unseen for an hour', before: ROUND - 100_000, after: 260_000, elapsedS: 3_600, restarted: false },
  {
    name: 'is just before the end and begins anew',
    before: ROUND - 50_000,
    after: 1_000,
    elapsedS: 60,
    restarted: true,
  },
  { name: 'stands still', before: 5_000, after: 5_000, elapsedS: 3_600, restarted: false },
  { name: 'trembles', before: 100 * DAY, after: 100 * DAY - 3, elapsedS: 1, restarted: false },
  { name: 'is not told any more', before: 5_000, after: undefined, elapsedS: 60, restarted: false },
])('a clock that $name: restarted is $restarted', ({ before, after, elapsedS, restarted }) => {
  expect(hasRestarted({ ticks: before }, { ticks: after }, elapsedS)).toBe(restarted)
})

test.for([
  { name: 'goes on while sysUpTime falls', before: 1_000, after: 1_600, restarted: false },
  { name: 'begins anew', before: 90_000, after: 20, restarted: true },
])("an engine's clock that $name: restarted is $restarted", ({ before, after, restarted }) => {
  const at = (seconds: number, atMs: number, ticks: number) => ({ ticks, engine: { seconds, atMs } })
  expect(hasRestarted(at(before, 0, 900_000), at(after, 600_000, 100), 600)).toBe(restarted)
})

test('a device that runs is never taken for restarted, however long it was not looked at, and past the end of sysUpTime', () => {
  fc.assert(
    fc.property(fc.nat(ROUND - 1), fc.double({ min: 0, max: 86_400, noNaN: true }), (ticks, elapsedS) => {
      const after = Math.floor((ticks + elapsedS * 100) % ROUND)
      expect(hasRestarted({ ticks }, { ticks: after }, elapsedS)).toBe(false)
    }),
  )
})

test('a device that began anew in between is seen, unless it had only just begun', () => {
  const times = fc.record({
    upS: fc.integer({ min: 100_000, max: 40_000_000 }),
    elapsedS: fc.integer({ min: 1, max: 3_600 }),
  })
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), ({ upS, elapsedS }, part) => {
      const after = Math.floor(elapsedS * part * 100)
      expect(hasRestarted({ ticks: upS * 100 }, { ticks: after }, elapsedS)).toBe(true)
    }),
  )
})

test.for([
  { name: 'octets of a fast link past 2^32', before: ROUND - 1_000, after: 5_000_000, bitsPerS: 1e9, event: 'wrap' },
  { name: 'octets of a slow link from the middle', before: ROUND / 2, after: 10, bitsPerS: 2e6, event: 'reset' },
  { name: 'octets of a slow link past 2^32', before: ROUND - 100_000, after: 900_000, bitsPerS: 2e6, event: 'wrap' },
  { name: 'a 64-bit counter', before: 10 ** 13, after: 5, bitsPerS: 1e9, event: 'reset' },
  { name: 'errors that were few', counts: 'packets', before: 17, after: 0, bitsPerS: 1e9, event: 'reset' },
  { name: 'a link of unknown speed near the end', before: ROUND - 9, after: 1, bitsPerS: 0, event: 'wrap' },
  { name: 'a link of unknown speed far from it', before: 1_000, after: 1, bitsPerS: 0, event: 'reset' },
] as const)('$name: $event', ({ bitsPerS, event, ...fall }) => {
  expect(fallOf({ counts: 'octets', ...fall }, 60, bitsPerS)).toBe(event)
})

test('what a link can carry past 2^32 is a wrap, whatever its speed', () => {
  const speeds = fc.constantFrom(64_000, 2e6, 1e8, 1e9, 1e10)
  fc.assert(
    fc.property(
      speeds,
      fc.integer({ min: 1, max: 600 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (bitsPerS, elapsedS, load) => {
        const octets = Math.min(ROUND - 1, Math.floor((bitsPerS * elapsedS * load) / 8))
        const before = ROUND - Math.ceil(octets / 2)
        const after = before + octets - ROUND
        if (octets < 2 || after < 0) return
        expect(fallOf({ before, after, counts: 'octets' }, elapsedS, bitsPerS)).toBe('wrap')
      },
    ),
  )
})
