import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { silentLog, systemClock } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { createSipProbe } from './index.ts'

/** Peers that behave as no specification says. */

const config = (port: number, more: Partial<SipConfig> = {}): SipConfig => ({
  host: '127.0.0.1',
  port,
  transport: 'udp',
  expect: [],
  warnDays: 21,
  failDays: 7,
  insecure: false,
  ...more,
})
const late = () => new DOMException('late', 'TimeoutError')

/** Runs against a peer and ends the run `afterMs` later, as its deadline would. */
async function ask(port: number, more: Partial<SipConfig> = {}, { afterMs = 5_000, password = 'x' } = {}) {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(late()), afterMs)
  try {
    const context = { clock: systemClock, signal: deadline.signal, secret: () => password }
    return await createSipProbe({ clock: systemClock, log: silentLog }).run(config(port, more), context)
  } finally {
    clearTimeout(timer)
  }
}

/** The lines of an answer that belong to the question. */
const repeated = (asked: string) =>
  asked
    .split('\r\n')
    .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
    .join('\r\n')
const answer = (asked: string, status: string, more = '') =>
  `SIP/2.0 ${status}\r\n${repeated(asked)}\r\n${more}Content-Length: 0\r\n\r\n`

async function udpPeer(reply: (asked: string, say: (text: string | Buffer) => void, from: RemoteInfo) => void) {
  const socket = createSocket('udp4')
  const heard: string[] = []
  socket.on('message', (bytes, from) => {
    heard.push(bytes.toString())
    reply(bytes.toString(), (text) => socket.send(text, from.port, from.address), from)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    heard,
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}

async function tcpPeer(speak: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    speak(socket)
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

test('an answer is timed, and tells who gave it, in Telegraf’s words', async () => {
  await using peer = await udpPeer((asked, say) =>
    say(answer(asked, '200 OK', 'Server: Room 1\r\nAllow: INVITE, BYE\r\nm: <sip:room@10.0.0.1>\r\n')),
  )
  const reading = await ask(peer.port)
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringMatching(/^200 OK in [\d.]+ ms, by Room 1$/) })
  expect(reading.measured).toEqual([
    {
      measurement: 'sip',
      tags: {
        server: `sip://127.0.0.1:${peer.port}`,
        method: 'OPTIONS',
        transport: 'udp',
        result: 'success',
        status_code: '200',
      },
      fields: {
        up: 1n,
        reason: 'OK',
        response_code: 200n,
        response_time: expect.any(Number),
        response_ms: expect.any(Number),
        dns_ms: expect.any(Number),
        retransmissions: 0n,
        provisional: 0n,
        strays: 0n,
        server_agent: 'Room 1',
        allow: 'INVITE, BYE',
        contact: 'sip:room@10.0.0.1',
      },
    },
  ])
  expect(peer.heard[0]).toMatch(
    /^OPTIONS sip:127\.0\.0\.1:\d+ SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP 127\.0\.0\.1:\d+;rport;branch=z9hG4bK/,
  )
})

test.for<[string, string, object]>([
  ['401 Unauthorized', '', { status: 'ok', measured: [{ tags: { result: 'auth_required' }, fields: { up: 1n } }] }],
  ['486 Busy Here', '', { status: 'ok', detail: expect.stringContaining('it is there, and busy') }],
  [
    '302 Moved',
    'Contact: <sip:b@10.9.9.9>\r\n',
    { status: 'warn', error: 'mismatch', detail: expect.stringContaining('to "sip:b@10.9.9.9"') },
  ],
  ['404 Not Found', '', { status: 'warn', error: 'mismatch', measured: [{ tags: { result: 'error_response' } }] }],
  ['480 Away', '', { status: 'fail', error: 'down' }],
  ['500 Oops', '', { status: 'fail', error: 'down' }],
  [
    '503 Full',
    'Retry-After: 120 (maintenance)\r\n',
    {
      status: 'fail',
      error: 'down',
      detail: expect.stringContaining('left alone for 120 s'),
      measured: [{ fields: { retry_after_s: 120n, up: 0n } }],
    },
  ],
  [
    '603 Decline',
    'Warning: 399 pbx "no \u001b[2J"\r\n',
    { status: 'fail', error: 'mismatch', detail: expect.not.stringContaining('\u001b') },
  ],
])('%s is judged by the table', async ([status, more, expected]) => {
  await using peer = await udpPeer((asked, say) => say(answer(asked, status, more)))
  expect(await ask(peer.port)).toMatchObject(expected)
})

test('`expect` takes the place of the table', async () => {
  await using peer = await udpPeer((asked, say) => say(answer(asked, '404 Not Found')))
  expect(await ask(peer.port, { expect: [404] })).toMatchObject({
    status: 'ok',
    measured: [{ tags: { result: 'success' } }],
  })
  expect(await ask(peer.port, { expect: [200, 486] })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(/^404 Not Found, expected 200 or 486/),
  })
})

test('a lost question is sent again; slow is a warning', async () => {
  let asked = 0
  await using peer = await udpPeer((text, say) => void (asked++ > 0 && say(answer(text, '200 OK'))))
  expect(await ask(peer.port, { warnMs: 100 })).toMatchObject({
    status: 'warn',
    error: 'slow',
    detail: expect.stringContaining('sent 2 times'),
    measured: [{ fields: { retransmissions: 1n } }],
  })
})

test.for<[string, (asked: string) => (string | Buffer)[], object]>([
  ['says nothing', () => [], { error: 'timeout', detail: expect.stringMatching(/^no answer, before the deadline/) }],
  [
    'only says 100',
    (asked) => [answer(asked, '100 Trying')],
    { error: 'timeout', detail: expect.stringContaining('only 100') },
  ],
  [
    'speaks another protocol',
    () => ['\u0000\u0001SMB\u0007'],
    { error: 'protocol', detail: expect.stringMatching(/does not speak SIP.*"··SMB·"/) },
  ],
  ['sends 60 kB of nothing', () => [Buffer.alloc(60_000, 65)], { error: 'protocol' }],
  [
    'answers another question',
    (asked) => [answer(asked.replace(/branch=\w+/, 'branch=z9hG4bKx'), '200 OK')],
    {
      error: 'protocol',
      detail: expect.stringContaining('1 answer, none to our question'),
      measured: [{ fields: { strays: 1n } }],
    },
  ],
])('a peer that %s fails with its own code', async ([, replies, expected]) => {
  await using peer = await udpPeer((asked, say) => {
    for (const text of replies(asked)) say(text)
  })
  expect(await ask(peer.port, {}, { afterMs: 250 })).toMatchObject({ status: 'fail', ...expected })
})

test('a closed port refuses, by UDP at once', async () => {
  const peer = await udpPeer(() => {})
  await peer[Symbol.asyncDispose]()
  for (const transport of ['udp', 'tcp', 'tls'] as const)
    expect(await ask(peer.port, { transport })).toMatchObject({
      status: 'fail',
      error: 'refused',
      measured: [{ tags: { result: 'connection_refused', transport }, fields: { up: 0n } }],
    })
})

test('an answer that comes one byte at a time over TCP is heard', async () => {
  await using peer = await tcpPeer((socket) => {
    socket.on('data', async (asked) => {
      for (const byte of Buffer.from(answer(asked.toString(), '200 OK'))) {
        if (!socket.write(Buffer.of(byte))) await once(socket, 'drain')
      }
    })
  })
  expect(await ask(peer.port, { transport: 'tcp' })).toMatchObject({ status: 'ok' })
  await vi.waitFor(() => expect(peer.open.size).toBe(0))
})

test.for<[string, (socket: Socket) => void, object]>([
  ['hangs after accepting', () => {}, { error: 'timeout', detail: expect.stringContaining('the connection stands') }],
  [
    'greets as a mail server',
    (socket) => void socket.write('220 mx ESMTP\r\n\r\n'),
    { error: 'protocol', detail: expect.stringContaining('does not speak SIP') },
  ],
  ['closes at once', (socket) => void socket.end(), { error: 'reset' }],
  ['sends 10 MB', (socket) => void socket.write(Buffer.alloc(10_000_000, 97)), { error: 'protocol' }],
  ['sends half an answer and closes', (socket) => void socket.end('SIP/2.0 200 OK\r\nVia: x'), { error: 'reset' }],
])('a TCP peer that %s fails with its own code', async ([, speak, expected]) => {
  await using peer = await tcpPeer(speak)
  expect(await ask(peer.port, { transport: 'tcp' }, { afterMs: 400 })).toMatchObject({ status: 'fail', ...expected })
  await vi.waitFor(() => expect(peer.open.size).toBe(0))
})

test.for<[string, (socket: Socket) => void, object]>([
  [
    'speaks no TLS',
    (socket) => void socket.write('SIP/2.0 400 Bad\r\n\r\n'),
    { error: 'tls', detail: expect.stringContaining('does not speak TLS') },
  ],
  ['hangs in the handshake', () => {}, { error: 'timeout', detail: expect.stringContaining('TLS handshake') }],
  ['closes in the handshake', (socket) => void socket.once('data', () => socket.end()), { error: 'reset' }],
])('a TLS peer that %s fails with its own code', async ([, speak, expected]) => {
  await using peer = await tcpPeer(speak)
  expect(await ask(peer.port, { transport: 'tls' }, { afterMs: 1_500 })).toMatchObject({ status: 'fail', ...expected })
})

const challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"\r\n'
const register = { user: 'probe', password: { env: 'X' } }
/** Answers OPTIONS, and REGISTER by `reply`. */
const registrar = (reply: (asked: string, turn: number) => string) => {
  let turn = 0
  return udpPeer((asked, say) => say(asked.startsWith('OPTIONS') ? answer(asked, '200 OK') : reply(asked, turn++)))
}

test('it registers with SHA-256, and takes its own binding away again, with the same nonce', async () => {
  await using peer = await registrar((asked) =>
    asked.includes('Authorization:')
      ? answer(asked, '200 OK', `${/Contact: .*\r\n/.exec(asked)![0].trim()};expires=55, <sip:other@10.0.0.9>\r\n`)
      : answer(asked, '401 Unauthorized', challenge),
  )
  expect(await ask(peer.port, { register })).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/probe registered in [\d.]+ ms and away again$/),
    measured: [
      {},
      { tags: { method: 'REGISTER', result: 'success' }, fields: { bindings: 2n, challenges: 1n, expires_s: 55n } },
    ],
  })
  const [, , first, last] = peer.heard
  expect(first).toMatch(/nc=00000001/)
  expect(first).toContain('Expires: 60\r\n')
  expect(last).toMatch(/nc=00000002/)
  expect(last).toContain('Expires: 0\r\n')
  expect(last).not.toContain('Contact: *')
  expect(peer.heard).toHaveLength(4)
})

test.for<[string, (asked: string, turn: number) => string, object, number]>([
  [
    'refuses the password',
    (asked) => answer(asked, '401 Unauthorized', challenge),
    { error: 'auth', detail: expect.stringContaining("the registrar refused user probe's password") },
    2,
  ],
  [
    'forbids',
    (asked) => answer(asked, '403 Forbidden'),
    { error: 'auth', detail: expect.stringContaining('does not let sip:probe@127.0.0.1 register: 403') },
    1,
  ],
  ['does not know us', (asked) => answer(asked, '404 Not Found'), { error: 'auth' }, 1],
  [
    'is overloaded',
    (asked) => answer(asked, '503 Busy', 'Retry-After: 9\r\n'),
    { error: 'down', detail: expect.stringContaining('left alone for 9 s') },
    1,
  ],
  [
    'wants longer bindings for ever',
    (asked) => answer(asked, '423 Interval Too Brief', 'Min-Expires: 3600\r\n'),
    { error: 'mismatch' },
    2,
  ],
  ['asks without a challenge', (asked) => answer(asked, '401 Unauthorized'), { error: 'auth' }, 1],
])('a registrar that %s', async ([, reply, expected, registers]) => {
  await using peer = await registrar(reply)
  expect(await ask(peer.port, { register })).toMatchObject({
    status: 'fail',
    measured: [{ tags: { result: 'success' } }, { tags: { method: 'REGISTER' }, fields: { up: 0n } }],
    ...expected,
  })
  expect(peer.heard.filter((asked) => asked.startsWith('REGISTER'))).toHaveLength(registers)
})

test('a binding that cannot be taken away is told, in bounded time', async () => {
  await using peer = await registrar((asked, turn) => (turn === 0 ? answer(asked, '200 OK') : ''))
  expect(await ask(peer.port, { register })).toMatchObject({
    status: 'warn',
    error: 'partial',
    detail: expect.stringContaining('could not be taken away again (no answer)'),
  })
  await using keeps = await registrar((asked) => answer(asked, '200 OK'))
  expect(await ask(keeps.port, { register: { ...register, bindingMs: 60_000 } })).toMatchObject({ status: 'ok' })
  expect(keeps.heard.filter((asked) => asked.startsWith('REGISTER'))).toHaveLength(1)
})

test('stopping the agent is no outage, before and during', async () => {
  await using peer = await udpPeer(() => {})
  const reason = new Error('stopping')
  const probe = createSipProbe({ clock: systemClock, log: silentLog })
  const context = (signal: AbortSignal) => ({ clock: systemClock, signal, secret: () => '' })
  await expect(probe.run(config(peer.port), context(AbortSignal.abort(reason)))).rejects.toBe(reason)
  const stop = new AbortController()
  const run = probe.run(config(peer.port), context(stop.signal))
  await vi.waitFor(() => expect(peer.heard).toHaveLength(1))
  stop.abort(reason)
  await expect(run).rejects.toBe(reason)
})
