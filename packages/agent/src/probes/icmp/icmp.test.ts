import { ProbeFailure, silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test, vi } from 'vitest'
import { createNameCache } from '../name-cache.ts'
import { createIcmpProbe } from './index.ts'

test('a name that has no address at first is looked up again, and then watched', async () => {
  const clock = fakeClock()
  let address: string | undefined
  const names = createNameCache(clock, async (host) => {
    if (!address) throw new ProbeFailure('dns', `${host}: no such host`)
    return address
  })
  const probe = createIcmpProbe({ clock, log: silentLog, names, which: async () => undefined })
  const config = { address: 'router.example', periodMs: 1_000, lostAfterMs: 500, size: 56, lossRun: 3, warnLossPct: 5 }
  const context = { clock, signal: new AbortController().signal, secret: () => '' }
  await probe.watch([{ checkId: 'a', config }], () => {})
  const reading = () =>
    probe.read('a', context).then(
      ({ detail }) => detail,
      (error: Error) => error.message,
    )
  expect(await reading()).toBe('router.example: no such host')

  address = '127.33.1.1'
  await clock.advance(30_000)
  await reading()
  await clock.advance(0)
  expect(await reading()).toBe('router.example: no such host')
  await clock.advance(31_000)
  await reading()
  await vi.waitFor(async () => expect(await reading()).toMatch(/no packet has been sent/))
  await probe.close()
})
