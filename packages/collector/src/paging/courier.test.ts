import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startCourier } from './courier.ts'

async function setUp() {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-courier-'))
  stack.defer(() => rmSync(dir, { recursive: true }))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    if (pathname === '/hangs') return
    if (pathname === '/breaks') return void request.socket.destroy()
    response.writeHead(pathname === '/refuses' ? 503 : 204, { 'retry-after': '7' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stack.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const receipts = join(dir, 'receipts')
  const courier = stack.use(startCourier(receipts))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = (
    path: string,
    { signal = new AbortController().signal, byStatus = true, to = base, underWay = () => {} } = {},
  ) =>
    courier.exchange({
      method: 'POST',
      url: new URL(`${to}${path}`),
      underWay,
      headers: {},
      body: '{}',
      signal,
      ca: undefined,
      receipt: { key: path, channel: 'hook', byStatus },
    })
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const nowhere = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`
  closed.close()
  const owned = stack.move()
  onTestFinished(() => owned.disposeAsync())
  return {
    ask,
    nowhere,
    noted: () =>
      readFileSync(receipts, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        .map(({ key, what = 'taken' }) => `${key} ${what}`),
  }
}

test('what is under way, and what is taken over, is noted before anybody hears of the answer', async () => {
  const { ask, noted } = await setUp()
  expect(await ask('/takes')).toEqual({ status: 204, retryAfter: '7', beginning: '' })
  expect(noted()).toEqual(['/takes begun', '/takes taken'])
  expect(await ask('/refuses')).toMatchObject({ status: 503, retryAfter: '7' })
  expect(noted().slice(2)).toEqual(['/refuses begun', '/refuses closed'])
  await expect(ask('/breaks')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(noted().slice(4)).toEqual(['/breaks begun'])
  await ask('/takes', { byStatus: false })
  expect(noted().slice(5)).toEqual(['/takes begun'])
})

test('nothing is under way to where nothing listens', async () => {
  const { ask, noted, nowhere } = await setUp()
  const begun: string[] = []
  const underWay = () => begun.push('asked')
  await expect(ask('/x', { to: nowhere, underWay })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect([begun, noted()]).toEqual([[], []])
  await expect(ask('/breaks', { underWay })).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect([begun, noted()]).toEqual([['asked'], ['/breaks begun']])
})

test('a request is given up when its time is over', async () => {
  const { ask } = await setUp()
  await expect(ask('/hangs', { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(ask('/takes', { signal: AbortSignal.abort(new Error('stops')) })).rejects.toThrow('stops')
  expect(await ask('/takes')).toMatchObject({ status: 204 })
})
