import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type H323Config } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { readRas } from './gatekeeper.ts'
import { PROTOCOL_IDENTIFIER, transportAddressOf } from './h225/addresses.ts'
import { type RasMessage, rasMessage } from './h225/ras.ts'
import { createH323Probe } from './index.ts'
import { encodePer } from './per/structure.ts'

const protocolIdentifier = PROTOCOL_IDENTIFIER
const rasAddress = transportAddressOf('10.33.0.5', 1719)

/** A gatekeeper that does with each request what it is told. */
async function gatekeeper(script: (request: Asked, answer: (bytes: Uint8Array) => void, nth: number) => void) {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (bytes, from) => {
    heard.push(bytes)
    script(askedIn(bytes), (reply) => socket.send(reply, from.port, from.address), heard.length)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, heard, [Symbol.asyncDispose]: () => closed(socket) }
}

interface Asked {
  readonly sequence: number
  readonly message: RasMessage
}

function askedIn(bytes: Buffer): Asked {
  const message = readRas(bytes)
  if (message?.name !== 'gatekeeperRequest' && message?.name !== 'locationRequest')
    throw new Error('no request of ours')
  return { sequence: message.value.requestSeqNum, message }
}

async function closed(socket: Socket): Promise<void> {
  socket.close()
  await once(socket, 'close')
}

const confirm = (requestSeqNum: number, gatekeeperIdentifier?: string) =>
  encodePer(rasMessage, {
    name: 'gatekeeperConfirm',
    value: { requestSeqNum, protocolIdentifier, rasAddress, gatekeeperIdentifier },
  })
const reject = (requestSeqNum: number, reason: 'terminalExcluded' | 'resourceUnavailable' | 'securityDenial') =>
  encodePer(rasMessage, {
    name: 'gatekeeperReject',
    value: { requestSeqNum, protocolIdentifier, rejectReason: { name: reason, value: null } },
  })
const located = (requestSeqNum: number) =>
  encodePer(rasMessage, {
    name: 'locationConfirm',
    value: { requestSeqNum, callSignalAddress: transportAddressOf('10.33.1.20', 1720), rasAddress },
  })
const lost = (requestSeqNum: number, reason: 'notRegistered' | 'requestDenied' | 'invalidPermission') =>
  encodePer(rasMessage, {
    name: 'locationReject',
    value: { requestSeqNum, rejectReason: { name: reason, value: null } },
  })
const progress = (requestSeqNum: number) =>
  encodePer(rasMessage, { name: 'requestInProgress', value: { requestSeqNum } })

function ask(port: number, options: Partial<H323Config> = {}, signal: AbortSignal = AbortSignal.timeout(5_000)) {
  const config = checkKinds.h323.config.parse({
    host: '127.0.0.1',
    port,
    mode: 'ras',
    waitMs: 100,
    tries: 2,
    ...options,
  })
  return createH323Probe({ clock: systemClock, log: silentLog }).run(config as H323Config, {
    clock: systemClock,
    signal,
    secret: () => '',
  })
}

test.for([
  {
    name: 'confirms',
    answer: (n: number) => confirm(n, 'GK-Tỉnh'),
    status: 'ok',
    detail: /^gatekeeper "GK-Tỉnh" confirmed \([\d.]+ ms\)$/,
    fields: { reply: 'gatekeeperConfirm', result_code: 0n, gatekeeper: 'GK-Tỉnh', ras_address: '10.33.0.5:1719' },
  },
  {
    name: 'rejects us',
    answer: (n: number) => reject(n, 'terminalExcluded'),
    status: 'fail',
    error: 'mismatch',
    detail: /^the gatekeeper rejects us: terminalExcluded/,
    fields: { reply: 'gatekeeperReject', reason: 'terminalExcluded', result_code: 4n },
  },
  {
    name: 'has no capacity left',
    answer: (n: number) => reject(n, 'resourceUnavailable'),
    status: 'fail',
    error: 'down',
    detail: /resourceUnavailable/,
    fields: { reason: 'resourceUnavailable', result_code: 5n },
  },
  {
    name: 'denies us for security',
    answer: (n: number) => reject(n, 'securityDenial'),
    status: 'fail',
    error: 'auth',
    detail: /securityDenial/,
    fields: { reason: 'securityDenial' },
  },
  {
    name: 'rejects us as it should',
    options: { expect: ['gatekeeperReject' as const] },
    answer: (n: number) => reject(n, 'terminalExcluded'),
    status: 'ok',
    detail: /terminalExcluded, as expected/,
    fields: { result_code: 0n },
  },
  {
    name: 'confirms where a rejection is expected',
    options: { expect: ['gatekeeperReject' as const] },
    answer: (n: number) => confirm(n),
    status: 'fail',
    error: 'mismatch',
    detail: /^gatekeeper confirmed where gatekeeperReject was expected/,
    fields: { result_code: 4n },
  },
  {
    name: 'is another than was asked for',
    options: { gatekeeper: 'GK1' },
    answer: (n: number) => confirm(n, 'GK2'),
    status: 'fail',
    error: 'mismatch',
    detail: /^gatekeeper "GK2" answered instead of "GK1"/,
    fields: { gatekeeper: 'GK2' },
  },
  {
    name: 'finds an alias',
    options: { alias: '1001' },
    answer: located,
    status: 'ok',
    detail: /^"1001" is at 10\.33\.1\.20:1720 /,
    fields: { reply: 'locationConfirm', call_signal_address: '10.33.1.20:1720' },
  },
  {
    name: 'does not have an alias',
    options: { alias: '1001' },
    answer: (n: number) => lost(n, 'notRegistered'),
    status: 'fail',
    error: 'down',
    detail: /^"1001" is not registered at the gatekeeper/,
    fields: { reply: 'locationReject', reason: 'notRegistered' },
  },
  {
    name: 'does not tell',
    options: { alias: '1001' },
    answer: (n: number) => lost(n, 'requestDenied'),
    status: 'fail',
    error: 'mismatch',
    detail: /^the gatekeeper does not tell where "1001" is: requestDenied/,
    fields: { reason: 'requestDenied' },
  },
  {
    name: 'does not tell us',
    options: { alias: '1001' },
    answer: (n: number) => lost(n, 'invalidPermission'),
    status: 'fail',
    error: 'auth',
    detail: /invalidPermission/,
    fields: { reason: 'invalidPermission' },
  },
  {
    name: 'does not know the question',
    answer: (requestSeqNum: number) =>
      encodePer(rasMessage, { name: 'unknownMessageResponse', value: { requestSeqNum } }),
    status: 'fail',
    error: 'mismatch',
    detail: /unknownMessageResponse/,
    fields: { reply: 'unknownMessageResponse' },
  },
])('a gatekeeper that $name', async ({ answer, options, status, error, detail, fields }) => {
  await using server = await gatekeeper(({ sequence }, reply) => reply(answer(sequence)))
  const reading = await ask(server.port, options)
  expect(reading).toMatchObject({ status, ...(error && { error }), detail: expect.stringMatching(detail) })
  expect(reading.measured).toMatchObject([
    {
      measurement: 'h323',
      tags: { server: '127.0.0.1', port: `${server.port}`, phase: 'ras' },
      fields: { response_ms: expect.any(Number), ...fields },
    },
  ])
})

test('silence is asked again under the same number, and then it is a time-out', async () => {
  await using server = await gatekeeper(() => {})
  const reading = await ask(server.port)
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'no answer from a gatekeeper in 2 tries of 100 ms',
    measured: [{ fields: { reply: 'none', result_code: 1n } }],
  })
  expect(server.heard).toHaveLength(2)
  expect(server.heard[1]).toEqual(server.heard[0])
})

test('an answer to the second try counts', async () => {
  await using server = await gatekeeper(({ sequence }, reply, nth) => void (nth === 2 && reply(confirm(sequence))))
  expect(await ask(server.port)).toMatchObject({ status: 'ok' })
})

test('answers to other questions are passed over', async () => {
  await using server = await gatekeeper(({ sequence }, reply) => {
    reply(confirm((sequence % 65_535) + 1))
    reply(reject((sequence % 65_535) + 1, 'terminalExcluded'))
  })
  expect(await ask(server.port)).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'no answer from a gatekeeper in 2 tries of 100 ms; 4 answers to other questions came',
  })
})

test.for([
  { name: 'text', bytes: Buffer.from('SIP/2.0 400 Bad Request\r\n\r\n'), shown: '5349502f322e3020' },
  { name: 'an empty datagram', bytes: Buffer.alloc(0), shown: 'an empty datagram' },
  { name: 'half an answer', bytes: confirm(5).subarray(0, 6), shown: '(6 bytes)' },
  { name: '60 KB of ones', bytes: Buffer.alloc(60_000, 0xff), shown: '(60000 bytes)' },
])('$name from that port is no RAS', async ({ bytes, shown }) => {
  await using server = await gatekeeper((_, reply) => reply(bytes))
  const reading = await ask(server.port)
  expect(reading).toMatchObject({ status: 'fail', error: 'protocol', measured: [{ fields: { result_code: 3n } }] })
  expect(reading.detail).toContain(`speaks no RAS of H.323: `)
  expect(reading.detail).toContain(shown)
})

test('garbage before the answer does no harm', async () => {
  await using server = await gatekeeper(({ sequence }, reply) => {
    reply(Buffer.from('garbage'))
    setTimeout(() => reply(confirm(sequence)), 20)
  })
  expect(await ask(server.port)).toMatchObject({ status: 'ok' })
})

test('a gatekeeper that is at work and never done says so', async () => {
  await using server = await gatekeeper(({ sequence }, reply) => reply(progress(sequence)))
  expect(await ask(server.port)).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: 'the gatekeeper is at work on it, and not done after 2 tries of 100 ms',
  })
})

test('a port where nothing listens refuses', async () => {
  const server = await gatekeeper(() => {})
  await server[Symbol.asyncDispose]()
  expect(await ask(server.port)).toMatchObject({
    status: 'fail',
    error: 'refused',
    detail: 'port unreachable: no gatekeeper listens there',
    measured: [{ fields: { result_code: 2n } }],
  })
})

test('the question names the address that it comes from, the one who asks, and the gatekeeper that is meant', async () => {
  await using server = await gatekeeper(({ sequence }, reply) => reply(confirm(sequence, 'GK1')))
  await ask(server.port, { gatekeeper: 'GK1', from: 'gac' })
  const { message } = askedIn(server.heard[0]!)
  expect(message).toMatchObject({
    name: 'gatekeeperRequest',
    value: {
      rasAddress: { name: 'ipAddress', value: { ip: Buffer.from([127, 0, 0, 1]) } },
      gatekeeperIdentifier: 'GK1',
      endpointAlias: [{ name: 'h323-ID', value: 'gac' }],
    },
  })
})

test('a late answer is slow', async () => {
  await using server = await gatekeeper(({ sequence }, reply) => void setTimeout(() => reply(confirm(sequence)), 30))
  expect(await ask(server.port, { warnMs: 1 })).toMatchObject({ status: 'warn', error: 'slow' })
})

test('a run that is stopped rejects with the reason; a deadline is a time-out', async () => {
  await using server = await gatekeeper(() => {})
  const stop = new AbortController()
  const run = ask(server.port, {}, stop.signal)
  stop.abort(new Error('stopping'))
  await expect(run).rejects.toThrow('stopping')
  const late = new AbortController()
  const other = ask(server.port, {}, late.signal)
  late.abort(new DOMException('late', 'TimeoutError'))
  expect(await other).toMatchObject({ status: 'fail', error: 'timeout' })
})
