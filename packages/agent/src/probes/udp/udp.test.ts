import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import type { UdpConfig } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { createUdpProbe } from './index.ts'

const context = (signal: AbortSignal = AbortSignal.timeout(5_000)) => ({ clock: systemClock, signal, secret: () => '' })
const run = (port: number, more: Partial<UdpConfig> = {}, signal?: AbortSignal) =>
  createUdpProbe({ clock: systemClock, log: silentLog }).run(
    { host: '127.0.0.1', port, expectReply: true, tries: 2, waitMs: 150, ...more },
    context(signal),
  )
const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length

type Reply = (reply: (text: string | Buffer) => void, asked: Buffer, from: RemoteInfo) => void

async function answering(answer: Reply) {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (asked, from) => {
    heard.push(asked)
    answer((text) => socket.send(text, from.port, from.address), asked, from)
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

test('an answer is shown, timed, and in Telegraf’s words', async () => {
  await using server = await answering((reply) => reply('pong\r\n'))
  const reading = await run(server.port, { send: 'ping' })
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringMatching(/^6 bytes in \d+\.\d+ ms$/) })
  expect(reading.measured).toEqual([
    {
      measurement: 'net_response',
      tags: { server: '127.0.0.1', port: `${server.port}`, protocol: 'udp', result: 'success' },
      fields: { response_time: expect.any(Number), bytes: 6n, tries: 1n, result_code: 0n, result_type: 'success' },
    },
  ])
  expect(server.heard).toEqual([Buffer.from('ping')])
})

test.for<[string, Partial<UdpConfig>, string]>([
  ['the text', { expect: 'pong' }, 'ok'],
  ['another text', { expect: 'gnop' }, 'but it does not contain "gnop": "pong 7"'],
  ['a pattern', { expectPattern: '^pong \\d$' }, 'ok'],
  ['another pattern', { expectPattern: '^\\d' }, 'but it does not match /^\\d/: "pong 7"'],
  ['bytes at the beginning', { expectHex: '70 6f' }, 'ok'],
  ['other bytes', { expectHex: '6f' }, 'but it does not begin with 6f: "pong 7"'],
  ['more bytes than came', { expectHex: '706f6e6720372121' }, 'but it does not begin with 706f6e6720372121: "pong 7"'],
])('of an answer there is expected %s', async ([, more, outcome]) => {
  await using server = await answering((reply) => reply('pong 7'))
  const reading = await run(server.port, more)
  if (outcome === 'ok') expect(reading).toMatchObject({ status: 'ok', measured: [{ fields: { string_found: true } }] })
  else
    expect(reading).toMatchObject({
      status: 'fail',
      error: 'mismatch',
      detail: expect.stringContaining(outcome),
      measured: [{ tags: { result: 'string_mismatch' }, fields: { result_code: 4n, string_found: false } }],
    })
})

test('bytes go out as they are written, and bytes that are no text are shown as such', async () => {
  await using server = await answering((reply) => reply(Buffer.from('00ff', 'hex')))
  expect(await run(server.port, { sendHex: '00 0A ff', expect: 'x' })).toMatchObject({
    detail: expect.stringMatching(/: 00ff$/),
  })
  expect(server.heard[0]?.toString('hex')).toBe('000aff')
})

test('a lost datagram is sent again', async () => {
  let asked = 0
  await using server = await answering((reply) => void (asked++ > 0 && reply('late')))
  expect(await run(server.port)).toMatchObject({ status: 'ok', measured: [{ fields: { tries: 2n } }] })
})

test('silence is a timeout, or just what is expected', async () => {
  await using server = await answering(() => {})
  expect(await run(server.port)).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'no answer to 2 tries within 150 ms each',
    measured: [{ tags: { result: 'timeout' }, fields: { result_code: 1n } }],
  })
  expect(await run(server.port, { expectReply: false, tries: 1 })).toMatchObject({
    status: 'ok',
    detail: 'sent; nobody refused it',
  })
})

test.for([true, false])('a closed port refuses, whether an answer is expected (%s) or not', async (expectReply) => {
  const server = await answering(() => {})
  await server[Symbol.asyncDispose]()
  expect(await run(server.port, { expectReply })).toMatchObject({
    status: 'fail',
    error: 'refused',
    measured: [{ tags: { result: 'read_failed' }, fields: { result_code: 3n } }],
  })
})

test('what others send is not heard', async () => {
  const other = createSocket('udp4')
  await using server = await answering((_reply, _asked, from) => other.send('spoofed', from.port, from.address))
  expect(await run(server.port)).toMatchObject({ status: 'fail', error: 'timeout' })
  other.close()
})

test('a run that is stopped rejects with the reason; the deadline is a timeout; no socket stays', async () => {
  const before = sockets()
  const server = await answering(() => {})
  const reason = new Error('stopping')
  await expect(run(server.port, {}, AbortSignal.abort(reason))).rejects.toBe(reason)
  const stop = new AbortController()
  const stopped = run(server.port, { waitMs: 5_000 }, stop.signal)
  stop.abort(reason)
  await expect(stopped).rejects.toBe(reason)
  expect(await run(server.port, { waitMs: 5_000 }, AbortSignal.timeout(50))).toMatchObject({ error: 'timeout' })
  await server[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(sockets()).toBeLessThanOrEqual(before))
})

test('slow is a warning beyond the threshold', async () => {
  await using server = await answering((reply) => void setTimeout(() => reply('late'), 30))
  expect(await run(server.port, { warnMs: 5 })).toMatchObject({ status: 'warn', error: 'slow' })
})
