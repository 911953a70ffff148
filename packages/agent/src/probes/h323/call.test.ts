import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type H323Config } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { PROTOCOL_IDENTIFIER, transportAddressOf } from './h225/addresses.ts'
import { createH323Probe } from './index.ts'
import { causeOf, encodeQ931, type Q931Message } from './q931.ts'
import { type Caller, type ScriptedEndpoint, scriptedEndpoint } from './testing/endpoint.ts'

const protocolIdentifier = PROTOCOL_IDENTIFIER
/** Longer than any answer here takes, shorter than anybody waits, ms. */
const DEADLINE_MS = 400

function call(port: number, options: Partial<H323Config> = {}, signal: AbortSignal = AbortSignal.timeout(5_000)) {
  const config = checkKinds.h323.config.parse({ host: '127.0.0.1', port, ...options })
  return createH323Probe({ clock: systemClock, log: silentLog }).run(config as H323Config, {
    clock: systemClock,
    signal,
    secret: () => '',
  })
}

/** That the call was ended by us, once, and nothing is open any more. */
async function released({ heard, open }: ScriptedEndpoint): Promise<void> {
  await vi.waitFor(() => expect(heard.map(({ type }) => type)).toEqual(['setup', 'releaseComplete']))
  expect(heard[1]).toMatchObject({ callReference: heard[0]!.callReference, fromCalled: false })
  expect(causeOf(heard[1]!)).toBe(16)
  await vi.waitFor(() => expect(open()).toBe(0))
}

test.for([
  {
    name: 'proceeds',
    say: ({ say, message }: Caller) => say(message('callProceeding')),
    detail: /^answered by callProceeding in [\d.]+ ms; "Codec C20 TC7\.3"$/,
    fields: { reply: 'callProceeding', result_code: 0n, product: 'Codec C20 TC7.3', vendor: 'Cisco' },
  },
  {
    name: 'rings',
    say: ({ say, message }: Caller) => say(message('alerting')),
    detail: /^answered by alerting/,
    fields: { reply: 'alerting' },
  },
  {
    name: 'connects',
    say: ({ say, message }: Caller) => say(message('connect')),
    detail: /^answered by connect/,
    fields: { reply: 'connect' },
  },
  {
    name: 'has no H.225.0 in its answer',
    say: ({ say, setup }: Caller) =>
      say(encodeQ931({ type: 'progress', callReference: setup.callReference, fromCalled: true, elements: [] })),
    detail: /^answered by progress in [\d.]+ ms; its H\.225\.0 part cannot be read$/,
    fields: { reply: 'progress' },
  },
  {
    name: 'sends the call elsewhere',
    say: ({ say, message }: Caller) =>
      say(
        message('facility', {
          body: {
            name: 'facility',
            value: {
              protocolIdentifier,
              reason: { name: 'routeCallToGatekeeper', value: null },
              alternativeAddress: transportAddressOf('10.33.0.21', 1720),
            },
          },
        }),
      ),
    detail: /^answered by facility: routeCallToGatekeeper to 10\.33\.0\.21:1720 in/,
    fields: { reply: 'facility', reason: 'routeCallToGatekeeper' },
  },
  {
    name: 'says something about another call, then something in passing, then answers',
    say: ({ say, message, setup }: Caller) =>
      say(
        Buffer.concat([
          message('releaseComplete', { cause: 41, reference: (setup.callReference % 0x7fff) + 1 }),
          message('notify'),
          Buffer.from([3, 0, 0, 4]),
          message('callProceeding'),
        ]),
      ),
    detail: /^answered by callProceeding/,
    fields: { reply: 'callProceeding' },
  },
  {
    name: 'answers one byte at a time',
    say: ({ socket, message }: Caller) => drip(socket, message('callProceeding')),
    detail: /^answered by callProceeding/,
    fields: { product: 'Codec C20 TC7.3' },
  },
])('an endpoint that $name is well, and the call is released', async ({ say, detail, fields }) => {
  await using endpoint = await scriptedEndpoint({ answer: say })
  const reading = await call(endpoint.port)
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringMatching(detail) })
  expect(reading.measured).toMatchObject([
    {
      measurement: 'h323',
      tags: { server: '127.0.0.1', port: `${endpoint.port}`, phase: 'call' },
      fields: { connect_ms: expect.any(Number), response_ms: expect.any(Number), ...fields },
    },
  ])
  await released(endpoint)
})

function drip(socket: Caller['socket'], bytes: Buffer): void {
  socket.setNoDelay(true)
  const next = (at: number) => {
    if (at < bytes.length) socket.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1))
  }
  next(0)
}

test.for([
  { name: 'is busy', cause: 17, status: 'ok', text: 'cause 17, user busy', code: 0n },
  { name: 'rejects the call', cause: 21, status: 'ok', text: 'cause 21, call rejected', code: 0n },
  { name: 'has no route', cause: 3, status: 'fail', error: 'down', text: 'cause 3, no route to destination', code: 5n },
  { name: 'is out of order', cause: 27, status: 'fail', error: 'down', text: 'destination out of order', code: 5n },
  { name: 'has trouble', cause: 41, status: 'fail', error: 'down', text: 'temporary failure', code: 5n },
  { name: 'is full', cause: 34, status: 'warn', error: 'threshold', text: 'no circuit or channel', code: 5n },
  { name: 'finds a fault', cause: 111, status: 'warn', error: 'mismatch', text: 'protocol error', code: 4n },
  { name: 'says what nobody knows', cause: 126, status: 'warn', error: 'mismatch', text: 'of no standard', code: 4n },
])('an endpoint that $name with cause $cause: $status', async ({ cause, status, error, text, code }) => {
  await using endpoint = await scriptedEndpoint({
    answer: ({ say, message }) => say(message('releaseComplete', { cause })),
  })
  const reading = await call(endpoint.port)
  expect(reading).toMatchObject({ status, ...(error && { error }), detail: expect.stringContaining(text) })
  expect(reading.measured[0]!.fields).toMatchObject({
    reply: 'releaseComplete',
    cause: BigInt(cause),
    cause_text: expect.stringContaining(text.replace(/^cause \d+, /, '')),
    result_code: code,
  })
  await vi.waitFor(() => expect(endpoint.open()).toBe(0))
  // It has released the call itself: there is nothing left to release.
  expect(endpoint.heard.map(({ type }) => type)).toEqual(['setup'])
})

test('a release that only has a reason is judged by what the reason means', async () => {
  const reason = { name: 'unreachableDestination', value: null } as const
  await using endpoint = await scriptedEndpoint({
    answer: ({ say, message }) =>
      say(message('releaseComplete', { body: { name: 'releaseComplete', value: { protocolIdentifier, reason } } })),
  })
  const reading = await call(endpoint.port)
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'down',
    detail: expect.stringContaining('cause 3, no route to destination; unreachableDestination'),
    measured: [{ fields: { cause: 3n, reason: 'unreachableDestination' } }],
  })
})

test('a call that is expected to ring is not over with CALL PROCEEDING', async () => {
  await using endpoint = await scriptedEndpoint({
    answer: ({ say, message }) => say(Buffer.concat([message('callProceeding'), message('alerting')])),
  })
  const reading = await call(endpoint.port, { expect: ['alerting', 'connect'], alias: '1001' })
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^answered by alerting in [\d.]+ ms, as expected; "Codec/),
  })
  await released(endpoint)
})

test('a call that is expected to ring and is released instead is told with both', async () => {
  await using endpoint = await scriptedEndpoint({
    answer: ({ say, message }) =>
      say(Buffer.concat([message('callProceeding'), message('releaseComplete', { cause: 17 })])),
  })
  expect(await call(endpoint.port, { expect: ['alerting', 'connect'] })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(/\(cause 17, user busy\) in [\d.]+ ms; alerting or connect was expected; "Codec/),
  })
})

test('a call that proceeds and then hangs says so at the deadline, and is released', async () => {
  await using endpoint = await scriptedEndpoint({ answer: ({ say, message }) => say(message('callProceeding')) })
  const reading = await call(endpoint.port, { expect: ['alerting'] }, AbortSignal.timeout(DEADLINE_MS))
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'the deadline came while waiting for alerting; callProceeding came',
    measured: [{ fields: { reply: 'callProceeding', result_code: 1n, response_ms: expect.any(Number) } }],
  })
  await released(endpoint)
})

test('an endpoint that accepts and stays silent is a time-out, and is told that the call is over', async () => {
  await using endpoint = await scriptedEndpoint({})
  const reading = await call(endpoint.port, {}, AbortSignal.timeout(DEADLINE_MS))
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'the deadline came while waiting for an answer to SETUP',
    measured: [{ fields: { reply: 'none', result_code: 1n, connect_ms: expect.any(Number) } }],
  })
  await released(endpoint)
})

test('an agent that stops in the middle of a call releases it', async () => {
  const stop = new AbortController()
  await using endpoint = await scriptedEndpoint({ answer: () => stop.abort(new Error('stopping')) })
  await expect(call(endpoint.port, {}, stop.signal)).rejects.toThrow('stopping')
  await released(endpoint)
})

test('one that never closes is left after half a second, and has been told', async () => {
  await using endpoint = await scriptedEndpoint({
    greet: (socket) => {
      socket.allowHalfOpen = true
    },
    answer: ({ say, message }) => say(message('connect')),
  })
  expect(await call(endpoint.port)).toMatchObject({ status: 'ok' })
  await vi.waitFor(() => expect(endpoint.heard.map(({ type }) => type)).toEqual(['setup', 'releaseComplete']))
})

test.for([
  {
    name: 'an SSH server',
    says: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
    shown: 'it says "SSH-2.0-OpenSSH_9.2p1 Debian-2"',
  },
  { name: 'a TLS alert', says: Buffer.from('15030300020228', 'hex'), shown: 'it says 15030300020228' },
  { name: 'a frame shorter than its head', says: Buffer.from('0300000308', 'hex'), shown: 'it says 03000003' },
  { name: 'a frame without Q.931', says: Buffer.from('0300000602f0', 'hex'), shown: 'it says 02f0' },
  { name: '10 MB of zeros', says: Buffer.alloc(10_000_000), shown: 'it says 0000' },
])('$name is no H.323', async ({ says, shown }) => {
  await using endpoint = await scriptedEndpoint({ greet: (socket) => void socket.write(says) })
  const reading = await call(endpoint.port)
  expect(reading).toMatchObject({ status: 'fail', error: 'protocol', measured: [{ fields: { result_code: 3n } }] })
  expect(reading.detail).toContain(`what answers there speaks no H.323: ${shown}`)
  await vi.waitFor(() => expect(endpoint.open()).toBe(0))
})

test('an endless row of messages is cut off', async () => {
  await using endpoint = await scriptedEndpoint({
    answer: ({ say, message }) => say(Buffer.concat(Array.from({ length: 100 }, () => message('notify')))),
  })
  expect(await call(endpoint.port)).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: expect.stringContaining('more than 64 messages'),
  })
})

test('an echo is no endpoint', async () => {
  await using endpoint = await scriptedEndpoint({ greet: (socket) => void socket.pipe(socket) })
  expect(await call(endpoint.port)).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: 'our own SETUP came back: an echo, and no endpoint',
  })
})

test.for([
  { name: 'at once', greet: true, detail: 'the connection was closed without an answer to SETUP' },
  {
    name: 'after CALL PROCEEDING',
    greet: false,
    detail: 'the connection was closed after callProceeding, without a release',
  },
])('a connection that is closed $name is a reset', async ({ greet, detail }) => {
  await using endpoint = await scriptedEndpoint({
    greet: (socket) => void (greet && socket.end()),
    answer: ({ socket, message }) => void socket.end(message('callProceeding')),
  })
  expect(await call(endpoint.port, { expect: ['connect'] })).toMatchObject({ status: 'fail', error: 'reset', detail })
  // It has said its last, and can still hear ours.
  await released(endpoint)
})

test('a port where nothing listens refuses', async () => {
  const endpoint = await scriptedEndpoint({})
  await endpoint[Symbol.asyncDispose]()
  expect(await call(endpoint.port)).toMatchObject({
    status: 'fail',
    error: 'refused',
    detail: 'connection refused: nothing listens on this port while connecting',
    measured: [{ fields: { reply: 'none', result_code: 2n } }],
  })
})

test('each call has a reference and an identifier of its own', async () => {
  await using endpoint = await scriptedEndpoint({ answer: ({ say, message }) => say(message('connect')) })
  for (let i = 0; i < 3; i++) await call(endpoint.port)
  const setups = endpoint.heard.filter(({ type }) => type === 'setup')
  expect(new Set(setups.map((setup: Q931Message) => setup.callReference)).size).toBe(3)
})

test('an answer that comes late is slow', async () => {
  await using endpoint = await scriptedEndpoint({
    answer: async ({ say, message, socket }) => {
      await once(socket, 'data', { signal: AbortSignal.timeout(30) }).catch(() => {})
      say(message('connect'))
    },
  })
  expect(await call(endpoint.port, { warnMs: 1 })).toMatchObject({ status: 'warn', error: 'slow' })
})
