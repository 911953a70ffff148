import { type FakeClock, fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { type AttemptLimit, createAttemptLimit } from './attempt-limit.ts'

/** How long each of so many attempts has to wait, when each is made as soon as it may be, s. */
async function waitsOf(count: number, clock: FakeClock, attempt: (n: number) => ReturnType<AttemptLimit['attempt']>) {
  const waits: number[] = []
  for (let n = 0; n < count; n++) {
    const wait = attempt(n)
    waits.push(wait / 1_000)
    if (wait === 0) continue
    await clock.advance(wait)
    expect(attempt(n)).toBe(0)
  }
  return waits
}

test('a user has five attempts from wherever, then waits twice as long each time, a minute at most', async () => {
  const clock = fakeClock()
  const limit = createAttemptLimit(clock)
  const waits = await waitsOf(14, clock, (n) => limit.attempt('lan', `10.0.0.${n}`))
  expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
  expect(limit.attempt('binh', '10.0.0.1')).toBe(0)
})

test('an address has twenty attempts with whatever names, then waits up to a quarter of an hour', async () => {
  const clock = fakeClock()
  const limit = createAttemptLimit(clock)
  const waits = await waitsOf(32, clock, (n) => limit.attempt(`user-${n}`, '10.0.0.1'))
  expect(waits.slice(19)).toEqual([0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  expect(limit.attempt('user-0', '10.0.0.2')).toBe(0)
})

test('the right password ends the waiting of its user, and costs its address nothing', () => {
  const limit = createAttemptLimit(fakeClock())
  for (let n = 0; n < 200; n++) {
    expect(limit.attempt('lan', '10.0.0.1')).toBe(0)
    limit.succeeded('lan', '10.0.0.1')
  }
})

test('a hundred at once are a hundred', () => {
  const limit = createAttemptLimit(fakeClock())
  const waits = Array.from({ length: 100 }, () => limit.attempt('lan', '10.0.0.1'))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
})

test('an hour later all is forgotten', async () => {
  const clock = fakeClock()
  const limit = createAttemptLimit(clock)
  for (let n = 0; n < 6; n++) limit.attempt('lan', '10.0.0.1')
  await clock.advance(3_600_000)
  for (let n = 0; n < 5; n++) expect(limit.attempt('lan', '10.0.0.1')).toBe(0)
})
