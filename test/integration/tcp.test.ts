import { ProbeFailure, silentLog, systemClock } from '@vonggac/model'
import { expect, test, vi } from 'vitest'
import { createTcpProbe } from '../../packages/agent/src/probes/tcp/index.ts'
import { cutLoopback } from '../support/loopback-outage.ts'

const probe = createTcpProbe({ clock: systemClock, log: silentLog })
const run = (host: string, signal: AbortSignal) =>
  probe.run({ host, port: 80 }, { clock: systemClock, signal, secret: () => '' })
const sockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length

test('a host that says nothing is a timeout at the deadline, and no socket stays', async () => {
  using _outage = cutLoopback('127.77.41.0/24')
  const before = sockets()
  const startMs = performance.now()
  const reading = await run('127.77.41.1', AbortSignal.timeout(300))
  expect(performance.now() - startMs).toBeLessThan(1_500)
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'timeout',
    measured: [{ tags: { result: 'timeout' }, fields: { result_code: 1n } }],
  })
  await vi.waitFor(() => expect(sockets()).toBe(before))
})

test('a host without a route is unreachable at once', async () => {
  using _outage = cutLoopback('127.77.42.0/24', 'unreachable')
  expect(await run('127.77.42.1', AbortSignal.timeout(5_000))).toMatchObject({ status: 'fail', error: 'unreachable' })
})

test('stopping the agent in the middle is no outage', async () => {
  using _outage = cutLoopback('127.77.43.0/24')
  const stop = new AbortController()
  const reason = new Error('stopping')
  const result = run('127.77.43.1', stop.signal)
  setTimeout(() => stop.abort(reason), 100)
  await expect(result).rejects.toBe(reason)
  await expect(result).rejects.not.toBeInstanceOf(ProbeFailure)
})
