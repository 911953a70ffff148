import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type HttpConfig, type TlsConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { createHttpProbe } from '../../packages/agent/src/probes/http/index.ts'
import { createTlsProbe } from '../../packages/agent/src/probes/tls/index.ts'

/** Servers that misbehave: no probe throws or hangs, memory stays bounded, and no socket stays. */
const http = createHttpProbe({ clock: systemClock, log: silentLog })
const tls = createTlsProbe({ clock: systemClock, log: silentLog })
const DEADLINE_MS = 1_000

async function scripted(behave: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    // What is not read would keep the end of the connection from being seen.
    socket.resume()
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const context = () => ({ clock: systemClock, signal: AbortSignal.timeout(DEADLINE_MS), secret: () => '' })
const OK = 'HTTP/1.1 200 OK\r\n'
const json = { expect: { json: [{ path: 'a', exists: true }] } }

/** Writes for as long as the other side takes it. */
function endlessly(socket: Socket, first: string, more: Buffer) {
  socket.write(first)
  const go = () => {
    while (!socket.destroyed && socket.write(more));
  }
  socket.on('drain', go)
  go()
}

/** Writes one byte every few milliseconds. */
function drip(socket: Socket, first: string, byte: string) {
  socket.write(first)
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(byte)), 5)
  socket.on('close', () => clearInterval(timer))
}

const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20))

test.for<[string, (socket: Socket) => void, object, object]>([
  ['says nothing', () => {}, {}, { error: 'timeout', detail: 'the deadline came while waiting for the answer' }],
  ['closes at once', (s) => s.end(), {}, { error: 'reset' }],
  [
    'resets in the middle of the body',
    (s) => s.write(`${OK}Content-Length: 99\r\n\r\nabc`, () => setTimeout(() => s.resetAndDestroy(), 20)),
    {},
    { error: 'reset' },
  ],
  ['closes in the middle of the body', (s) => s.end(`${OK}Content-Length: 99\r\n\r\nabc`), {}, { error: 'reset' }],
  [
    'drips headers',
    (s) => drip(s, `${OK}X: `, 'x'),
    {},
    { error: 'timeout', detail: 'the deadline came while reading the headers' },
  ],
  [
    'drips a body',
    (s) => drip(s, `${OK}\r\n`, 'x'),
    {},
    { error: 'timeout', detail: 'the deadline came while reading the body' },
  ],
  ['sends endless headers', (s) => endlessly(s, OK, Buffer.from('X: y\r\n'.repeat(1_000))), {}, { error: 'protocol' }],
  ['sends an endless line', (s) => endlessly(s, OK, Buffer.alloc(9_999, 'x')), {}, { error: 'protocol' }],
  [
    'sends an endless body',
    (s) => endlessly(s, `${OK}\r\n`, Buffer.alloc(65_536, 'x')),
    json,
    { error: 'mismatch', detail: expect.stringContaining('longer than maxBytes') },
  ],
  [
    'sends endless interim answers',
    (s) => endlessly(s, '', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000))),
    {},
    { error: 'protocol' },
  ],
  ['sends garbage', (s) => endlessly(s, '', Buffer.alloc(65_536, '\u0000\u00ff\u0001')), {}, { error: 'protocol' }],
  [
    'announces a chunk larger than numbers',
    (s) => s.write(`${OK}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n`),
    {},
    { error: 'protocol' },
  ],
  [
    'sends a compressed bomb',
    (s) =>
      s.end(
        Buffer.concat([Buffer.from(`${OK}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`), bomb]),
      ),
    json,
    { error: 'protocol', detail: expect.stringContaining('inflates to more than') },
  ],
  [
    'calls garbage gzip',
    (s) => s.end(`${OK}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc`),
    json,
    { error: 'protocol', detail: 'the body is no gzip' },
  ],
  [
    'compresses as nobody asked',
    (s) => s.end(`${OK}Content-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc`),
    json,
    { error: 'protocol' },
  ],
  [
    'redirects to an endless address',
    (s) => s.end(`HTTP/1.1 302 Found\r\nLocation: /${'x'.repeat(20_000)}\r\nContent-Length: 0\r\n\r\n`),
    {},
    { error: 'protocol' },
  ],
  [
    'redirects without end',
    (s) => s.end(`HTTP/1.1 302 Found\r\nLocation: /${Math.random()}\r\nContent-Length: 0\r\n\r\n`),
    {},
    { error: 'protocol', detail: expect.stringContaining('more than 5 redirects') },
  ],
  [
    'answers with control characters',
    (s) => s.end('\u001b[2J\u0000evil\r\n'),
    {},
    { error: 'protocol', detail: expect.not.stringContaining('\u001b') },
  ],
])('an http server that %s', async ([, behave, options, expected]) => {
  await using server = await scripted(behave)
  const before = process.memoryUsage().arrayBuffers
  const startMs = performance.now()
  const config = checkKinds.http.config.parse({ url: `http://127.0.0.1:${server.port}/`, ...options }) as HttpConfig
  const reading = await http.run(config, context())
  expect(reading).toMatchObject({ status: 'fail', ...expected })
  expect(reading.detail!.length).toBeLessThan(500)
  expect(performance.now() - startMs).toBeLessThan(DEADLINE_MS + 1_000)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 2 ** 20)
  await expect.poll(() => server.open.size).toBe(0)
})

test.for<[string, (socket: Socket) => void, string | undefined, string]>([
  ['says nothing', () => {}, undefined, 'timeout'],
  ['closes', (s) => s.end(), undefined, 'reset'],
  ['speaks plain text', (s) => s.write('220 mx\r\n'), undefined, 'tls'],
  [
    'sends garbage',
    (s) => endlessly(s, '', Buffer.alloc(65_536, Buffer.from([22, 3, 3, 255, 255, 9]))),
    undefined,
    'tls',
  ],
  ['greets without end', (s) => endlessly(s, '', Buffer.from('220-x\r\n'.repeat(1_000))), 'smtp', 'protocol'],
  ['offers no TLS', (s) => s.on('data', () => s.write('500 what?\r\n')).write('220 mx\r\n'), 'smtp', 'tls'],
  ['closes after the greeting', (s) => s.end('220 mx\r\n'), 'smtp', 'reset'],
  [
    'agrees and then speaks plain text',
    (s) => s.on('data', (d) => s.write(`${d}`.startsWith('ST') ? '220 go\r\n' : '250 x\r\n')).write('220 mx\r\n'),
    'smtp',
    'tls',
  ],
])('a tls server that %s', async ([, behave, startTls, error]) => {
  await using server = await scripted(behave)
  const config = checkKinds.tls.config.parse({ host: '127.0.0.1', port: server.port, ...(startTls && { startTls }) })
  const startMs = performance.now()
  expect(await tls.run(config as TlsConfig, context())).toMatchObject({ status: 'fail', error })
  expect(performance.now() - startMs).toBeLessThan(DEADLINE_MS + 1_000)
  await expect.poll(() => server.open.size).toBe(0)
})

test('stopping the agent in the middle is no outage, and no socket stays', async () => {
  await using server = await scripted((socket) => drip(socket, OK, 'x'))
  const stop = new AbortController()
  const reason = new Error('stopping')
  const config = checkKinds.http.config.parse({ url: `http://127.0.0.1:${server.port}/` }) as HttpConfig
  const run = http.run(config, { ...context(), signal: stop.signal })
  setTimeout(() => stop.abort(reason), 100)
  await expect(run).rejects.toBe(reason)
  await expect.poll(() => server.open.size).toBe(0)
})
