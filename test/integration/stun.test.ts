import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type StunConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStunProbe } from '../../packages/agent/src/probes/stun/index.ts'
import { createAuthority } from '../support/certificates.ts'
import { type Coturn, startCoturn, TURN_USER } from '../support/coturn.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probe against coturn: addresses, relays, credentials, and what coturn says is left of them. */
const stack = new AsyncDisposableStack()
const ports = { port: 0, tlsPort: 0 }
let coturn: Coturn
let caFile = ''

beforeAll(async () => {
  const dir = stack.use(temporaryDirectory('stun'))
  const authority = createAuthority(dir.path)
  caFile = authority.file
  Object.assign(ports, { port: await freePort(), tlsPort: await freePort() })
  const { cert, key } = authority.issue('turn')
  // Below the kernel's own range. One user may have one relay, so that a second one is refused.
  const relayPorts = [21_000 + (process.pid % 500) * 20, 21_019 + (process.pid % 500) * 20] as const
  coturn = stack.use(await startCoturn(dir.path, { ...ports, relayPorts, cert, key, more: ['user-quota=1'] }))
}, 30_000)
afterAll(() => stack.disposeAsync())

const probe = createStunProbe({ clock: systemClock, log: silentLog })
const auth = { user: TURN_USER.user, password: { env: 'TURN_PASSWORD' } }

const run = (
  more: object,
  {
    password = TURN_USER.password,
    signal = AbortSignal.timeout(5_000),
  }: { password?: string; signal?: AbortSignal } = {},
) =>
  probe.run(checkKinds.stun.config.parse({ host: '127.0.0.1', port: ports.port, ...more }) as StunConfig, {
    ...{ clock: systemClock, signal },
    secret: () => password,
  })

let relays = 0
/** One more relay was made, and is gone: what is not given back stays for ten minutes. */
const untilItIsGone = () => {
  relays += 1
  return expect.poll(() => coturn.relays(), { timeout: 5_000 }).toEqual({ made: relays, cleared: relays })
}

const over = (transport: string) => ({ transport, ...(transport === 'tls' && { port: ports.tlsPort, caFile }) })

test.for(['udp', 'tcp', 'tls'])('coturn tells over %s which address it sees', async (transport) => {
  expect(await run({ ...over(transport), expectMapped: ['127.0.0.0/8'] })).toMatchObject({
    status: 'ok',
    measured: [
      {
        measurement: 'stun',
        tags: { server: '127.0.0.1', transport, mode: 'binding', result: 'success' },
        fields: { result_code: 0n, mapped: expect.stringMatching(/^127\.0\.0\.1:\d+$/), rtt_ms: expect.any(Number) },
      },
    ],
  })
})

test.for(['udp', 'tcp', 'tls'])(
  'a relay over %s carries packets there and back, and is given back',
  async (transport) => {
    const reading = await run({ ...over(transport), mode: 'turn', auth, relayPackets: 10 })
    expect(reading).toMatchObject({
      status: 'ok',
      measured: [
        {
          tags: { mode: 'turn' },
          fields: { relay_sent: 10n, relay_received: 10n, relay_loss_pct: 0, lifetime_s: 600n, released: true },
        },
      ],
    })
    await untilItIsGone()
  },
)

test('a wrong password says so', async () => {
  expect(await run({ mode: 'turn', auth }, { password: 'wrong' })).toMatchObject({
    status: 'fail',
    error: 'auth',
    detail: 'the server does not accept our user and password (401)',
  })
})

test('stopped in the middle, nothing is left; until then a second relay is over the quota', async () => {
  const stop = new AbortController()
  const reason = new Error('stopping')
  const before = coturn.output().length
  const long = run({ mode: 'turn', auth, relayPackets: 100 }, { signal: stop.signal })
  await expect.poll(() => coturn.output().slice(before)).toContain('CREATE_PERMISSION processed, success')
  expect(await run({ mode: 'turn', auth })).toMatchObject({ error: 'mismatch', detail: expect.stringContaining('486') })
  stop.abort(reason)
  await expect(long).rejects.toBe(reason)
  await untilItIsGone()
  expect(await run({ mode: 'turn', auth })).toMatchObject({ status: 'ok' })
  await untilItIsGone()
})

test('an untrusted certificate is not spoken to', async () => {
  expect(await run({ transport: 'tls', port: ports.tlsPort })).toMatchObject({ status: 'fail', error: 'tls' })
})

test('from the command line', async () => {
  const options = [
    '--set',
    'mode=turn',
    '--set',
    'relayPackets=3',
    '--set',
    'auth={"user":"turn","password":{"env":"TURN_PW"}}',
  ]
  const { code, stdout } = await vonggac(['probe', 'stun', `127.0.0.1:${ports.port}`, ...options], {
    TURN_PW: TURN_USER.password,
  })
  expect(stdout).toMatch(/^ok {2}stun 127\.0\.0\.1:\d+ over udp/)
  expect(stdout).toContain('3 of 3 packets through the relay and back')
  expect(code).toBe(0)
  await untilItIsGone()
})
