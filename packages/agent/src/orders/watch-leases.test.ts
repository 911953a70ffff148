import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createWatchLeases } from './watch-leases.ts'

const ID = 'tam-ky/vc1/sip@hub'

function watching() {
  const clock = fakeClock()
  const runs: string[] = []
  const leases = createWatchLeases(new Set([ID]), { clock, expedite: (id) => runs.push(id) })
  const take = (intervalMs: number, leaseMs: number, id = ID) =>
    leases.take({ kind: 'watch', id: 'w1', checks: [id], intervalMs, leaseMs })
  return { clock, runs, leases, take }
}

test('a check runs at the pace that is asked for, until the lease ends', async () => {
  const { clock, runs, leases, take } = watching()
  take(10_000, 35_000)
  await clock.advance(120_000)
  expect(runs).toHaveLength(3)
  expect(leases.size).toBe(0)
})

test('saying it again prolongs the lease and leaves the pace alone', async () => {
  const { clock, runs, take } = watching()
  take(10_000, 35_000)
  for (let turn = 0; turn < 3; turn++) {
    await clock.advance(15_000)
    take(10_000, 35_000)
  }
  await clock.advance(15_000)
  expect(runs).toHaveLength(6)
})

test('another pace begins at once', async () => {
  const { clock, runs, take } = watching()
  take(60_000, 600_000)
  await clock.advance(30_000)
  take(10_000, 600_000)
  await clock.advance(30_000)
  expect(runs).toHaveLength(3)
})

test('what the plan does not have is left out, and nobody watches faster than is decent', async () => {
  const { clock, runs, leases, take } = watching()
  take(10_000, 60_000, 'other@hub')
  expect(leases.size).toBe(0)
  take(1, 10_500)
  await clock.advance(20_000)
  expect(runs).toHaveLength(2)
})

test('disposing ends all of it', async () => {
  const { clock, runs, leases, take } = watching()
  take(10_000, 600_000)
  leases[Symbol.dispose]()
  await clock.advance(60_000)
  expect(runs).toEqual([])
})
