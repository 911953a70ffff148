import { expect, test } from 'vitest'
import { codecs, delayImpairment, lossImpairment, mosOf, ratingFactor } from './e-model.ts'

/** With echo as long as the delay, as the model is used for a call. */
const atDelay = (ms: number) => ratingFactor({ Ta: ms, T: ms, Tr: 2 * ms })

test('all defaults give R = 93.2 and MOS = 4.41 (G.107 clause 7.7)', () => {
  expect(ratingFactor()).toBeCloseTo(93.2, 1)
  expect(mosOf(ratingFactor())).toBeCloseTo(4.41, 2)
})

test.for([
  [90, 4.34],
  [80, 4.03],
  [70, 3.6],
  [60, 3.1],
  [50, 2.58],
] as const)('R = %d is MOS %d (G.107 table B.1)', ([R, mos]) => {
  expect(Math.abs(mosOf(R) - mos)).toBeLessThan(0.01)
})

test('MOS never leaves 1 to 4.5 and never falls as R rises', () => {
  expect([-50, 0, 3, 6].map(mosOf)).toEqual([1, 1, 1, 1])
  expect([100, 120].map(mosOf)).toEqual([4.5, 4.5])
  for (let R = 0; R < 100; R += 0.5) expect(mosOf(R + 0.5)).toBeGreaterThanOrEqual(mosOf(R))
})

test.for([
  [0, 11],
  [1, 15],
  [2, 19],
  [3, 23],
  [4, 26],
  [8, 36],
  [16, 49],
] as const)('G.729A that loses %d %% at random has Ie %d (measured, G.113 Appendix I and TIA TSB-116)', ([Ppl, Ie]) => {
  expect(Math.abs(lossImpairment({ ...codecs.g729a, Ppl, BurstR: 1 }) - Ie)).toBeLessThan(0.6)
})

test.for([
  [0, 0],
  [2, 7],
  [3, 10],
  [5, 15],
] as const)('G.711 with concealment that loses %d %% at random has Ie %d (G.113 Appendix I)', ([Ppl, Ie]) => {
  expect(Math.abs(lossImpairment({ ...codecs['g711-plc'], Ppl, BurstR: 1 }) - Ie)).toBeLessThan(1)
})

test('loss in runs hurts more than the same loss at random, and less is concealed without concealment', () => {
  const loss = (BurstR: number, codec: keyof typeof codecs) => lossImpairment({ ...codecs[codec], Ppl: 2, BurstR })
  expect(loss(2, 'g711-plc')).toBeGreaterThan(loss(1, 'g711-plc'))
  expect(loss(1, 'g711')).toBeGreaterThan(loss(1, 'g711-plc'))
})

/** Cole and Rosenbluth, "Voice over IP performance monitoring" (2001): their fit to the model's delay curve. */
const publishedFit = (ms: number) => 0.024 * ms + (ms > 177.3 ? 0.11 * (ms - 177.3) : 0)

test.for([0, 50, 100, 150, 200, 250, 300])('%d ms of delay cost what the published fit says', (ms) => {
  expect(Math.abs(ratingFactor() - atDelay(ms) - publishedFit(ms))).toBeLessThan(0.7)
})

test.for([
  [100, 0],
  [150, 0.16],
  [200, 3],
  [400, 24],
] as const)('absolute delay of %d ms alone has Idd %d', ([Ta, Idd]) => {
  expect(Math.abs(delayImpairment(Ta) - Idd)).toBeLessThan(0.1)
})

test('150 ms satisfy, 400 ms do not (G.114 §4, G.109 categories)', () => {
  expect(atDelay(150)).toBeGreaterThan(80)
  expect(atDelay(400)).toBeLessThan(70)
})
