import type { Schedule } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Job, startScheduler } from './scheduler.ts'

const job = (id: string, intervalMs: number, run: Job['run'] = async () => {}): Job => ({ id, intervalMs, run })

test('every job runs soon after the start, then once an interval, spread by its id', async () => {
  const clock = fakeClock(0)
  const ids = Array.from({ length: 50 }, (_, i) => `site-${i}/vnpt/icmp@hub`)
  const runs = new Map(ids.map((id): [string, number[]] => [id, []]))
  const jobs = ids.map((id) => job(id, 60_000, async () => void runs.get(id)!.push(clock.monotonic())))
  await using _ = startScheduler(jobs, { clock })
  await clock.advance(10_000)
  expect([...runs.values()].every((times) => times.length > 0)).toBe(true)
  await clock.advance(600_000)
  for (const id of ids) {
    const times = runs.get(id)!
    expect(times.length).toBeGreaterThanOrEqual(10)
    expect(times.length).toBeLessThanOrEqual(12)
    const gaps = times.slice(2).map((t, i) => t - times[i + 1]!)
    expect(new Set(gaps)).toEqual(new Set([60_000]))
  }
  const phases = new Set(ids.map((id) => Math.floor((runs.get(id)!.at(-1)! % 60_000) / 6_000)))
  expect(phases.size).toBeGreaterThan(7)
})

test('a job never overlaps itself: runs that would are skipped and counted, not queued', async () => {
  const clock = fakeClock(0)
  let running = 0
  let most = 0
  let runs = 0
  const slow = job('slow', 1_000, async (signal) => {
    most = Math.max(most, ++running)
    runs++
    await clock.sleep(3_500, signal).finally(() => running--)
  })
  await using scheduler = startScheduler([slow], { clock })
  await clock.advance(21_000)
  expect(most).toBe(1)
  expect(runs).toBeLessThanOrEqual(6)
  expect(scheduler.readStats().skipped).toBeGreaterThanOrEqual(12)
})

test('one stuck job delays no other', async () => {
  const clock = fakeClock(0)
  let runs = 0
  const stuck = job('stuck', 1_000, (signal) => clock.sleep(1e9, signal))
  await using _ = startScheduler([stuck, job('fine', 1_000, async () => void runs++)], { clock })
  await clock.advance(20_000)
  expect(runs).toBeGreaterThanOrEqual(18)
})

test('a stall of the whole process is counted as late and skipped, and not made up for', async () => {
  const clock = fakeClock(0)
  let runs = 0
  const stalled = {
    ...clock,
    after: (ms: number, call: () => void) => clock.after(runs === 3 ? ms + 10_000 : ms, call),
  }
  await using scheduler = startScheduler([job('a', 1_000, async () => void runs++)], { clock: stalled })
  while (runs < 3) await clock.advance(100)
  await clock.advance(11_500)
  expect(runs).toBeLessThanOrEqual(5)
  const stats = scheduler.readStats()
  expect(stats.skipped).toBeGreaterThanOrEqual(8)
  expect(stats.lateMsP95).toBeGreaterThanOrEqual(9_000)
})

test('disposing aborts what runs, waits for it, and starts nothing more', async () => {
  const clock = fakeClock(0)
  const ends: unknown[] = []
  let runs = 0
  const scheduler = startScheduler(
    [
      job('a', 1_000, async (signal) => {
        runs++
        await clock.sleep(500, signal).catch((error) => {
          ends.push(error)
          throw error
        })
      }),
    ],
    { clock },
  )
  while (runs === 0) await clock.advance(100)
  await scheduler[Symbol.asyncDispose]()
  expect(ends).toHaveLength(1)
  await clock.advance(60_000)
  expect(runs).toBe(1)
})

test('for any set of intervals the number of runs is what the plan says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 100, max: 5_000 }), { minLength: 1, maxLength: 8 }),
      async (intervals) => {
        const clock = fakeClock(0)
        const runs = intervals.map(() => 0)
        const jobs = intervals.map((ms, i) => job(`job-${i}`, ms, async () => void runs[i]!++))
        await using _ = startScheduler(jobs, { clock })
        await clock.advance(30_000)
        intervals.forEach((ms, i) => {
          expect(runs[i]).toBeGreaterThanOrEqual(Math.floor((30_000 - Math.min(ms + 1_500, 6_500)) / ms) - 1)
          expect(runs[i]).toBeLessThanOrEqual(Math.ceil(30_000 / ms) + 1)
        })
      },
    ),
    { numRuns: 25 },
  )
})

/** A job that is due once an hour and so, after the start, only runs when it is asked to; when it ran. */
async function idle(clock: ReturnType<typeof fakeClock>) {
  const runs: { at: number; expedited: boolean }[] = []
  const slow = job('slow', 3_600_000, async (_, expedited) => void runs.push({ at: clock.monotonic(), expedited }))
  const scheduler = startScheduler([slow], { clock })
  await clock.advance(10_000)
  runs.length = 0
  return { scheduler, runs }
}

test('an expedited job runs four times within half a second, or as often as is asked for', async () => {
  const clock = fakeClock(0)
  const { scheduler, runs } = await idle(clock)
  await using _ = scheduler
  scheduler.expedite('slow')
  scheduler.expedite('nobody')
  await clock.advance(20_000)
  expect(runs).toHaveLength(4)
  expect(runs.every(({ expedited }) => expedited)).toBe(true)
  expect(runs.at(-1)!.at - runs[0]!.at).toBeLessThan(500)
  scheduler.expedite('slow', { runs: 1 })
  await clock.advance(20_000)
  expect(runs).toHaveLength(5)
})

test('what is hinted while a row runs is followed by one more row, however often it is hinted', async () => {
  const clock = fakeClock(0)
  const { scheduler, runs } = await idle(clock)
  await using _ = scheduler
  scheduler.expedite('slow')
  await clock.advance(200)
  for (let i = 0; i < 50; i++) scheduler.expedite('slow')
  await clock.advance(60_000)
  expect(runs).toHaveLength(8)
  expect(runs.at(-1)!.at - runs[0]!.at).toBeLessThan(1_000)
})

test('hints without end cost three rows at once and then one in five seconds, and the last one is looked after', async () => {
  const clock = fakeClock(0)
  const { scheduler, runs } = await idle(clock)
  await using _ = scheduler
  let last = 0
  for (let i = 0; i < 600; i++) {
    scheduler.expedite('slow')
    last = clock.monotonic()
    await clock.advance(100)
  }
  await clock.advance(20_000)
  const rows = runs.length / 4
  expect(rows).toBeGreaterThanOrEqual(13)
  expect(rows).toBeLessThanOrEqual(16)
  expect(runs.at(-1)!.at).toBeGreaterThan(last)
})

test('an expedited job runs as often as it is told to', async () => {
  const clock = fakeClock(0)
  let runs = 0
  await using scheduler = startScheduler([job('slow', 60_000, async (_, expedited) => void (expedited && runs++))], {
    clock,
  })
  await clock.advance(10_000)
  scheduler.expedite('slow', { runs: 1 })
  await clock.advance(2_000)
  expect(runs).toBe(1)
})

test('an expedited job does not overlap its own scheduled run', async () => {
  const clock = fakeClock(0)
  let running = 0
  let most = 0
  const slow = job('slow', 2_000, async (signal) => {
    most = Math.max(most, ++running)
    await clock.sleep(300, signal).finally(() => running--)
  })
  await using scheduler = startScheduler([slow], { clock })
  for (let i = 0; i < 40; i++) {
    scheduler.expedite('slow')
    await clock.advance(770)
  }
  expect(most).toBe(1)
})

test('a run that is brought forward comes soon, keeps apart from others, and is not followed by that which it replaces', async () => {
  const clock = fakeClock(0)
  const runs: { readonly id: string; readonly at: number }[] = []
  const ids = Array.from({ length: 400 }, (_, i) => `site-${i}/vnpt/icmp@hub`)
  const jobs = ids.map((id) => job(id, 60_000, async () => void runs.push({ id, at: clock.monotonic() })))
  await using scheduler = startScheduler(jobs, { clock })
  await clock.advance(200)
  for (const id of [...ids, 'nobody']) scheduler.bringForward(id)
  await clock.advance(400)
  expect(runs.map(({ id }) => id).sort()).toEqual(ids.toSorted())
  expect(new Set(runs.map(({ at }) => at)).size).toBeGreaterThan(100)
  await clock.advance(29_000)
  expect(runs).toHaveLength(400)
  await clock.advance(61_000)
  expect(new Set(runs.slice(400).map(({ id }) => id)).size).toBe(400)
  expect(runs.length).toBeLessThanOrEqual(1_000)
  expect(scheduler.readStats().skipped).toBe(0)
})

test('a run that would come sooner than when it is brought forward is left alone', async () => {
  const clock = fakeClock(0)
  let runs = 0
  const jobs = Array.from({ length: 2_000 }, (_, i) => job(`other-${i}`, 60_000))
  await using scheduler = startScheduler([...jobs, job('quick', 100, async () => void runs++)], { clock })
  await clock.advance(3_000)
  const before = runs
  for (let i = 0; i < 20; i++) scheduler.bringForward('quick')
  await clock.advance(1_000)
  expect(runs - before).toBeLessThanOrEqual(11)
})

const schedule = (more: Partial<Schedule>): Schedule => ({
  id: 's',
  zone: 'Asia/Ho_Chi_Minh',
  days: [0, 1, 2, 3, 4, 5, 6],
  ...more,
})
/** Two hours after midnight in Viet Nam. */
const NIGHT = Date.UTC(2026, 10, 25, 19)

test('a job with hours runs within them only, and counts nothing as skipped; asked for, it runs at any time', async () => {
  const clock = fakeClock(NIGHT)
  const runs: number[] = []
  const timed = {
    ...job('x', 60_000, async () => void runs.push(clock.now() - NIGHT)),
    schedule: schedule({ hours: [[180, 240]] }),
  }
  await using scheduler = startScheduler([timed], { clock })
  await clock.advance(3_500_000)
  expect(runs).toEqual([])
  scheduler.expedite('x', { runs: 1 })
  await clock.advance(1_000)
  expect(runs).toHaveLength(1)
  await clock.advance(3 * 3_600_000)
  expect(runs.length).toBeGreaterThanOrEqual(60)
  expect(runs.length).toBeLessThanOrEqual(63)
  expect(runs[1]).toBeGreaterThanOrEqual(3_600_000)
  expect(runs[1]).toBeLessThan(3_620_000)
  expect(runs.at(-1)).toBeLessThan(7_200_000)
  expect(scheduler.readStats().skipped).toBe(0)
})

test('a job with times runs once at each, within the minute after it', async () => {
  const clock = fakeClock(NIGHT)
  const runs: number[] = []
  const timed = {
    ...job('x', 30_000, async () => void runs.push(clock.now() - NIGHT)),
    schedule: schedule({ at: [150, 210] }),
  }
  await using _ = startScheduler([timed], { clock })
  await clock.advance(25 * 3_600_000)
  const hours = runs.map((at) => Math.floor(at / 1_800_000) / 2)
  expect(hours).toEqual([0.5, 1.5, 24.5])
  for (const at of runs) expect(at % 1_800_000).toBeLessThan(62_000)
})
