import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import type { Probe } from '../../probe.ts'
import { createImapProbe } from '../imap/index.ts'
import { createPop3Probe } from '../pop3/index.ts'
import { createSmtpProbe } from '../smtp/index.ts'

const deps = { clock: systemClock, log: silentLog }
const probes = { smtp: createSmtpProbe(deps), imap: createImapProbe(deps), pop3: createPop3Probe(deps) }
type Kind = keyof typeof probes
const kinds: readonly Kind[] = ['smtp', 'imap', 'pop3']

async function serving(onConnection: (socket: Socket) => void) {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    onConnection(socket)
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

/** A server that greets and answers line for line; `heard` is what it was told. */
function answering(greeting: string, answers: Readonly<Record<string, string>>, { pieces = false } = {}) {
  const heard: string[] = []
  const connected = async (socket: Socket) => {
    let chain = Promise.resolve()
    const say = (text: string) => {
      chain = chain.then(async () => {
        if (!pieces) return void socket.write(text)
        for (const byte of Buffer.from(text)) {
          socket.write(Buffer.from([byte]))
          await turn()
        }
      })
    }
    say(greeting)
    let rest = ''
    socket.setNoDelay(true).on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        heard.push(line)
        const tag = /^v\d+ /.exec(line)?.[0] ?? ''
        const command = line.slice(tag.length)
        const key = Object.keys(answers).find((begin) => command.startsWith(begin))
        if (key !== undefined) say(answers[key]!.replaceAll('TAG ', tag))
      }
    })
  }
  return { connected, heard }
}

function run(kind: Kind, port: number, options: object = {}, signal = AbortSignal.timeout(5_000)) {
  const config = checkKinds[kind].config.parse({ host: '127.0.0.1', port, ...options }) as never
  return (probes[kind] as Probe<never>).run(config, { clock: systemClock, signal, secret: () => 'pass word' })
}

const auth = { auth: { user: 'me', password: { env: 'P' } } }
const late = () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(new DOMException('late', 'TimeoutError')), 150)
  return stop.signal
}

const SMTP = {
  EHLO: '250-mx\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE\r\n',
  'AUTH PLAIN': '235 2.7.0 ok\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '250 2.1.5 ok\r\n',
  RSET: '250 2.0.0 ok\r\n',
  QUIT: '221 2.0.0 bye\r\n',
}
const IMAP = {
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ESEARCH\r\nTAG OK done\r\n',
  AUTHENTICATE: 'TAG OK done\r\n',
  EXAMINE: '* FLAGS ()\r\n* 17 EXISTS\r\n* 0 RECENT\r\nTAG OK [READ-ONLY] done\r\n',
  SEARCH: '* ESEARCH (TAG "v4") COUNT 3\r\nTAG OK done\r\n',
}
const POP3 = {
  CAPA: '+OK\r\nUSER\r\nUIDL\r\n.\r\n',
  USER: '+OK\r\n',
  PASS: '+OK logged in\r\n',
  STAT: '+OK 2 320\r\n',
  QUIT: '+OK bye\r\n',
}
const good = {
  smtp: {
    greeting: '220-hello\r\n220 mx ESMTP\r\n',
    answers: SMTP,
    options: { ...auth, from: 'a@x.vn', to: 'b@x.vn' },
  },
  imap: { greeting: '* OK ready\r\n', answers: IMAP, options: auth },
  pop3: { greeting: '+OK ready <1@x>\r\n', answers: POP3, options: auth },
} as const

test.for(kinds)('%s: a whole conversation, also one byte at a time', async (kind) => {
  const { greeting, answers, options } = good[kind]
  for (const pieces of [false, true]) {
    const script = answering(greeting, answers, { pieces })
    await using server = await serving(script.connected)
    const reading = await run(kind, server.port, { tls: 'none', ...options })
    expect(reading, script.heard.join('\n')).toMatchObject({ status: 'ok' })
    const { fields } = reading.measured[0]!
    if (kind === 'imap') expect(fields).toMatchObject({ messages: 17n, unseen: 3n, code: 'OK' })
    if (kind === 'pop3') expect(fields).toMatchObject({ messages: 2n, bytes: 320n, code: '+OK' })
    if (kind === 'smtp') expect(fields).toMatchObject({ code: 250n, rcpt_ms: expect.any(Number) })
    expect(script.heard.at(-1)).toMatch(/^QUIT$|LOGOUT$/)
    await vi.waitFor(() => expect(server.open.size).toBe(0))
  }
})

test.for(kinds)('%s: silence after the connection is told by where it came, with what may be meant', async (kind) => {
  await using server = await serving(() => {})
  const reading = await run(kind, server.port, {}, late())
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: `the deadline came while waiting for the greeting of ${kind.toUpperCase()}; a server that wants TLS at once is silent, too: then \`tls: implicit\` is right`,
    measured: [{ fields: { connect_ms: expect.any(Number), result_code: 1n, result_type: 'timeout' } }],
  })
  await vi.waitFor(() => expect(server.open.size).toBe(0))
})

const BANNERS: Readonly<Record<string, string>> = {
  'a server of SSH': 'SSH-2.0-OpenSSH_9.2p1\r\n',
  'a web server': 'HTTP/1.1 400 Bad Request\r\n\r\n',
}
test.for(kinds.flatMap((kind) => Object.keys(BANNERS).map((who) => [kind, who] as const)))(
  '%s: %s is known by what it says',
  async ([kind, who]) => {
    await using server = await serving((socket) => void socket.write(BANNERS[who]!))
    const reading = await run(kind, server.port)
    expect(reading).toMatchObject({ status: 'fail', error: 'protocol' })
    expect(reading.detail).toMatch(
      /does not speak \w+: it says "(?:SSH-2\.0-OpenSSH_9\.2p1|HTTP\/1\.1 400 Bad Request)"/,
    )
  },
)

const FLOODS: Readonly<Record<string, string>> = {
  'ten megabytes without a line end': 'x'.repeat(1_000),
  'lines without end': '220-a line of SMTP\r\n* OK a line of IMAP\r\n',
}
test.for(kinds.flatMap((kind) => Object.keys(FLOODS).map((what) => [kind, what] as const)))(
  '%s: %s are cut short',
  async ([kind, what]) => {
    let sent = 0
    await using server = await serving((socket) => {
      const begin = kind === 'smtp' ? '220-' : kind === 'imap' ? '* OK ' : '+OK '
      const lines = kind === 'smtp' ? '220-more\r\n' : kind === 'imap' ? '* OK more\r\n' : '+OK more\r\n'
      const piece = Buffer.from((what.startsWith('ten') ? FLOODS[what]! : lines).repeat(64))
      const pour = () => {
        while (sent < 10_000_000 && !socket.destroyed) {
          sent += piece.length
          if (!socket.write(piece)) return void socket.once('drain', pour)
        }
      }
      if (what.startsWith('ten')) socket.write(begin)
      pour()
    })
    const reading = await run(kind, server.port)
    // A greeting that is followed by more is a greeting: then the next answer is missing or wrong.
    expect(reading.status).toBe('fail')
    expect(['protocol', 'reset', 'tls']).toContain(reading.error)
    expect(sent).toBeLessThan(10_000_000)
    await vi.waitFor(() => expect(server.open.size).toBe(0))
  },
)

test.for(kinds)('%s: a server that closes at once, and one that closes in the middle of TLS', async (kind) => {
  await using closing = await serving((socket) => void socket.end())
  expect(await run(kind, closing.port)).toMatchObject({
    status: 'fail',
    error: 'reset',
    detail: expect.stringContaining('closed the connection while we were waiting for the greeting'),
  })
  const agrees = kind === 'imap' ? { STARTTLS: 'TAG OK go\r\n' } : {}
  const script = answering(good[kind].greeting, { ...startTlsAnswers, ...agrees })
  await using server = await serving((socket) => {
    void script.connected(socket)
    socket.on('data', (chunk) => {
      if (chunk[0] === 0x16) socket.destroy()
    })
  })
  const reading = await run(kind, server.port)
  expect(reading).toMatchObject({ status: 'fail', error: 'reset', detail: expect.stringContaining('TLS handshake') })
  expect(reading.measured[0]!.fields.starttls_ms).toBeDefined()
})

const startTlsAnswers = {
  EHLO: '250-mx\r\n250 STARTTLS\r\n',
  CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n',
  CAPA: '+OK\r\nSTLS\r\n.\r\n',
  STARTTLS: '220 go\r\n',
  STLS: '+OK go\r\n',
}

test.for<[Kind, Record<string, string>]>([
  ['smtp', { ...startTlsAnswers, STARTTLS: '220 go\r\n250 injected\r\n' }],
  ['imap', { ...startTlsAnswers, STARTTLS: 'TAG OK go\r\n* BYE\r\n' }],
  ['pop3', { ...startTlsAnswers, STLS: '+OK go\r\n+OK injected\r\n' }],
])('%s: what stands in the clear behind the go-ahead for TLS is no part of the session', async ([kind, answers]) => {
  const script = answering(good[kind].greeting, answers)
  await using server = await serving(script.connected)
  expect(await run(kind, server.port)).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: expect.stringContaining('goes on in the clear after agreeing to TLS'),
  })
})

test.for<[Kind, string, object, object, object]>([
  ['smtp', 'turns away', {}, { greeting: '421 4.3.2 too busy\r\n' }, { error: 'down' }],
  ['smtp', 'does not serve us', {}, { greeting: '554 5.7.1 no\r\n' }, { error: 'mismatch' }],
  ['smtp', 'is stripped', {}, {}, { error: 'tls', detail: expect.stringContaining('STARTTLS is not offered') }],
  ['smtp', 'refuses TLS', {}, { EHLO: startTlsAnswers.EHLO, STARTTLS: '454 4.7.0 no\r\n' }, { error: 'tls' }],
  [
    'smtp',
    'is full',
    { tls: 'none', from: 'a@x.vn', to: 'b@x.vn' },
    { RCPT: '452 4.2.2 Mailbox full\r\n' },
    { error: 'threshold' },
  ],
  [
    'smtp',
    'wants no login in the clear',
    { tls: 'none', ...auth },
    { EHLO: '250 mx\r\n' },
    { error: 'auth', detail: expect.stringContaining('`tls: starttls`') },
  ],
  [
    'smtp',
    'only knows CRAM-MD5',
    { tls: 'none', ...auth },
    { EHLO: '250-mx\r\n250 AUTH CRAM-MD5\r\n' },
    { error: 'auth', detail: expect.stringContaining('but CRAM-MD5') },
  ],
  [
    'imap',
    'turns away',
    {},
    { greeting: '* BYE overloaded\r\n' },
    { error: 'down', detail: expect.stringContaining('BYE "overloaded"') },
  ],
  ['imap', 'is stripped', {}, {}, { error: 'tls', detail: expect.stringContaining('STARTTLS is not offered') }],
  ['imap', 'has authenticated us already', {}, { ...startTlsAnswers, greeting: '* PREAUTH hi\r\n' }, { error: 'tls' }],
  [
    'imap',
    'has lost its directory',
    { tls: 'none', ...auth },
    { AUTHENTICATE: 'TAG NO [UNAVAILABLE] ldap\r\n' },
    { error: 'down', measured: [{ fields: { code: 'UNAVAILABLE' } }] },
  ],
  [
    'imap',
    'refuses the password',
    { tls: 'none', ...auth },
    { AUTHENTICATE: 'TAG NO [AUTHENTICATIONFAILED] no\r\n' },
    { error: 'auth', measured: [{ fields: { result_type: 'auth_failed' } }] },
  ],
  [
    'imap',
    'takes no login in the clear',
    { tls: 'none', ...auth },
    { CAPABILITY: '* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK\r\n' },
    { error: 'auth', detail: expect.stringContaining('LOGINDISABLED') },
  ],
  [
    'imap',
    'does not know the command',
    { tls: 'none', ...auth },
    { EXAMINE: 'TAG BAD what\r\n' },
    { error: 'protocol', detail: expect.stringContaining('BAD "what"') },
  ],
  ['imap', 'answers another', { tls: 'none', ...auth }, { EXAMINE: 'v99 OK\r\n' }, { error: 'protocol' }],
  [
    'imap',
    'repeats the password',
    { tls: 'none', ...auth },
    { AUTHENTICATE: 'TAG NO pass word AG1lAHBhc3Mgd29yZA==\r\n' },
    { error: 'auth', detail: expect.stringContaining('NO "[secret] [secret]"') },
  ],
  ['pop3', 'turns away', {}, { greeting: '-ERR [SYS/TEMP] later\r\n' }, { error: 'down' }],
  ['pop3', 'is stripped', {}, {}, { error: 'tls', detail: expect.stringContaining('STLS is not offered') }],
  ['pop3', 'refuses the password', { tls: 'none', ...auth }, { PASS: '-ERR [AUTH] no\r\n' }, { error: 'auth' }],
  [
    'pop3',
    'takes no login in the clear',
    { tls: 'none', ...auth },
    { USER: '-ERR Plaintext authentication disallowed on non-secure (SSL/TLS) connections.\r\n' },
    { error: 'auth', detail: expect.stringContaining('no login in the clear') },
  ],
  [
    'pop3',
    'has somebody else in the mailbox',
    { tls: 'none', ...auth },
    { PASS: '-ERR [IN-USE] locked\r\n' },
    { error: 'down' },
  ],
  ['pop3', 'cannot count', { tls: 'none', ...auth }, { STAT: '+OK many\r\n' }, { error: 'protocol' }],
])('%s: a server that %s', async ([kind, , options, changes, wanted]) => {
  const { greeting = good[kind].greeting, ...answers } = changes as Record<string, string>
  const script = answering(greeting, { ...answers, ...good[kind].answers, ...answers })
  await using server = await serving(script.connected)
  expect(await run(kind, server.port, options)).toMatchObject({ status: 'fail', ...wanted })
})

test('POP3: AUTH PLAIN where USER is not offered; IMAP: LOGIN, and a literal for what does not fit into quotes', async () => {
  const pop3 = answering('+OK\r\n', { ...POP3, CAPA: '+OK\r\nSASL PLAIN\r\n.\r\n', AUTH: '+ \r\n', AG1l: '+OK\r\n' })
  await using one = await serving(pop3.connected)
  expect(await run('pop3', one.port, { tls: 'none', ...auth })).toMatchObject({ status: 'ok' })
  const imap = answering('* OK [CAPABILITY IMAP4rev1] hi\r\n', { ...IMAP, LOGIN: 'TAG OK done\r\n' })
  await using two = await serving(imap.connected)
  expect(await run('imap', two.port, { tls: 'none', ...auth })).toMatchObject({ status: 'ok' })
  expect(imap.heard).toContain('v1 LOGIN "me" "pass word"')
  const literal = answering('* OK [CAPABILITY IMAP4rev1] hi\r\n', {
    ...IMAP,
    LOGIN: '+ go on\r\n',
    'm\xc3\xac {9}': '+ go on\r\n',
    'pass word': 'v1 OK done\r\n',
  })
  await using three = await serving(literal.connected)
  const options = { tls: 'none', auth: { user: 'mì', password: { env: 'P' } } }
  expect(await run('imap', three.port, options)).toMatchObject({ status: 'ok' })
  expect(literal.heard).toContain('v1 LOGIN {3}')
})

test.for(kinds)('%s: a run that is stopped rejects with the reason', async (kind) => {
  await using server = await serving(() => {})
  const reason = new Error('stopping')
  const stop = new AbortController()
  const stopped = run(kind, server.port, {}, stop.signal)
  await vi.waitFor(() => expect(server.open.size).toBe(1))
  stop.abort(reason)
  await expect(stopped).rejects.toBe(reason)
  await vi.waitFor(() => expect(server.open.size).toBe(0))
})
