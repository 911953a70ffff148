import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import type { SipCallConfig } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { createSipCallProbe } from './index.ts'

/** Parties that behave badly: whatever they do, the call is over afterwards. */

const config = (port: number, more: Partial<SipCallConfig> = {}): SipCallConfig => ({
  host: '127.0.0.1',
  port,
  transport: 'udp',
  user: 'bot',
  answerMs: 1_000,
  durationMs: 2_000,
  send: 'silence',
  expectEcho: false,
  codec: 'g711-plc',
  warnLossPct: 2,
  warnJitterMs: 30,
  warnMos: 3.6,
  insecure: false,
  ...more,
})
const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length

const repeated = (asked: string, cseq?: string) =>
  asked
    .split('\r\n')
    .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
    .map((line) => (line.startsWith('To:') && !line.includes(';tag=') ? `${line};tag=far` : line))
    .map((line) => (cseq && line.startsWith('CSeq:') ? `CSeq: ${cseq}` : line))
    .join('\r\n')

const answer = (asked: string, status: string, more = '', body = '') =>
  `SIP/2.0 ${status}\r\n${repeated(asked)}\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`

interface Party {
  readonly port: number
  readonly heard: string[]
  /** The methods that it heard, each once in a row. */
  methods(): string[]
  say(text: string): void
}

async function party(react: (method: string, asked: string, party: Party) => void) {
  const socket = createSocket('udp4')
  const heard: string[] = []
  let from: RemoteInfo | undefined
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const it: Party & AsyncDisposable = {
    port: socket.address().port,
    heard,
    methods: () =>
      heard
        .map((text) => text.split(' ', 1)[0]!)
        .filter((method, n, all) => method !== all[n - 1] && !method.startsWith('SIP')),
    say: (text) => from && socket.send(text, from.port, from.address),
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
  socket.on('message', (bytes, sender) => {
    from = sender
    heard.push(bytes.toString())
    react(bytes.toString().split(' ', 1)[0]!, bytes.toString(), it)
  })
  return it
}

/** A party that answers with sound at `rtp`, and confirms BYE. */
const sdp = (rtp: number) =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nm=audio ${rtp} RTP/AVP 0\r\n`
const answered = (asked: string, port: number, rtp = 9) =>
  answer(asked, '200 OK', `Contact: <sip:bot@127.0.0.1:${port}>\r\nContent-Type: application/sdp\r\n`, sdp(rtp))

async function phone(port: number, more: Partial<SipCallConfig> = {}, signal = AbortSignal.timeout(10_000)) {
  const probe = createSipCallProbe({ clock: systemClock, log: silentLog })
  return probe.run(config(port, more), { clock: systemClock, signal, secret: () => 'x' })
}

test('a party that rings and is not answered is called off, and its refusal acknowledged', async () => {
  let invite = ''
  await using it = await party((method, asked, { say }) => {
    if (method === 'INVITE') {
      invite = asked
      say(answer(asked, '180 Ringing'))
    }
    if (method !== 'CANCEL') return
    say(answer(asked, '200 OK'))
    say(answer(invite, '487 Request Terminated'))
  })
  expect(await phone(it.port)).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'it rang (180), but nobody answered within 1 s',
    measured: [
      { tags: { result: 'timeout' }, fields: { up: 0n, response_code: 487n, post_dial_delay_ms: expect.any(Number) } },
    ],
  })
  await vi.waitFor(() => expect(it.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']))
  const branch = (text: string) => /branch=(\w+)/.exec(text)![1]
  expect(new Set(it.heard.map(branch)).size).toBe(1)
})

test('a party that shows itself only after its time was over is called off then', async () => {
  let invite = ''
  await using it = await party((method, asked, { say }) => {
    if (method === 'INVITE' && invite === '') {
      invite = asked
      setTimeout(() => say(answer(invite, '180 Ringing')), 1_400)
    }
    if (method !== 'CANCEL') return
    say(answer(asked, '200 OK'))
    say(answer(invite, '487 Request Terminated'))
  })
  expect(await phone(it.port)).toMatchObject({ status: 'fail', error: 'timeout' })
  await vi.waitFor(() => expect(it.methods()).toEqual(['INVITE', 'CANCEL', 'ACK']))
})

test('an answer that crosses our calling off is ended all the same', async () => {
  let invite = ''
  await using it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') {
      invite = asked
      say(answer(asked, '180 Ringing'))
    }
    if (method === 'CANCEL') {
      say(answer(asked, '200 OK'))
      say(answered(invite, port))
    }
    if (method === 'BYE') say(answer(asked, '200 OK'))
  })
  const stop = new AbortController()
  const run = phone(it.port, { answerMs: 60_000 }, stop.signal)
  await vi.waitFor(() => expect(it.heard.length).toBeGreaterThan(0))
  const reason = new Error('stopping')
  stop.abort(reason)
  await expect(run).rejects.toBe(reason)
  expect(it.methods()).toEqual(['INVITE', 'CANCEL', 'ACK', 'BYE'])
})

test('an agent that is stopped within a call hangs up', async () => {
  const before = sockets()
  const it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') say(answered(asked, port))
    if (method === 'BYE') say(answer(asked, '200 OK'))
  })
  const stop = new AbortController()
  const run = phone(it.port, { durationMs: 30_000 }, stop.signal)
  await vi.waitFor(() => expect(it.methods()).toContain('ACK'))
  stop.abort(new Error('stopping'))
  await expect(run).rejects.toThrow('stopping')
  expect(it.methods()).toEqual(['INVITE', 'ACK', 'BYE'])
  await it[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before))
})

test('a party that never speaks is not called off before it has shown itself, and the time is bounded', async () => {
  await using it = await party(() => {})
  expect(await phone(it.port)).toMatchObject({
    error: 'timeout',
    detail: expect.stringMatching(/^INVITE: no answer, sent \d times/),
  })
  expect(it.methods()).toEqual(['INVITE'])
})

test('the answer is acknowledged again when it comes again; a second party that answers is hung up on', async () => {
  await using it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') {
      say(answered(asked, port))
      say(answered(asked, port))
      say(answered(asked, port).replace(';tag=far', ';tag=other'))
    }
    if (method === 'BYE') say(answer(asked, '200 OK'))
  })
  expect(await phone(it.port)).toMatchObject({ error: 'loss', measured: [{ fields: { ended: true } }] })
  const to = (method: string, tag: string) =>
    it.heard.filter((text) => text.startsWith(method) && text.includes(`;tag=${tag}\r\n`)).length
  expect([to('ACK', 'far'), to('BYE', 'far'), to('ACK', 'other'), to('BYE', 'other')]).toEqual([2, 1, 1, 1])
})

test('a party that hangs up is answered, and no BYE is sent at it; its other questions are answered too', async () => {
  await using it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') say(answered(asked, port))
    if (method !== 'ACK') return
    const request = (name: string, callId = /^Call-ID: (.*)$/m.exec(asked)![1]!.trim()) =>
      `${name} sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK${name}\r\nFrom: <sip:b>;tag=far\r\nTo: <sip:a>;tag=1\r\nCall-ID: ${callId}\r\nCSeq: 1 ${name}\r\n\r\n`
    for (const name of ['OPTIONS', 'INVITE', 'INFO', 'ACK']) say(request(name))
    say(request('BYE', 'of another call'))
    say(request('BYE'))
  })
  expect(await phone(it.port)).toMatchObject({
    status: 'fail',
    error: 'reset',
    detail: expect.stringMatching(/^the other side hung up after [\d.]+ ms/),
  })
  await vi.waitFor(() =>
    expect(it.heard.flatMap((text) => /^SIP\/2\.0 (\d+)/.exec(text)?.[1] ?? [])).toEqual([
      '200',
      '488',
      '405',
      '481',
      '200',
    ]),
  )
  expect(it.methods()).toEqual(['INVITE', 'ACK'])
})

test('a BYE that nobody confirms ends in bounded time, and is told', async () => {
  const sound = createSocket('udp4')
  sound.on('message', (bytes, from) => sound.send(bytes, from.port, from.address))
  sound.bind(0, '127.0.0.1')
  await once(sound, 'listening')
  await using it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') say(answered(asked, port, sound.address().port))
  })
  expect(await phone(it.port, { expectEcho: true })).toMatchObject({
    status: 'warn',
    error: 'partial',
    detail: expect.stringContaining('did not confirm the end of the call (BYE)'),
    measured: [{ fields: { sent: 100n, received: 100n, loss_pct: 0, echo: true, ended: false } }, {}],
  })
  sound.close()
})

test.for<[string, (asked: string, port: number) => string, object, string[]]>([
  [
    'answers without SDP',
    (asked, port) => answer(asked, '200 OK', `Contact: <sip:b@127.0.0.1:${port}>\r\n`),
    { error: 'mismatch', detail: 'it answered, but its SDP has no sound' },
    ['INVITE', 'ACK', 'BYE'],
  ],
  ['answers without a Contact', (asked) => answer(asked, '200 OK'), { error: 'mismatch' }, ['INVITE', 'ACK', 'BYE']],
  [
    'wants a password',
    (asked) => answer(asked, '407 Proxy Authentication Required'),
    { error: 'auth', detail: expect.stringContaining('none is configured') },
    ['INVITE', 'ACK'],
  ],
  [
    'sends us elsewhere',
    (asked) => answer(asked, '302 Moved', 'Contact: <sip:c@10.0.0.1>\r\n'),
    { error: 'mismatch', detail: expect.stringContaining('sent elsewhere to "sip:c@10.0.0.1"') },
    ['INVITE', 'ACK'],
  ],
  [
    'is full',
    (asked) => answer(asked, '503 Full', 'Retry-After: 5\r\n'),
    { error: 'down', detail: expect.stringContaining('for 5 s') },
    ['INVITE', 'ACK'],
  ],
])('a party that %s', async ([, reply, expected, methods]) => {
  await using it = await party((method, asked, { say, port }) => {
    if (method === 'INVITE') say(reply(asked, port))
    if (method === 'BYE') say(answer(asked, '200 OK'))
  })
  expect(await phone(it.port)).toMatchObject({ status: 'fail', ...expected })
  await vi.waitFor(() => expect(it.methods()).toEqual(methods))
})

test('the route that proxies asked for is kept to, nearest first', async () => {
  await using it = await party((method, asked, { say, port }) => {
    const routes = 'Record-Route: <sip:p2;lr>, <sip:p1;lr>\r\n'
    if (method === 'INVITE') say(answered(asked, port).replace('Contact:', `${routes}Contact:`))
    if (method === 'BYE') say(answer(asked, '200 OK'))
  })
  await phone(it.port)
  const bye = it.heard.find((text) => text.startsWith('BYE'))!
  expect(bye).toMatch(new RegExp(`^BYE sip:bot@127\\.0\\.0\\.1:${it.port} SIP/2\\.0\r\n`))
  expect([...bye.matchAll(/^Route: (.*)\r$/gm)].map(([, route]) => route)).toEqual(['<sip:p1;lr>', '<sip:p2;lr>'])
})
