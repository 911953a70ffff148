import { ProbeFailure } from '@vonggac/model'
import type { StampConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { mediaQuality, mouthToEarMs } from './media-quality.ts'
import { oneWayDelay } from './one-way.ts'
import { type Run, stampReading } from './reading.ts'
import type { Tally } from './tally.ts'

const config: StampConfig = {
  host: 'h',
  port: 862,
  profile: 'light',
  lostAfterMs: 1_000,
  codec: 'g711-plc',
  warnLossPct: 2,
  warnJitterMs: 30,
  warnMos: 3.6,
}
const healthy: Tally = {
  sent: 100,
  received: 100,
  late: 0,
  tainted: 0,
  rtt: { min: 9, avg: 10, p95: 12, max: 15 },
  jitterForward: 1,
  jitterReturn: 2,
  duplicateForward: 0,
  duplicateReturn: 0,
  reorderForward: 0,
  reorderReturn: 0,
  transitForward: 5,
  transitReturn: 5,
  stateful: true,
  lossForwardPct: 0,
  lossReturnPct: 0,
  reached: 100,
  unattributed: 0,
  burstForward: 1,
  burstReturn: 1,
}
const run = (tally: Partial<Tally> = {}, rest: Partial<Run> = {}): Run => ({
  peer: 'h:862',
  tally: { ...healthy, ...tally },
  oneWay: undefined,
  clock: { synchronised: false, errorMs: 1_000 },
  errors: new Map(),
  unsigned: 0,
  malformed: 0,
  lagMs: 0,
  ownDrops: 0,
  cut: false,
  ...rest,
})
const silent = {
  received: 0,
  rtt: undefined,
  lossForwardPct: undefined,
  lossReturnPct: undefined,
  stateful: undefined,
  unattributed: 100,
} as const

test('a healthy path says what it is on one line', () => {
  expect(stampReading(config, run())).toMatchObject({
    detail: '100 of 100 answered, loss 0 % there, 0 % back, RTT 10.0 ms, MOS 4.39 there, 4.39 back',
    measured: [
      { measurement: 'stamp', tags: { peer: 'h:862' }, fields: { sent: 100n, rtt_ms_p95: 12, jitter_return_ms: 2 } },
      { measurement: 'media_quality', tags: { peer: 'h:862' }, fields: { codec: 'g711-plc', delay_ms: 29 } },
    ],
  })
})

test('what cannot be told is no field', () => {
  const [stamp] = stampReading(config, run()).measured
  expect(Object.keys(stamp!.fields).filter((key) => key.startsWith('one_way'))).toEqual([])
  const lacking = {
    lossForwardPct: undefined,
    lossReturnPct: undefined,
    stateful: false,
    received: 90,
    unattributed: 10,
  }
  const [stateless] = stampReading(config, run(lacking)).measured
  expect(stateless!.fields).not.toHaveProperty('loss_forward_pct')
  expect(stateless!.fields).toMatchObject({ loss_pct: 10, loss_unattributed: 10n })
})

test.for([
  { name: 'loss there', tally: { lossForwardPct: 3, received: 97 }, error: 'loss', says: 'more than 2 % lost' },
  {
    name: 'loss on the way back',
    tally: { lossReturnPct: 3, received: 97 },
    error: 'loss',
    says: 'more than 2 % lost',
  },
  {
    name: 'death in the middle',
    tally: { received: 50, unattributed: 50 },
    error: 'loss',
    says: '50 more after the last answer',
  },
  { name: 'jitter', tally: { jitterReturn: 31 }, error: 'threshold', says: 'jitter above 30 ms' },
  {
    name: 'a delay that no call bears',
    tally: { rtt: { min: 9, avg: 900, p95: 12, max: 15 } },
    error: 'threshold',
    says: 'MOS below 3.6',
  },
])('$name is a warning', ({ tally, error, says }) => {
  const reading = stampReading(config, run(tally))
  expect(reading).toMatchObject({ status: 'warn', error })
  expect(reading.detail).toContain(says)
})

test.for([
  { name: 'nothing comes', rest: {}, error: 'timeout' },
  { name: 'the port is closed', rest: { errors: new Map([['ECONNREFUSED', 3]]) }, error: 'refused' },
  { name: 'answers bear another signature', rest: { unsigned: 9 }, error: 'auth' },
  { name: 'answers are none', rest: { malformed: 9 }, error: 'protocol' },
])('when $name it is a failure: $error', ({ rest, error }) => {
  expect(stampReading(config, run(silent, rest))).toMatchObject({ status: 'fail', error })
})

test('trouble of this machine is thrown on: no route, and nothing heard that could be timed', () => {
  expect(() => stampReading(config, run(silent, { errors: new Map([['ENETUNREACH', 9]]) }))).toThrow('ENETUNREACH')
  expect(() => stampReading(config, run({ tainted: 100 }, { lagMs: 800 }))).toThrow(ProbeFailure)
})

test('replies that found no room in our own socket are not lost by the network', () => {
  const reading = stampReading(config, run({ received: 90, lossReturnPct: 10 }, { ownDrops: 10 }))
  expect(reading.status).toBeUndefined()
  expect(reading.measured[0]!.fields).toMatchObject({ loss_pct: 0, loss_return_pct: 0, own_drops: 10n })
  expect(reading.detail).toContain('10 dropped by this machine itself')
})

const good = { synchronised: true, ptp: false, errorMs: 2 }
const transit = { forwardMs: 4, returnMs: 6 }

test('one-way delay is told where both clocks are good, and nowhere else', () => {
  expect(oneWayDelay(transit, good, good)).toEqual({ forwardMs: 4, returnMs: 6, errorMs: 4 })
  for (const bad of [{ synchronised: false }, { errorMs: 9 }]) {
    expect(oneWayDelay(transit, { ...good, ...bad }, good)).toBeUndefined()
    expect(oneWayDelay(transit, good, { ...good, ...bad })).toBeUndefined()
  }
  expect(oneWayDelay(transit, good, { ...good, ptp: true })).toBeUndefined()
  expect(oneWayDelay({ forwardMs: -20, returnMs: 30 }, good, good)).toBeUndefined()
})

test('a call over a good path is as good as its coder, and each impairment costs', () => {
  const path = { delayMs: mouthToEarMs(10, 1), lossPct: 0, burst: 1 }
  expect(path.delayMs).toBe(32)
  const { mos } = mediaQuality(path, 'g711-plc')
  expect(mos).toBeGreaterThan(4.3)
  expect(mediaQuality(path, 'g729a').mos).toBeLessThan(mos)
  expect(mediaQuality({ ...path, lossPct: 5 }, 'g711-plc').mos).toBeLessThan(mos - 0.3)
  expect(mediaQuality({ ...path, delayMs: 300 }, 'g711-plc').mos).toBeLessThan(mos - 0.5)
  expect(mediaQuality({ ...path, lossPct: 100, delayMs: 5_000 }, 'g711').mos).toBe(1)
})
