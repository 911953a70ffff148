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
  const ask = (path: string, signal: AbortSignal = new AbortController().signal) =>
    courier.exchange({
      method: 'POST',
      url: new URL(`${base}${path}`),
      headers: {},
      body: '{}',
      signal,
      ca: undefined,
      receipt: { key: path, channel: 'hook' },
    })
  const owned = stack.move()
  onTestFinished(() => owned.disposeAsync())
  return {
    ask,
    noted: () =>
      readFileSync(receipts, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).key),
  }
}

test('what is taken over is noted before anybody hears of the answer, and nothing else is', async () => {
  const { ask, noted } = await setUp()
  expect(await ask('/takes')).toEqual({ status: 204, retryAfter: '7', beginning: '' })
  expect(noted()).toEqual(['/takes'])
  expect(await ask('/refuses')).toMatchObject({ status: 503, retryAfter: '7' })
  await expect(ask('/breaks')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(noted()).toEqual(['/takes'])
})

test('a request is given up when its time is over', async () => {
  const { ask } = await setUp()
  await expect(ask('/hangs', AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(ask('/takes', AbortSignal.abort(new Error('stops')))).rejects.toThrow('stops')
  expect(await ask('/takes')).toMatchObject({ status: 204 })
})
