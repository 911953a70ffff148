import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type TlsConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTlsProbe } from '../../packages/agent/src/probes/tls/index.ts'
import { createAuthority, type TestAuthority } from '../support/certificates.ts'
import { startDovecot } from '../support/dovecot.ts'
import { freePort } from '../support/free-port.ts'
import { isOpen } from '../support/nginx.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probe against `openssl s_server`: versions, keys, OCSP and STARTTLS that no packaged server offers at will. */
const probe = createTlsProbe({ clock: systemClock, log: silentLog })
const dir = temporaryDirectory('tls')
let ca: TestAuthority

beforeAll(() => {
  ca = createAuthority(dir.path)
  ca.issue('good')
  ca.issue('soon', { days: 10 })
  ca.issue('expired', { dates: ['20200101000000Z', '20200201000000Z'] })
  ca.issue('weak', { key: ['rsa:1024'], digest: 'sha1' })
  ca.issue('revoked')
  ca.issue('nul', { commonName: 'a\tb', names: 'DNS:*.example.vn,IP:127.0.0.1' })
  ca.issue('many', {
    names: ['IP:127.0.0.1', ...Array.from({ length: 1_500 }, (_, n) => `DNS:host-${n}.example.vn`)].join(','),
  })
}, 30_000)
afterAll(() => dir[Symbol.dispose]())

/** `openssl s_server` with a certificate of the test's authority. */
async function serving(name: string, ...more: string[]) {
  const port = await freePort()
  const args = [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    `${name}.pem`,
    '-key',
    `${name}.key`,
    '-cert_chain',
    'ca.pem',
  ]
  const child = spawn('openssl', [...args, '-quiet', ...more], { cwd: dir.path, stdio: ['pipe', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`openssl s_server does not answer: ${errors}`)
    await sleep(50)
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

function look(port: number, options: object = {}) {
  const config = checkKinds.tls.config.parse({ host: '127.0.0.1', port, caFile: ca.file, ...options }) as TlsConfig
  return probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => '' })
}

test('a good server: a point for each certificate of the chain', async () => {
  await using server = await serving('good')
  const reading = await look(server.port, { names: ['localhost'] })
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^TLSv1\.3, TLS_AES_\w+, certificate good for 59 days$/),
  })
  expect(reading.measured).toMatchObject([
    {
      measurement: 'x509_cert',
      tags: { source: `127.0.0.1:${server.port}`, position: '0', type: 'leaf', common_name: 'good' },
      fields: {
        verification_code: 0n,
        key_type: 'ec',
        key_bits: 256n,
        signature_algorithm: 'ecdsaWithSHA256',
        tls_version: 'TLSv1.3',
        ocsp_stapled: false,
      },
    },
    { tags: { position: '1', type: 'root', common_name: 'Vong Gac Test CA' } },
  ])
  const { startdate, enddate, expiry } = reading.measured[0]!.fields as Record<string, bigint>
  expect(enddate! - startdate!).toBe(60n * 86_400n)
  expect(Number(expiry)).toBeGreaterThan(59 * 86_400)
})

test.for<[string, string[], object, object]>([
  [
    'soon',
    [],
    {},
    { status: 'warn', error: 'threshold', detail: expect.stringContaining('the certificate ends in 9 days') },
  ],
  ['soon', [], { failDays: 14 }, { status: 'fail', error: 'threshold' }],
  ['expired', [], {}, { status: 'fail', error: 'tls', detail: expect.stringContaining('expired on 2020-02-01') }],
  ['expired', [], { insecure: true }, { status: 'ok', detail: expect.stringContaining('expired on 2020-02-01') }],
  [
    'good',
    [],
    { names: ['portal.example.vn'] },
    {
      status: 'fail',
      error: 'tls',
      detail: expect.stringContaining('is not for portal.example.vn but for localhost, 127.0.0.1'),
    },
  ],
  [
    'weak',
    ['-cipher', 'DEFAULT:@SECLEVEL=0'],
    {},
    { status: 'warn', detail: expect.stringMatching(/weak key: rsa with 1024 bits.*weak signature: ecdsaWithSHA1/) },
  ],
  [
    'good',
    ['-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'],
    {},
    { status: 'warn', detail: expect.stringContaining('the server speaks TLSv1.1, expected TLSv1.2 or newer') },
  ],
  ['good', ['-tls1_2'], { minVersion: 'TLSv1.3' }, { status: 'warn', error: 'threshold' }],
  ['good', ['-Verify', '1'], {}, { status: 'ok' }],
  ['nul', [], { names: ['a.example.vn'] }, { status: 'ok' }],
  ['nul', [], { names: ['a.b.example.vn'] }, { status: 'fail', error: 'tls' }],
  ['many', [], { names: ['host-1499.example.vn'] }, { status: 'ok' }],
  [
    'many',
    [],
    { names: ['other.vn'] },
    { status: 'fail', detail: expect.stringContaining('host-3.example.vn and more') },
  ],
])('%s %j seen with %j', async ([name, args, options, expected]) => {
  await using server = await serving(name, ...args)
  expect(await look(server.port, options)).toMatchObject(expected)
})

test('who is not known here is not trusted', async () => {
  await using server = await serving('good')
  expect(await look(server.port, { caFile: undefined })).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: expect.stringContaining('not trusted here'),
  })
})

test('stapled OCSP: good and revoked, by the signature of the issuer; none where one is required', async () => {
  await using good = await serving('good', '-status_file', ca.ocsp('good', 'good'))
  expect(await look(good.port)).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('OCSP good'),
    measured: [{ fields: { ocsp_stapled: true, ocsp_status: 'good', ocsp_next_update: expect.any(BigInt) } }, {}],
  })
  await using revoked = await serving('revoked', '-status_file', ca.ocsp('revoked', 'revoked'))
  expect(await look(revoked.port)).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('the certificate was revoked at'),
  })
  await using none = await serving('good')
  expect(await look(none.port, { ocsp: 'require' })).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('staples no OCSP answer'),
  })
})

test('STARTTLS in IMAP and POP3 with dovecot', async () => {
  const ports = { imap: await freePort(), pop3: await freePort() }
  await using _dovecot = await startDovecot(dir.path, ports, {
    cert: `${dir.path}/good.pem`,
    key: `${dir.path}/good.key`,
  })
  for (const startTls of ['imap', 'pop3'] as const)
    expect(await look(ports[startTls], { startTls })).toMatchObject({
      status: 'ok',
      measured: [{ fields: { starttls_ms: expect.any(Number), tls_version: 'TLSv1.3' } }],
    })
  expect(await look(ports.imap, { startTls: 'smtp' })).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: expect.stringContaining('does not greet as smtp does'),
  })
  expect(await look(ports.imap)).toMatchObject({ status: 'fail', error: 'tls' })
})

test('by hand, for people', async () => {
  await using server = await serving('good')
  const { code, stdout } = await vonggac(['probe', 'tls', `127.0.0.1:${server.port}`, '--set', `caFile=${ca.file}`])
  expect(stdout).toMatch(/^ok {2}tls 127\.0\.0\.1:\d+ {2}[\d.]+ ms\n {2}TLSv1\.3, /)
  expect(code).toBe(0)
})
