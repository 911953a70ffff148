import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type SipCallConfig, type SipConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createSipProbe } from '../../packages/agent/src/probes/sip/index.ts'
import { createSipCallProbe } from '../../packages/agent/src/probes/sip-call/index.ts'
import { startBaresip } from '../support/baresip.ts'
import { createAuthority, type TestAuthority } from '../support/certificates.ts'
import { freePort, freePortRow, freeUdpPort } from '../support/free-port.ts'
import { SIP_DOMAIN, SIP_PASSWORD, startKamailio } from '../support/kamailio.ts'
import { type ServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { pause, receive, say, startSipp } from '../support/sipp.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probes against a real proxy (kamailio), a real user agent (baresip), and SIPp for answers that neither gives. */
const dir = temporaryDirectory('sip')
let ca: TestAuthority
let kamailio: ServerProcess
let baresip: ServerProcess
let port: number
let tlsPort: number
let botPort: number

beforeAll(async () => {
  ca = createAuthority(dir.path)
  const files = ca.issue('good')
  port = await freePortRow(2)
  tlsPort = port + 1
  kamailio = await startKamailio(dir.path, { port, tlsPort }, files)
  // It listens with TLS on the port behind its own.
  botPort = await freePortRow(2)
  baresip = await startBaresip(dir.path, { port: botPort, registrar: port, user: 'bot' })
}, 60_000)
afterAll(async () => {
  await baresip?.[Symbol.asyncDispose]()
  await kamailio?.[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

const context = (withinMs: number, password = SIP_PASSWORD) => ({
  clock: systemClock,
  signal: AbortSignal.timeout(withinMs),
  secret: () => password,
})

function ask(options: object, { withinMs = 5_000, password = SIP_PASSWORD } = {}) {
  const config = checkKinds.sip.config.parse({ host: '127.0.0.1', port, ...options }) as SipConfig
  return createSipProbe({ clock: systemClock, log: silentLog }).run(config, context(withinMs, password))
}

function phone(options: object, { withinMs = 20_000, password = SIP_PASSWORD } = {}) {
  const config = checkKinds.sip_call.config.parse({
    ...{ host: '127.0.0.1', port, durationMs: 2_000 },
    // The other side shares our two cores with every other test.
    warnJitterMs: 1_000,
    ...options,
  })
  return createSipCallProbe({ clock: systemClock, log: silentLog }).run(
    config as SipCallConfig,
    context(withinMs, password),
  )
}

test('kamailio answers OPTIONS by UDP, TCP and TLS; with TLS its certificate is read', async () => {
  for (const transport of ['udp', 'tcp'] as const)
    expect(await ask({ transport })).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('by kamailio-test'),
      measured: [
        { measurement: 'sip', tags: { transport, status_code: '200', result: 'success' }, fields: { up: 1n } },
      ],
    })
  const tls = { transport: 'tls', port: tlsPort }
  expect(await ask({ ...tls, caFile: ca.file })).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/TLSv1\.3, .*certificate good for \d+ days/),
    measured: [
      { tags: { server: `sips://127.0.0.1:${tlsPort}` }, fields: { tls_ms: expect.any(Number) } },
      { measurement: 'x509_cert', tags: { type: 'leaf' }, fields: { verification_code: 0n } },
    ],
  })
  expect(await ask(tls)).toMatchObject({
    status: 'fail',
    error: 'tls',
    measured: [{ tags: { status_code: '200' } }, {}],
  })
  expect(await ask({ ...tls, caFile: ca.file, warnDays: 90 })).toMatchObject({ status: 'warn', error: 'threshold' })
  expect(await ask({ user: 'busy' })).toMatchObject({ status: 'ok', measured: [{ fields: { response_code: 486n } }] })
  expect(await ask({ user: 'mute' }, { withinMs: 700 })).toMatchObject({
    status: 'fail',
    error: 'timeout',
    measured: [{ fields: { retransmissions: 1n } }],
  })
})

test('REGISTER with digest works and leaves nothing behind; a wrong password says so', async () => {
  const register = { user: 'probe', password: { env: 'X' } }
  for (const transport of ['udp', 'tcp'] as const)
    expect(await ask({ transport, domain: SIP_DOMAIN, register })).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/probe registered in [\d.]+ ms and away again$/),
      measured: [{}, { tags: { method: 'REGISTER', result: 'success' }, fields: { bindings: 1n, expires_s: 60n } }],
    })
  // Whoever is registered could be called.
  expect(await phone({ user: 'probe', domain: SIP_DOMAIN })).toMatchObject({ error: 'mismatch' })
  expect(await ask({ domain: SIP_DOMAIN, register }, { password: 'wrong' })).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: expect.stringMatching(/^the registrar refused user probe's password; 200 OK/),
    measured: [{ tags: { result: 'success' } }, { tags: { result: 'auth_failed' }, fields: { up: 0n, sent: 2n } }],
  })
})

test.for<[string, Parameters<typeof startSipp>[2], number, object]>([
  [
    'says 100 first, and 200 after a while',
    { steps: [receive('OPTIONS'), say('100 Trying'), pause(700), say('200 OK')] },
    3_000,
    { status: 'ok', detail: expect.stringContaining('sent 2 times'), measured: [{ fields: { provisional: 2n } }] },
  ],
  [
    'says everything twice',
    { steps: [receive('OPTIONS'), say('200 OK'), say('200 OK')] },
    3_000,
    { status: 'ok', measured: [{ fields: { contact: expect.stringContaining('sip:127.0.0.1') } }] },
  ],
  ['is busy', { steps: [receive('OPTIONS'), say('486 Busy Here')] }, 3_000, { status: 'ok' }],
  [
    'is out of service',
    { steps: [receive('OPTIONS'), say('503 Service Unavailable', { lines: ['Retry-After: 90;duration=3600'] })] },
    3_000,
    { status: 'fail', error: 'down', detail: expect.stringContaining('left alone for 90 s (Retry-After)') },
  ],
  [
    'has moved',
    { steps: [receive('OPTIONS'), say('302 Moved Temporarily')] },
    3_000,
    {
      status: 'warn',
      error: 'mismatch',
      detail: expect.stringMatching(/it sends us elsewhere; to "sip:127\.0\.0\.1:\d+/),
    },
  ],
  [
    'answers another question',
    { steps: [receive('OPTIONS'), say('200 OK', { via: 'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKother' })] },
    400,
    { status: 'fail', error: 'protocol', detail: expect.stringContaining('none to our question') },
  ],
  [
    'sends garbage',
    { steps: [receive('OPTIONS'), '<send><![CDATA[\n\n    \u00a1no SIP at all!\n    really\n\n  ]]></send>'] },
    400,
    { status: 'fail', error: 'protocol', detail: expect.stringContaining('does not speak SIP') },
  ],
  ['is silent', { steps: [receive('OPTIONS'), pause(5_000)] }, 700, { status: 'fail', error: 'timeout' }],
])('SIPp that %s', async ([, options, withinMs, expected]) => {
  const at = await freeUdpPort()
  await using _sipp = await startSipp(dir.path, at, options)
  expect(await ask({ port: at }, { withinMs })).toMatchObject(expected)
})

test('SIPp answers over TCP, and by UDP a port without anybody refuses', async () => {
  const at = await freePort()
  await using _sipp = await startSipp(dir.path, at, { steps: [receive('OPTIONS'), say('200 OK')], transport: 't1' })
  expect(await ask({ port: at, transport: 'tcp' })).toMatchObject({ status: 'ok' })
  expect(await ask({ port: await freeUdpPort() })).toMatchObject({ status: 'fail', error: 'refused' })
})

test('a real user agent takes a test call: its sound is measured, and the call is over afterwards', async () => {
  const reading = await phone({ port: botPort, user: 'bot' })
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^answered in [\d.]+ ms, MOS 4\.\d\d, \d+ packets came, 0 % lost/),
    measured: [
      {
        measurement: 'sip_call',
        tags: { party: 'bot', result: 'success' },
        fields: { response_code: 200n, sent: 100n, ended: true, hung_up: false, echo: false },
      },
      { measurement: 'media_quality', tags: { peer: `127.0.0.1:${botPort}` }, fields: { codec: 'g711-plc' } },
    ],
  })
  const { received, loss_pct, post_dial_delay_ms, answer_ms } = reading.measured[0]!.fields
  expect(Number(received)).toBeGreaterThan(90)
  expect(loss_pct).toBe(0)
  expect(Number(post_dial_delay_ms)).toBeLessThanOrEqual(Number(answer_ms))
  expect(Number(reading.measured[1]!.fields.mos)).toBeGreaterThan(4)
  // It says so, too.
  await vi.waitFor(() => expect(baresip.output()).toMatch(/Call with sip:vonggac@127\.0\.0\.1 terminated/), {
    timeout: 5_000,
  })
})

test('a call through kamailio, with a password for the proxy and without', async () => {
  const through = { user: 'bot', domain: SIP_DOMAIN }
  expect(await phone(through)).toMatchObject({ status: 'ok', measured: [{ fields: { ended: true } }, {}] })
  const credentials = { user: 'caller', password: { env: 'X' } }
  expect(await phone({ ...through, credentials, transport: 'tcp' })).toMatchObject({ status: 'ok' })
  expect(await phone({ ...through, credentials }, { password: 'wrong' })).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: "127.0.0.1 refused user caller's password",
  })
  expect(await phone({ user: 'nobody', domain: SIP_DOMAIN })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: '404 Not Found; there is no such party',
  })
})

/** Sound goes to the SDP's port, and one packet in `every` is lost on its way there. */
async function lossyRelay(to: number, every: number) {
  const [outer, inner] = [createSocket('udp4'), createSocket('udp4')]
  let came = 0
  let back: { port: number; address: string } | undefined
  outer.on('message', (bytes, from) => {
    back = from
    if (++came % every !== 0) inner.send(bytes, to, '127.0.0.1')
  })
  inner.on('message', (bytes) => back && outer.send(bytes, back.port, back.address))
  for (const socket of [outer, inner]) {
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
  }
  return {
    port: outer.address().port,
    async [Symbol.asyncDispose]() {
      outer.close()
      inner.close()
    },
  }
}

const answering = (rtpPort: number) => [
  receive('INVITE'),
  say('180 Ringing'),
  say('200 OK', {
    lines: ['Content-Type: application/sdp'],
    body: `v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${rtpPort} RTP/AVP 0\n`,
  }),
  receive('ACK'),
  receive('BYE'),
  say('200 OK'),
]

test('an echo gives the round trip; the loss that a relay makes is measured exactly', async () => {
  const at = await freeUdpPort()
  const echo = await freeUdpPort()
  {
    await using _sipp = await startSipp(dir.path, at, { rtpPort: echo })
    expect(await phone({ port: at, expectEcho: true })).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('100 of 100 came back, 0 % lost'),
      measured: [{ fields: { echo: true, rtt_ms_avg: expect.any(Number) } }, { fields: { rtt_source: 'sound' } }],
    })
  }
  await using relay = await lossyRelay(echo, 10)
  await using _sipp = await startSipp(dir.path, at, { steps: answering(relay.port), rtpPort: echo, echo: true })
  const reading = await phone({ port: at, expectEcho: true })
  expect(reading).toMatchObject({
    status: 'warn',
    error: 'loss',
    measured: [{ fields: { sent: 100n, received: 90n, loss_pct: 10 } }, { fields: { loss_pct: 10 } }],
  })
  expect(Number(reading.measured[1]!.fields.mos)).toBeLessThan(4)
})

test.for<[string, string[], object]>([
  [
    'is busy',
    [receive('INVITE'), say('486 Busy Here'), receive('ACK')],
    { status: 'warn', error: 'mismatch', measured: [{ tags: { result: 'busy' } }] },
  ],
  [
    'declines',
    [receive('INVITE'), say('603 Decline'), receive('ACK')],
    { status: 'fail', detail: expect.stringContaining('declined') },
  ],
  [
    'takes no PCMU',
    [receive('INVITE'), say('488 Not Acceptable Here'), receive('ACK')],
    { status: 'fail', detail: expect.stringContaining('does not take our offer of sound (PCMU)') },
  ],
  [
    'answers and is mute',
    answering(9),
    {
      status: 'fail',
      error: 'loss',
      detail: expect.stringContaining('no sound came from 127.0.0.1:9 (one-way audio)'),
    },
  ],
])('a party that %s', async ([, steps, expected]) => {
  const at = await freeUdpPort()
  await using _sipp = await startSipp(dir.path, at, { steps })
  expect(await phone({ port: at })).toMatchObject(expected)
})

test('by hand, for people, with a SIP address', async () => {
  const { code, stdout } = await vonggac(['probe', 'sip', `sip:busy@127.0.0.1:${port};transport=tcp`])
  expect(stdout).toMatch(/^ok {2}sip 127\.0\.0\.1:\d+ {2}[\d.]+ ms\n {2}486 Busy Here; it is there, and busy/)
  expect(code).toBe(0)
})
