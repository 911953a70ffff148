import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { silentLog, systemClock } from '@vonggac/model'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createPost } from './http-post.ts'
import { createQuarantine } from './quarantine.ts'
import { openSpool } from './spool.ts'
import { startUplink } from './uplink.ts'

type Reply = { status: number; body?: unknown; headers?: Record<string, string> }

/** A real HTTP server that answers as told and remembers what it took. */
async function collector(reply: (lines: string[], nth: number) => Reply) {
  const bodies: string[][] = []
  const requests: IncomingMessage[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n')
    requests.push(request)
    const { status, body, headers } = reply(lines, requests.length)
    if (status < 300 || status === 400) bodies.push(lines)
    response.writeHead(status, headers)
    response.end(body === undefined ? undefined : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    requests,
    taken: () => bodies.flat(),
  }
}

function stage(url: string) {
  const dir = mkdtempSync(join(tmpdir(), 'uplink-'))
  const post = createPost()
  const spool = openSpool(join(dir, 'spool.db'), { maxBytes: 1e8, maxAgeMs: 1e9 }, { clock: systemClock })
  const refused = join(dir, 'refused.jsonl')
  const quarantine = createQuarantine(refused, { clock: systemClock, log: silentLog })
  const start = () =>
    startUplink(
      { url, key: 'k1', agent: 'hub', version: '1' },
      { spool, quarantine, post, clock: systemClock, log: silentLog },
    )
  onTestFinished(async () => {
    post[Symbol.dispose]()
    await spool[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true })
  })
  return { spool, start, refused }
}

const records = (spool: ReturnType<typeof openSpool>) => spool.journal.stats().records

test('what is in the spool arrives, in order, with our key, and leaves the spool', async () => {
  const there = await collector(() => ({ status: 204 }))
  const { spool, start } = stage(there.url)
  await using uplink = start()
  for (const line of ['m v=1 1\n', 'm v=2 2\n', 'm v=3 3\n']) await spool.append(line)
  uplink.flush()
  await vi.waitFor(() => expect(records(spool)).toBe(0))
  expect(there.taken()).toEqual(['m v=1 1', 'm v=2 2', 'm v=3 3'])
  expect(there.requests[0]!.headers).toMatchObject({ authorization: 'Bearer k1', 'x-vonggac-agent': 'hub' })
})

test('a collector that is away costs nothing: everything arrives later', async () => {
  const there = await collector((_, nth) => ({ status: nth <= 2 ? 503 : 204 }))
  const { spool, start } = stage(there.url)
  await using uplink = start()
  await spool.append('m v=1 1\n')
  uplink.flush()
  await vi.waitFor(() => expect(records(spool)).toBe(0), { timeout: 10_000 })
  expect(there.taken()).toEqual(['m v=1 1'])
})

test('a spool that cannot forget what was sent, on a full disk, stops nothing for good', async () => {
  const there = await collector(() => ({ status: 204 }))
  const { spool, start } = stage(there.url)
  const { journal } = spool
  const remove = journal.remove
  let failures = 0
  journal.remove = (first, last) => {
    if (++failures > 2) return remove(first, last)
    throw new Error('database or disk is full')
  }
  await using uplink = start()
  await spool.append('m v=1 1\n')
  uplink.flush()
  await vi.waitFor(() => expect(records(spool)).toBe(0), { timeout: 10_000 })
  await spool.append('m v=2 2\n')
  uplink.flush()
  await vi.waitFor(() => expect(there.taken()).toContain('m v=2 2'))
})

test('a backlog drains after an outage even where nothing new comes', async () => {
  const there = await collector((_, nth) => ({ status: nth === 1 ? 503 : 204 }))
  const { spool, start } = stage(there.url)
  await spool.append('old v=1 1\n')
  await using _ = start()
  await vi.waitFor(() => expect(records(spool)).toBe(0), { timeout: 10_000 })
  expect(there.taken()).toEqual(['old v=1 1'])
})

test('refused lines are set aside with the reason, and block nothing', async () => {
  const there = await collector((lines) => {
    const line = lines.findIndex((text) => text.startsWith('bad')) + 1
    return line > 0
      ? { status: 400, body: { detail: 'partial write', errors: [{ line, reason: 'missing fields' }] } }
      : { status: 204 }
  })
  const { spool, start, refused } = stage(there.url)
  await using uplink = start()
  for (const line of ['m v=1 1\n', 'bad\n', 'm v=2 2\n']) await spool.append(line)
  uplink.flush()
  await vi.waitFor(() => expect(records(spool)).toBe(0))
  await spool.append('m v=3 3\n')
  uplink.flush()
  await vi.waitFor(() => expect(there.taken()).toContain('m v=3 3'))
  expect(JSON.parse(readFileSync(refused, 'utf8'))).toMatchObject({ line: 'bad', reason: 'missing fields' })
})

test('a batch that is too large is halved until it fits; a record that never fits is set aside', async () => {
  const there = await collector((lines) => ({ status: lines.join().length > 3_000 ? 413 : 204 }))
  const { spool, start, refused } = stage(there.url)
  for (let i = 0; i < 40; i++) await spool.append(`m s="${'x'.repeat(400)}" ${i}\n`)
  await spool.append(`m s="${'y'.repeat(9_000)}" 99\n`)
  await using _ = start()
  await vi.waitFor(() => expect(records(spool)).toBe(0), { timeout: 10_000 })
  expect(there.taken()).toHaveLength(40)
  expect(existsSync(refused)).toBe(true)
})

test('after a start the backlog drains beside live data, oldest first, and live data does not wait for it', async () => {
  const there = await collector(() => ({ status: 204 }))
  const { spool, start } = stage(there.url)
  const lines = Array.from({ length: 3_000 }, (_, i) => `old v=${i} ${i}`)
  for (const line of lines) void spool.append(`${line}\n`)
  await spool.append('old v=last 3000\n')
  await using uplink = start()
  await spool.append('live v=1 9999\n')
  uplink.flush()
  await vi.waitFor(() => expect(records(spool)).toBe(0), { timeout: 20_000 })
  const old = there.taken().filter((line) => line.startsWith('old'))
  expect(old).toEqual([...lines, 'old v=last 3000'])
  const liveBatch = there.bodies.findIndex((batch) => batch.includes('live v=1 9999'))
  expect(liveBatch).toBeLessThan(there.bodies.length - 1)
})

test('disposing sends what is left', async () => {
  const there = await collector(() => ({ status: 204 }))
  const { spool, start } = stage(there.url)
  const uplink = start()
  await spool.append('m v=1 1\n')
  await uplink[Symbol.asyncDispose]()
  expect(there.taken()).toEqual(['m v=1 1'])
  expect(records(spool)).toBe(0)
})
