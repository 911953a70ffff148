import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type Check, parseLines, silentLog, systemClock } from '@vonggac/model'
import { expect, onTestFinished, test } from 'vitest'
import { runOrder } from './run-order.ts'

const signal = new AbortController().signal

async function open() {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {}).destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, count: () => connections }
}

const checkOf = (port: number, more: Partial<Check> = {}): Check => ({
  id: 'dc/mail/tcp@hub',
  kind: 'tcp',
  target: `127.0.0.1:${port}`,
  vantage: 'hub',
  node: 'dc/mail',
  intervalMs: 30_000,
  timeoutMs: 5_000,
  tags: { site: 'dc', service: 'mail' },
  config: { host: '127.0.0.1', port },
  ...more,
})

const deps = (plan: readonly Check[]) => ({ plan, clock: systemClock, log: silentLog, secret: () => '' })

test('a check of the plan is run once a round, and its points come along', async () => {
  const server = await open()
  const { results, problem } = await runOrder(
    {
      kind: 'run',
      id: 'r1',
      rounds: [
        { pauseMs: 0, checks: [{ id: 'dc/mail/tcp@hub' }] },
        { pauseMs: 1, checks: [{ id: 'dc/mail/tcp@hub', timeoutMs: 100 }] },
      ],
    },
    deps([checkOf(server.port)]),
    signal,
  )
  expect(problem).toBeUndefined()
  expect(results.map(({ round, check, status }) => [round, check, status])).toEqual([
    [0, 'dc/mail/tcp@hub', 'ok'],
    [1, 'dc/mail/tcp@hub', 'ok'],
  ])
  const { points } = parseLines(Buffer.from(results[0]!.lines), { now: 0n, precision: 'ns' } as never)
  expect(points[0]).toMatchObject({ measurement: 'net_response', tags: { site: 'dc', agent: 'hub' } })
  expect(server.count()).toBe(2)
})

test('what the plan does not have is not asked, whatever the order says', async () => {
  const { results } = await runOrder(
    { kind: 'run', id: 'r1', rounds: [{ pauseMs: 0, checks: [{ id: 'dc/other/tcp@hub' }] }] },
    deps([]),
    signal,
  )
  expect(results).toMatchObject([{ status: 'unknown', error: 'local', lines: '' }])
})

test('an order does not send a check anywhere else', async () => {
  const [own, other] = [await open(), await open()]
  const set = { host: '127.0.0.1', port: other.port, durationMs: 1 }
  const rounds = [{ pauseMs: 0, checks: [{ id: 'dc/mail/tcp@hub', set }] }]
  await runOrder({ kind: 'run', id: 'r1', rounds }, deps([checkOf(own.port)]), signal)
  expect([own.count(), other.count()]).toEqual([1, 0])
})

test('an order without measure is refused', async () => {
  const rounds = Array.from({ length: 6 }, () => ({ pauseMs: 0, checks: [] }))
  const answer = await runOrder({ kind: 'run', id: 'r1', rounds }, deps([]), signal)
  expect(answer).toEqual({ results: [], problem: 'an order of 6 rounds; an agent does at most 5' })
})

test('stopping ends it', async () => {
  const stop = new AbortController()
  const rounds = [{ pauseMs: 60_000, checks: [{ id: 'x' }] }]
  const run = runOrder({ kind: 'run', id: 'r1', rounds }, deps([]), stop.signal)
  stop.abort(new Error('stopping'))
  await expect(run).rejects.toThrow('stopping')
})
