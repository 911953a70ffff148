import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test } from 'vitest'
import type { Preflight } from '../api-types.ts'
import { putPreflight } from '../state/readiness.ts'
import { openState } from '../state/state.ts'
import { smallConfig } from '../testing/test-app.ts'
import type { PlannedMeeting } from './meeting-book.ts'
import { dueLead, startMeetingClock } from './meeting-clock.ts'
import type { PreflightRequest } from './preflight-desk.ts'

const MINUTE = 60_000

/** A meeting of an hour that begins `inMs` after now, and what is asked of whom until then. */
async function planned(inMs: number, { busy = (): boolean => false } = {}) {
  const clock = fakeClock()
  const start = clock.now() + inMs
  const meeting: PlannedMeeting = {
    id: 'weekly',
    title: { vi: 'Giao ban', en: 'Weekly' },
    start,
    end: start + 60 * MINUTE,
    sites: ['tam-ky'],
    source: 'config',
    problem: null,
  }
  const state = await openState(':memory:')
  onTestFinished(() => state.destroy())
  const tests: number[] = []
  const watched: number[] = []
  const begin = async ({ leadMs, meeting: of }: PreflightRequest) => {
    if (busy()) return undefined
    tests.push((start - clock.now()) / MINUTE)
    const preflight: Preflight = {
      id: `pf-${tests.length}`,
      meeting: of?.id ?? null,
      title: null,
      asked: [],
      lead_ms: leadMs ?? null,
      by: null,
      started_at: clock.now(),
      finished_at: clock.now(),
      state: 'done',
      error: null,
      verdict: 'ready',
      common: [],
      sites: [],
    }
    await putPreflight(state, preflight)
    return preflight
  }
  const running = startMeetingClock({
    config: smallConfig(),
    state,
    desk: { begin },
    orders: { watch: () => void watched.push((start - clock.now()) / MINUTE) },
    meetings: async () => [meeting],
    clock,
    log: silentLog,
  })
  onTestFinished(() => running[Symbol.dispose]())
  const pass = async (minutes: number) => {
    for (let step = 0; step < minutes * 12; step++) {
      await clock.advance(5_000)
      // The state database answers in its own time.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { tests, watched, pass }
}

test('sites are tested an hour, a quarter of an hour and five minutes before, once each', async () => {
  const { tests, pass } = await planned(61 * MINUTE)
  await pass(62)
  expect(tests.map(Math.ceil)).toEqual([60, 15, 5])
})

test('what was due while the collector was down is made up for, unless the next test is due', async () => {
  const { tests, pass } = await planned(40 * MINUTE)
  await pass(1)
  expect(tests.map(Math.ceil)).toEqual([40])
  const late = await planned(10 * MINUTE)
  await late.pass(1)
  expect(late.tests.map(Math.ceil)).toEqual([10])
})

test('while others are being tested it is tried again', async () => {
  let busy = true
  const { tests, pass } = await planned(16 * MINUTE, { busy: () => busy })
  await pass(3)
  expect(tests).toEqual([])
  busy = false
  await pass(1)
  expect(tests).toHaveLength(1)
})

test('the checks of its sites run more often from the last test to the end, and not after', async () => {
  const { watched, pass } = await planned(7 * MINUTE)
  await pass(75)
  expect(Math.ceil(watched[0]!)).toBe(5)
  expect(watched.at(-1)).toBeGreaterThan(-60)
  expect(watched.length).toBeGreaterThan(60)
})

test.for([
  { leftMs: 3_700_000, lead: undefined },
  { leftMs: 3_600_000, lead: 3_600_000 },
  { leftMs: 900_001, lead: 3_600_000 },
  { leftMs: 900_000, lead: 900_000 },
  { leftMs: 1, lead: 300_000 },
])('$leftMs ms before, the lead is $lead', ({ leftMs, lead }) => {
  expect(dueLead([3_600_000, 900_000, 300_000], leftMs)).toBe(lead)
})
