import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type Clock, type Order, type OrderAnswer, silentLog, systemClock } from '@vonggac/model'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createPost } from '../http-post.ts'
import { type OrdersDeps, startOrders } from './orders.ts'

/** A collector that offers what it is given, once, and keeps what comes back. */
async function collector(offers: { status?: number; body: unknown }[]) {
  const polls: IncomingMessage[] = []
  const answers: { id: string; answer: OrderAnswer }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.method === 'POST') {
      const answer = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as OrderAnswer
      answers.push({ id: decodeURIComponent(request.url!.split('/').at(-1)!), answer })
      return void response.writeHead(204).end()
    }
    polls.push(request)
    const offer = offers.shift()
    // No more to offer: the question stays open, as the collector's would.
    if (offer) response.writeHead(offer.status ?? 200).end(JSON.stringify(offer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, polls, answers }
}

/** Does not wait between attempts. */
const impatient: Clock = { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(1, signal) }

const runOf = (id: string): Order => ({ kind: 'run', id, rounds: [] })

function taking(url: string, more: { run?: OrdersDeps['run'] } = {}) {
  const post = createPost()
  const watched: Order[] = []
  const agent = startOrders(
    { url, key: 'k1', agent: 'hub', version: '1' },
    {
      post,
      clock: impatient,
      log: silentLog,
      run: more.run ?? (async () => ({ results: [] })),
      watch: (order) => watched.push(order),
    },
  )
  onTestFinished(async () => {
    await agent[Symbol.asyncDispose]()
    post[Symbol.dispose]()
  })
  return { agent, watched }
}

test('an order is done and answered, and what is newer is asked for', async () => {
  const at = await collector([{ body: { last: 7, orders: [runOf('r 1')] } }])
  taking(at.url)
  await vi.waitFor(() => expect(at.answers).toEqual([{ id: 'r 1', answer: { results: [] } }]))
  await vi.waitFor(() => expect(at.polls).toHaveLength(2))
  expect(at.polls.map(({ url }) => url)).toEqual([
    '/api/v1/agents/self/orders?after=0&wait=25',
    '/api/v1/agents/self/orders?after=7&wait=25',
  ])
  expect(at.polls[0]!.headers).toMatchObject({ authorization: 'Bearer k1', 'x-vonggac-agent': 'hub' })
})

test('a lease is taken, and what a newer collector may say is passed over', async () => {
  const lease: Order = { kind: 'watch', id: 'w1', checks: ['a'], intervalMs: 15_000, leaseMs: 120_000 }
  const at = await collector([{ body: { last: 1, orders: [lease, { kind: 'dance', id: 'd1' }, null, 'x'] } }])
  const { watched } = taking(at.url)
  await vi.waitFor(() => expect(watched).toEqual([lease]))
})

test('more than two at a time are refused, not queued', async () => {
  const at = await collector([{ body: { last: 3, orders: ['r1', 'r2', 'r3'].map(runOf) } }])
  taking(at.url, { run: (_order, signal) => systemClock.sleep(60_000, signal) as Promise<never> })
  await vi.waitFor(() =>
    expect(at.answers).toEqual([{ id: 'r3', answer: { results: [], problem: 'the agent is busy with other orders' } }]),
  )
})

test('trouble is waited out, and an answer that makes no sense is trouble', async () => {
  const at = await collector([
    { status: 503, body: {} },
    { body: 'nonsense' },
    { body: { last: 1, orders: [runOf('r1')] } },
  ])
  taking(at.url)
  await vi.waitFor(() => expect(at.answers).toHaveLength(1))
})
