import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { silentLog, systemClock } from '@vonggac/model'
import { expect, test, vi } from 'vitest'
import { createTcpProbe } from './index.ts'
import { failureReading, tcpReading } from './reading.ts'

const context = (signal: AbortSignal = AbortSignal.timeout(5_000)) => ({ clock: systemClock, signal, secret: () => '' })
const probe = () => createTcpProbe({ clock: systemClock, log: silentLog })

async function listening() {
  const open = new Set<unknown>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    open,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

test('an open port answers, and the connection is closed again', async () => {
  await using server = await listening()
  const reading = await probe().run({ host: '127.0.0.1', port: server.port }, context())
  expect(reading.status).toBe('ok')
  expect(reading.measured).toEqual([
    {
      measurement: 'net_response',
      tags: { server: '127.0.0.1', port: `${server.port}`, protocol: 'tcp', result: 'success' },
      fields: { response_time: expect.any(Number), result_code: 0n, result_type: 'success' },
    },
  ])
  await vi.waitFor(() => expect(server.open.size).toBe(0))
})

test('a name is resolved', async () => {
  await using server = await listening()
  expect(await probe().run({ host: 'localhost', port: server.port }, context())).toMatchObject({ status: 'ok' })
})

test('a closed port refuses', async () => {
  const server = await listening()
  await server[Symbol.asyncDispose]()
  expect(await probe().run({ host: '127.0.0.1', port: server.port }, context())).toMatchObject({
    status: 'fail',
    error: 'refused',
    measured: [{ tags: { result: 'connection_failed' }, fields: { result_code: 2n } }],
  })
})

test('a name without an address is a failure of dns', async () => {
  expect(await probe().run({ host: 'no-such-host.invalid', port: 1 }, context())).toMatchObject({
    status: 'fail',
    error: 'dns',
  })
})

test('a resolver that never answers does not hold a run beyond its deadline', async () => {
  vi.doMock('node:dns/promises', () => ({ lookup: () => new Promise(() => {}) }))
  try {
    const deadline = new AbortController()
    const run = probe().run({ host: 'hangs.invalid', port: 1 }, context(deadline.signal))
    deadline.abort(new DOMException('late', 'TimeoutError'))
    expect(await run).toMatchObject({
      status: 'fail',
      error: 'timeout',
      detail: 'the name was not resolved before the deadline',
      measured: [{ tags: { result: 'timeout' } }],
    })
  } finally {
    vi.doUnmock('node:dns/promises')
  }
})

test('a run that has been stopped rejects with the reason, before and during', async () => {
  const reason = new Error('stopping')
  await expect(probe().run({ host: '127.0.0.1', port: 1 }, context(AbortSignal.abort(reason)))).rejects.toBe(reason)
  const stop = new AbortController()
  const run = probe().run({ host: 'localhost', port: 9 }, context(stop.signal))
  stop.abort(reason)
  await expect(run).rejects.toBe(reason)
})

test('slow is a warning beyond the threshold only', () => {
  const config = { host: 'h', port: 1, warnMs: 20 }
  expect(tcpReading(config, 20)).toMatchObject({ status: 'ok' })
  expect(tcpReading(config, 21)).toMatchObject({
    status: 'warn',
    error: 'slow',
    detail: 'connected in 21.0 ms; slower than 20.0 ms',
  })
  expect(tcpReading({ host: 'h', port: 1 }, 9_000)).toMatchObject({ status: 'ok' })
})

test('a deadline is told apart from a refusal, as Telegraf does', () => {
  const timeout = failureReading({ host: 'h', port: 1 }, { error: 'timeout', detail: '' })
  expect(timeout.measured[0]).toMatchObject({ tags: { result: 'timeout' }, fields: { result_code: 1n } })
})
