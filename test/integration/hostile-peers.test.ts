import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { type ErrorCode, type Result, silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type ProbeKind } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { observe } from '../../packages/agent/src/observe.ts'
import type { Probe } from '../../packages/agent/src/probe.ts'
import { probes } from '../../packages/agent/src/probes/registry.ts'
import { createAuthority, type TestAuthority } from '../support/certificates.ts'
import { startDrippingProxy } from '../support/dripping-proxy.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { type SmallServers, startSmallServers } from '../support/small-servers.ts'

/**
 * Every probe that speaks over TCP against every server that misbehaves: each run ends in time with its own error code and a sentence
 * for people, in bounded memory, and leaves no connection.
 */

/** Until then an answer must have come, ms. */
const DEADLINE_MS = 400
/** The same where the answer is right, only slow to come, ms. */
const PATIENT_MS = 5_000
/** What a run may take beyond its deadline on a busy machine, ms. */
const GRACE_MS = 1_500
/** What a run may keep, bytes: several times what it reads at most. */
const MAX_GROWTH = 24 * 2 ** 20
/** Some of those who are listened to without end want to be heard by people. */
const MAX_DETAIL = 600

interface Speaker {
  readonly name: string
  readonly kind: ProbeKind
  /** The server that it is made for, see `small-servers-main.ts`. */
  readonly server: string
  /** TLS comes first, before a word is said. */
  readonly isTls?: true
  readonly options: (port: number) => object
}

const at =
  (more: object = {}) =>
  (port: number) => ({ host: '127.0.0.1', port, ...more })
const web =
  (scheme: string, more: object = {}) =>
  (port: number) => ({ url: `${scheme}://127.0.0.1:${port}/`, ...more })
const journey =
  (scheme: string, more: object = {}) =>
  (port: number) => ({
    ...{ name: 'page', base: `${scheme}://127.0.0.1:${port}`, steps: [{ name: 'page', url: '/' }] },
    ...more,
  })

const speakers: readonly Speaker[] = [
  { name: 'http', kind: 'http', server: 'http', options: web('http') },
  { name: 'https', kind: 'http', server: 'https', isTls: true, options: web('https') },
  { name: 'tls', kind: 'tls', server: 'https', isTls: true, options: at() },
  { name: 'tls after STARTTLS', kind: 'tls', server: 'smtp', options: at({ startTls: 'smtp' }) },
  { name: 'stun', kind: 'stun', server: 'stun', options: at({ transport: 'tcp' }) },
  { name: 'stun over tls', kind: 'stun', server: 'stuns', isTls: true, options: at({ transport: 'tls' }) },
  { name: 'h323', kind: 'h323', server: 'h323', options: at({ expect: ['releaseComplete'] }) },
  { name: 'sip', kind: 'sip', server: 'sip', options: at({ transport: 'tcp' }) },
  { name: 'sip over tls', kind: 'sip', server: 'sips', isTls: true, options: at({ transport: 'tls' }) },
  { name: 'journey', kind: 'journey', server: 'http', options: journey('http') },
  { name: 'journey over https', kind: 'journey', server: 'https', isTls: true, options: journey('https') },
  { name: 'smtp', kind: 'smtp', server: 'smtp', options: at({ tls: 'none' }) },
  { name: 'smtp after STARTTLS', kind: 'smtp', server: 'smtp', options: at({ tls: 'starttls' }) },
  { name: 'smtps', kind: 'smtp', server: 'smtps', isTls: true, options: at({ tls: 'implicit' }) },
  { name: 'imap', kind: 'imap', server: 'imap', options: at({ tls: 'none' }) },
  { name: 'imaps', kind: 'imap', server: 'imaps', isTls: true, options: at({ tls: 'implicit' }) },
  { name: 'pop3', kind: 'pop3', server: 'pop3', options: at({ tls: 'none' }) },
  { name: 'pop3s', kind: 'pop3', server: 'pop3s', isTls: true, options: at({ tls: 'implicit' }) },
]
const first = speakers.filter(({ isTls }) => !isTls)
const secured = speakers.filter(({ isTls }) => isTls)

const stack = new AsyncDisposableStack()
let servers: SmallServers
let authority: TestAuthority
let dir = ''

beforeAll(async () => {
  dir = stack.use(temporaryDirectory('hostile')).path
  authority = createAuthority(dir)
  servers = stack.use(await startSmallServers(authority.issue('good')))
}, 60_000)
afterAll(() => stack.disposeAsync())

const instances = new Map<ProbeKind, Probe>()

/** Runs as an agent does: what a probe throws is data, and a bug shows as `unknown`. */
async function run(
  { kind, options }: Speaker,
  port: number,
  timeoutMs = DEADLINE_MS,
): Promise<Result & { grewBytes: number }> {
  const shape = checkKinds[kind].config.shape
  const config = checkKinds[kind].config.parse({
    ...options(port),
    ...('caFile' in shape && { caFile: authority.file }),
  })
  const probe = instances.get(kind) ?? (probes[kind]({ clock: systemClock, log: silentLog }) as Probe)
  instances.set(kind, probe)
  const check = {
    ...{ id: `${kind}@here`, kind, target: `127.0.0.1:${port}`, vantage: 'here', node: '', tags: { site: '' }, config },
    ...{ intervalMs: timeoutMs, timeoutMs },
  }
  const before = memory()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, memory())), 10)
  try {
    const never = new AbortController().signal
    const deps = { clock: systemClock, log: silentLog, secret: () => 'secret' }
    const result = await observe(check, (context) => probe.run(config, context), deps, never)
    return { ...result, grewBytes: Math.max(most, memory()) - before }
  } finally {
    clearInterval(timer)
  }
}

const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers

type Behaviour = (socket: Socket) => void

async function misbehaving(behave: Behaviour, server = createServer()) {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.on(
    server.listenerCount('secureConnection') >= 0 && 'setSecureContext' in server ? 'secureConnection' : 'connection',
    (socket: Socket) => {
      // What is not read would keep the end of the connection from being seen.
      socket.on('error', () => {}).resume()
      behave(socket)
    },
  )
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

/** Writes for as long as the other side takes it. */
const endlessly =
  (beginning: string | Buffer, more: Buffer): Behaviour =>
  (socket) => {
    if (beginning.length > 0) socket.write(beginning)
    const go = () => {
      while (!socket.destroyed && socket.write(more));
    }
    socket.on('drain', go)
    go()
  }

const TEN_MEGABYTES = 10 * 2 ** 20
/** One line of ten megabytes. */
const hugeBanner: Behaviour = (socket) => {
  let left = TEN_MEGABYTES
  const chunk = Buffer.alloc(65_536, 'A')
  const go = () => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length
      if (!socket.write(chunk)) return
    }
  }
  socket.on('drain', go)
  go()
}

interface Ill {
  readonly does: string
  readonly behave: Behaviour
  /** What the run must come to; those of single probes by their name. */
  readonly error: ErrorCode | readonly ErrorCode[]
  readonly says?: RegExp
  readonly but?: Readonly<Record<string, ErrorCode>>
}

const HTTP_ANSWER = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'

/** Before, or without, TLS. */
const ill: readonly Ill[] = [
  {
    does: 'accepts and says nothing',
    behave: () => {},
    error: 'timeout',
    says: /deadline came/,
  },
  { does: 'closes at once', behave: (s) => s.end(), error: 'reset', says: /clos/ },
  { does: 'resets the connection', behave: (s) => s.resetAndDestroy(), error: 'reset', says: /reset|closed/ },
  {
    does: 'is an SSH server',
    behave: (s) => s.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
    error: 'protocol',
    says: /SSH-2\.0|does not speak|not HTTP|HTTP/,
  },
  {
    does: 'is a web server',
    behave: (s) => s.end(HTTP_ANSWER),
    error: 'protocol',
    says: /HTTP|400/,
    but: { http: 'mismatch', journey: 'mismatch' },
  },
  {
    does: 'sends random bytes',
    behave: endlessly('', Buffer.from(Array.from({ length: 4_099 }, (_, n) => (n * 7_919 + 131) % 256))),
    error: 'protocol',
  },
  { does: 'has a banner of 10 MB', behave: hugeBanner, error: 'protocol' },
  {
    does: 'sends lines without end',
    behave: endlessly('', Buffer.from('hello there\r\n'.repeat(500))),
    error: 'protocol',
  },
  { does: 'greets without end', behave: endlessly('', Buffer.from('220-hello\r\n'.repeat(500))), error: 'protocol' },
  { does: 'sends zeros without end', behave: endlessly('', Buffer.alloc(65_536)), error: 'protocol' },
]

function expectIll(
  result: Result & { grewBytes: number },
  name: string,
  { error, says, but }: Omit<Ill, 'does' | 'behave'>,
) {
  const wanted = [but?.[name] ?? error].flat()
  expect(wanted, result.detail).toContain(result.error)
  expect(result.status).toBe('fail')
  expect(result.detail.length).toBeGreaterThan(15)
  expect(result.detail.length).toBeLessThan(MAX_DETAIL)
  expect(result.detail).not.toMatch(/[\p{Cc}]/u)
  if (says && but?.[name] === undefined) expect(result.detail).toMatch(says)
  expect(result.durationMs).toBeLessThan(result.check.timeoutMs + GRACE_MS)
  expect(result.grewBytes).toBeLessThan(MAX_GROWTH)
}

test.for(first.flatMap((speaker) => ill.map((each) => [speaker.name, each.does, speaker, each] as const)))(
  '%s: a server that %s',
  async ([name, , speaker, each]) => {
    await using server = await misbehaving(each.behave)
    expectIll(await run(speaker, server.port), name, each)
    await expect.poll(() => server.open.size).toBe(0)
  },
)

/** In the place of a TLS server. */
const illTls: readonly Ill[] = [
  { does: 'accepts and says nothing', behave: () => {}, error: 'timeout', says: /TLS handshake/ },
  {
    does: 'closes in the middle of the handshake',
    behave: (s) => s.once('data', () => s.end()),
    error: ['reset', 'tls'],
    says: /TLS/,
  },
  {
    does: 'begins a ServerHello and closes',
    behave: (s) => s.once('data', () => s.end(Buffer.from('160303007a020000760303', 'hex'))),
    error: ['reset', 'tls'],
    says: /TLS/,
  },
  {
    does: 'is an SSH server',
    behave: (s) => s.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
    error: 'tls',
    says: /does not speak TLS/,
  },
  {
    does: 'is a web server without TLS',
    behave: (s) => s.once('data', () => s.end(HTTP_ANSWER)),
    error: 'tls',
    says: /does not speak TLS/,
  },
  { does: 'has a banner of 10 MB', behave: hugeBanner, error: 'tls', says: /does not speak TLS/ },
  {
    does: 'sends alerts',
    behave: (s) => s.once('data', () => s.end(Buffer.from('15030300020228', 'hex'))),
    error: 'tls',
  },
]

test.for(secured.flatMap((speaker) => illTls.map((each) => [speaker.name, each.does, speaker, each] as const)))(
  '%s: a server that %s',
  async ([name, , speaker, each]) => {
    await using server = await misbehaving(each.behave)
    expectIll(await run(speaker, server.port), name, each)
    await expect.poll(() => server.open.size).toBe(0)
  },
)

/** Certificates that must not be trusted, and what is said of each. */
const certificates: readonly (readonly [string, () => { cert: string; key: string }, RegExp])[] = [
  [
    'has expired',
    () => authority.issue('expired', { dates: ['20200101000000Z', '20200201000000Z'] }),
    /expired on 2020-02-01/,
  ],
  [
    'is of another name',
    () => authority.issue('other', { names: 'DNS:other.example' }),
    /not for 127\.0\.0\.1 but for other\.example/,
  ],
  ['is signed by itself', selfSigned, /signed by itself/],
  ['has a broken signature', broken, /signature in the chain is wrong|signature/],
]

function selfSigned() {
  const own = join(dir, 'self')
  return { cert: `${own}.pem`, key: `${own}.key` }
}

/** A good certificate with another last byte: its signature. */
function broken() {
  const { cert, key } = authority.issue('broken')
  const der = new X509Certificate(readFileSync(cert)).raw
  der[der.length - 1]! ^= 1
  const path = join(dir, 'broken-signature.pem')
  const lines = der
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')
  writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`)
  return { cert: path, key }
}

beforeAll(async () => {
  const { execFileSync } = await import('node:child_process')
  const files = ['-keyout', join(dir, 'self.key'), '-out', join(dir, 'self.pem')]
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=self']
  execFileSync('openssl', ['req', '-x509', ...how, '-addext', 'subjectAltName=IP:127.0.0.1', ...files], {
    stdio: 'pipe',
  })
})

test.for(certificates)('a good server with a certificate that %s', async ([, issue, says]) => {
  await using untrusted = await startSmallServers(issue())
  for (const speaker of secured) {
    const result = await run(speaker, untrusted.ports[speaker.server]!, PATIENT_MS)
    expectIll(result, speaker.name, { error: 'tls', says })
  }
})

test.for(secured.map((speaker) => [speaker.name, speaker] as const))(
  '%s: a server that says nothing after the handshake',
  async ([name, speaker]) => {
    if (speaker.kind === 'tls') return
    const server = createTlsServer({
      cert: readFileSync(join(dir, 'good.pem')),
      key: readFileSync(join(dir, 'good.key')),
    })
    await using peer = await misbehaving(() => {}, server)
    expectIll(await run(speaker, peer.port), name, { error: 'timeout', says: /deadline came/ })
    await expect.poll(() => peer.open.size).toBe(0)
  },
)

test.for(speakers.map((speaker) => [speaker.name, speaker] as const))(
  '%s: a good server whose answers come one byte at a time',
  async ([, speaker]) => {
    using proxy = await startDrippingProxy(servers.ports[speaker.server]!)
    const result = await run(speaker, proxy.port, PATIENT_MS)
    expect(result.detail && result.status, result.detail).toBe('ok')
  },
)

test('nothing listens: refused', async () => {
  const closed = await misbehaving(() => {})
  await closed[Symbol.asyncDispose]()
  const tcp: Speaker = { name: 'tcp', kind: 'tcp', server: 'tcp', options: at() }
  for (const speaker of [...speakers, tcp])
    expectIll(await run(speaker, closed.port), speaker.name, { error: 'refused', says: /refused/ })
})
