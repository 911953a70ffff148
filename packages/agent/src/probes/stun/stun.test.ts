import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type StunConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { numberAttribute, xorAddress } from './attributes.ts'
import { createStunProbe } from './index.ts'
import { integrityHolds, longTermKey, withFingerprint, withIntegrity } from './integrity.ts'
import {
  attribute,
  attributeOf,
  decodeMessage,
  encodeMessage,
  type MessageClass,
  method,
  type StunAttribute,
  type StunMessage,
} from './message.ts'

const PASSWORD = { env: 'TURN_PASSWORD' }
const auth = { user: 'turn', password: PASSWORD }
const DEADLINE_MS = 400

const run = (port: number, more: object = {}, signal: AbortSignal = AbortSignal.timeout(DEADLINE_MS)) => {
  const config = checkKinds.stun.config.parse({ host: '127.0.0.1', port, ...more }) as StunConfig
  return createStunProbe({ clock: systemClock, log: silentLog }).run(config, {
    ...{ clock: systemClock, signal },
    secret: () => 'right',
  })
}

type Script = (request: StunMessage, turn: number) => Buffer | undefined

/** A server that answers each datagram as the script says. */
async function udpServer(script: Script) {
  const socket = createSocket('udp4')
  const heard: StunMessage[] = []
  socket.on('message', (bytes, from) => {
    const request = decodeMessage(bytes)!
    heard.push(request)
    const answer = script(request, heard.length)
    if (answer) socket.send(answer, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, heard, [Symbol.dispose]: () => void socket.close() }
}

async function tcpServer(behave: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    // What is not read would keep the end of the connection from being seen.
    socket.resume()
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    open,
    [Symbol.dispose]() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

const answer = (kind: MessageClass, { method, id }: StunMessage, attributes: readonly StunAttribute[]) =>
  encodeMessage(kind, method, id, attributes)
const seenAs = (address: string, { id }: StunMessage): StunAttribute => ({
  type: attribute.xorMappedAddress,
  value: xorAddress({ address, port: 5_000 }, id),
})
const mapped = (request: StunMessage) => answer('success', request, [seenAs('192.0.2.7', request)])
const errorAttribute = (code: number, reason = ''): StunAttribute => ({
  type: attribute.errorCode,
  value: Buffer.concat([Buffer.from([0, 0, Math.floor(code / 100), code % 100]), Buffer.from(reason)]),
})
const text = (type: number, value: string): StunAttribute => ({ type, value: Buffer.from(value) })
const challenge = (code: number, request: StunMessage, nonce: string, more: readonly StunAttribute[] = []) =>
  answer('error', request, [
    errorAttribute(code, 'Unauthorized'),
    text(attribute.realm, 'r'),
    text(attribute.nonce, nonce),
    ...more,
  ])
const key = (digest: 'md5' | 'sha256' = 'md5', algorithm: 'sha1' | 'sha256' = 'sha1', password = 'right') => ({
  key: longTermKey({ user: 'turn', realm: 'r', password }, digest),
  algorithm,
})

test.for<[string, Script, object, object]>([
  [
    'answers',
    mapped,
    {},
    { status: 'ok', measured: [{ fields: { mapped: '192.0.2.7:5000', result_code: 0n, requests: 1n } }] },
  ],
  ['answers with a fingerprint', (r) => withFingerprint(mapped(r)), {}, { status: 'ok' }],
  [
    'answers with an IPv6 address',
    (r) => answer('success', r, [seenAs('2001:db8::7', r)]),
    { expectMapped: ['2001:db8::/32'] },
    { status: 'ok', measured: [{ fields: { mapped: '[2001:db8::7]:5000' } }] },
  ],
  [
    'sees us elsewhere',
    mapped,
    { expectMapped: ['203.0.113.0/24', '192.0.2.8'] },
    {
      status: 'fail',
      error: 'mismatch',
      detail: expect.stringContaining('seen as 192.0.2.7, expected 203.0.113.0/24, 192.0.2.8'),
    },
  ],
  [
    'is of RFC 3489',
    (r) =>
      answer('success', r, [{ type: attribute.mappedAddress, value: Buffer.from([0, 1, 0x13, 0x88, 192, 0, 2, 7]) }]),
    {},
    { status: 'ok', detail: expect.stringContaining('an old server (RFC 3489)') },
  ],
  [
    'says no address',
    (r) => answer('success', r, []),
    {},
    { error: 'protocol', detail: expect.stringContaining('without saying') },
  ],
  [
    'has a wrong fingerprint',
    (r) => answer('success', r, [seenAs('192.0.2.7', r), numberAttribute(attribute.fingerprint, 1)]),
    {},
    { error: 'protocol', detail: 'the answer to the Binding request has a wrong FINGERPRINT' },
  ],
  [
    'answers another transaction',
    (r) => encodeMessage('success', r.method, Buffer.alloc(12), [seenAs('6.6.6.6', r)]),
    {},
    { error: 'protocol', detail: 'what came back answers no STUN request of ours' },
  ],
  ['answers with something else', () => Buffer.from('SIP/2.0 200 OK\r\n'), {}, { error: 'protocol' }],
  [
    'says nothing',
    () => undefined,
    {},
    { error: 'timeout', detail: 'the deadline came while waiting for the answer to the Binding request' },
  ],
  [
    'is overloaded',
    (r) => answer('error', r, [errorAttribute(500, 'Server\u0000Error')]),
    {},
    { error: 'down', detail: 'the server reports an error of its own (Binding: 500 "Server·Error")' },
  ],
  [
    'sends elsewhere',
    (r) =>
      answer('error', r, [
        errorAttribute(300, 'Try Alternate'),
        { type: attribute.alternateServer, value: Buffer.from([0, 1, 0x0d, 0x96, 192, 0, 2, 9]) },
      ]),
    {},
    { error: 'mismatch', detail: expect.stringContaining('to another one: 192.0.2.9:3478; that one is to be checked') },
  ],
  [
    'wants credentials',
    (r) => challenge(401, r, 'n'),
    {},
    { error: 'auth', detail: expect.stringContaining('has no `auth`') },
  ],
  ['has errors without a code', (r) => answer('error', r, []), {}, { error: 'protocol' }],
])('over UDP, a server that %s', async ([, script, more, expected]) => {
  using server = await udpServer(script)
  expect(await run(server.port, more)).toMatchObject(expected)
})

test('a lost request is sent again, and the answer to it counts', async () => {
  using server = await udpServer((request, turn) => (turn === 1 ? undefined : mapped(request)))
  expect(await run(server.port, {}, AbortSignal.timeout(5_000))).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('at the second request'),
    measured: [{ fields: { requests: 2n } }],
  })
  expect(server.heard[0]!.id).toEqual(server.heard[1]!.id)
})

/** A relay server: `refuse` may answer in its place. */
const relayServer =
  (refuse: Script = () => undefined): Script =>
  (request, turn) => {
    const instead = refuse(request, turn)
    if (instead) return instead
    const nonce = attributeOf(request, attribute.nonce)
    if (!nonce) return challenge(401, request, 'n1')
    if (!integrityHolds(request, key())) return challenge(401, request, 'n1')
    const relayed = {
      type: attribute.xorRelayedAddress,
      value: xorAddress({ address: '127.0.0.1', port: 9 }, request.id),
    }
    const given = request.method === method.allocate ? [relayed, seenAs('127.0.0.1', request)] : []
    const lifetime = numberAttribute(attribute.lifetime, request.method === method.allocate ? 600 : 0)
    return withFingerprint(withIntegrity(answer('success', request, [...given, lifetime]), key()))
  }

const turn = { mode: 'turn', auth }
const methodsOf = (heard: readonly StunMessage[]) => heard.map((each) => each.method)

test('a relay is allocated with what the server wants, and given back', async () => {
  using server = await udpServer(relayServer())
  expect(await run(server.port, turn)).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('relay 127.0.0.1:9 for 600 s, given back'),
    measured: [{ fields: { relayed: '127.0.0.1:9', lifetime_s: 600n, released: true } }],
  })
  expect(methodsOf(server.heard)).toEqual([method.allocate, method.allocate, method.refresh])
  expect(attributeOf(server.heard[2]!, attribute.lifetime)).toEqual(Buffer.alloc(4))
})

test.for<[string, Script, object, readonly number[]]>([
  [
    'finds the nonce stale once',
    (r) => (`${attributeOf(r, attribute.nonce)}` === 'n1' ? challenge(438, r, 'n2') : undefined),
    { status: 'ok' },
    [3, 3, 3, 4],
  ],
  [
    'finds every nonce stale',
    (r, turn) => challenge(turn === 1 ? 401 : 438, r, `n${turn}`),
    { error: 'protocol', detail: expect.stringContaining('stale') },
    // Whether something was allocated is not known: it is given back, with a nonce that is stale again.
    [3, 3, 3, 3, 4, 4, 4, 4],
  ],
  [
    'refuses the password',
    (r) => challenge(401, r, 'n1'),
    { error: 'auth', detail: 'the server does not accept our user and password (401)' },
    [3, 3],
  ],
  [
    'refuses the user here',
    (r) => (attributeOf(r, attribute.nonce) ? answer('error', r, [errorAttribute(441)]) : undefined),
    { error: 'auth', detail: expect.stringContaining('441') },
    [3, 3],
  ],
  [
    'has no quota left',
    (r) =>
      attributeOf(r, attribute.nonce)
        ? answer('error', r, [errorAttribute(486, 'Allocation Quota Reached')])
        : undefined,
    { error: 'mismatch', detail: expect.stringContaining('raise its quota') },
    [3, 3],
  ],
  [
    'has no port left',
    (r) => (attributeOf(r, attribute.nonce) ? answer('error', r, [errorAttribute(508)]) : undefined),
    { error: 'down' },
    [3, 3],
  ],
  [
    'names no realm',
    (r) => answer('error', r, [errorAttribute(401)]),
    { error: 'protocol', detail: expect.stringContaining('no realm') },
    [3],
  ],
  [
    'does not know our password and answers all the same',
    (r) => attributeOf(r, attribute.nonce) && withIntegrity(answer('success', r, []), key('md5', 'sha1', 'wrong')),
    { error: 'protocol', detail: expect.stringContaining('not signed with our password') },
    [3, 3, 4],
  ],
  [
    'does not sign',
    (r) => attributeOf(r, attribute.nonce) && answer('success', r, []),
    { error: 'protocol', detail: expect.stringContaining('not signed, although the request was') },
    [3, 3, 4],
  ],
  [
    'says no address of the relay',
    (r) =>
      attributeOf(r, attribute.nonce) &&
      withIntegrity(answer('success', r, [numberAttribute(attribute.lifetime, 9)]), key()),
    { error: 'protocol', detail: expect.stringContaining('does not say its address') },
    [3, 3, 4],
  ],
])('a relay server that %s', async ([, script, expected, methods]) => {
  using server = await udpServer(relayServer(script))
  expect(await run(server.port, turn)).toMatchObject(expected)
  expect(methodsOf(server.heard)).toEqual(methods)
})

test('a server that knows SHA-256 is answered with it (RFC 8489)', async () => {
  const nonce = `obMatJos2${Buffer.from([0x80, 0, 0]).toString('base64')}-n`
  const algorithms = {
    type: attribute.passwordAlgorithms,
    value: Buffer.from([0, 9, 0, 1, 7, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0]),
  }
  using server = await udpServer((request) => {
    if (!attributeOf(request, attribute.nonce)) return challenge(401, request, nonce, [algorithms])
    const strong = key('sha256', 'sha256')
    const same = attributeOf(request, attribute.passwordAlgorithms)?.equals(algorithms.value)
    if (!integrityHolds(request, strong) || !same) return challenge(401, request, nonce)
    return withIntegrity(mapped(request), strong)
  })
  expect(await run(server.port, { auth })).toMatchObject({ status: 'ok' })
  expect(attributeOf(server.heard[1]!, attribute.passwordAlgorithm)).toEqual(Buffer.from([0, 2, 0, 0]))
})

test.for(['stopped', 'late'])('a run that is %s gives its relay back', async (how) => {
  using server = await udpServer(
    relayServer((r) => (r.method === method.createPermission ? Buffer.alloc(0) : undefined)),
  )
  const stop = new AbortController()
  const reason = how === 'late' ? new DOMException('late', 'TimeoutError') : new Error('stopping')
  const running = run(server.port, { ...turn, relayPackets: 3 }, stop.signal)
  await expect.poll(() => methodsOf(server.heard)).toContain(method.createPermission)
  stop.abort(reason)
  if (how === 'late')
    expect(await running).toMatchObject({ status: 'fail', measured: [{ fields: { relayed: '127.0.0.1:9' } }] })
  else await expect(running).rejects.toBe(reason)
  expect(methodsOf(server.heard).at(-1)).toBe(method.refresh)
})

test('a server that does not confirm is not waited for', async () => {
  using server = await udpServer(relayServer((r) => (r.method === method.refresh ? Buffer.alloc(0) : undefined)))
  expect(await run(server.port, turn, AbortSignal.timeout(5_000))).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('did not confirm'),
    measured: [{ fields: { released: false } }],
  })
})

test.for<[string, (socket: Socket) => void, object]>([
  [
    'answers one byte at a time',
    (s) =>
      s.on('data', async (bytes) => {
        for (const byte of mapped(decodeMessage(bytes)!)) {
          s.write(Buffer.from([byte]))
          await new Promise(setImmediate)
        }
      }),
    { status: 'ok' },
  ],
  [
    'says nothing',
    () => {},
    { error: 'timeout', detail: 'the deadline came while waiting for the answer to the Binding request' },
  ],
  ['closes', (s) => s.end(), { error: 'reset' }],
  [
    'is an SSH server',
    (s) => s.write('SSH-2.0-OpenSSH_9.2p1\r\n'),
    { error: 'protocol', detail: expect.stringContaining('"SSH-2.0-OpenSSH_9.2p1··"') },
  ],
  ['sends a message without end', (s) => s.write(Buffer.from('0101fffc2112a442', 'hex')), { error: 'protocol' }],
])('over TCP, a server that %s', async ([, behave, expected]) => {
  using server = await tcpServer(behave)
  expect(await run(server.port, { transport: 'tcp' })).toMatchObject(expected)
  await expect.poll(() => server.open.size).toBe(0)
})

test('nothing listens: refused, over UDP and TCP', async () => {
  const server = await tcpServer(() => {})
  server[Symbol.dispose]()
  for (const transport of ['udp', 'tcp'])
    expect(await run(server.port, { transport })).toMatchObject({
      error: 'refused',
      measured: [{ fields: { result_code: 2n } }],
    })
})
