import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import { type CertificateConfig, checkKinds } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reading } from '../../packages/agent/src/probe.ts'
import { createCertificateProbe } from '../../packages/agent/src/probes/certificate/index.ts'
import { freePort } from '../support/free-port.ts'
import { startNginx } from '../support/nginx.ts'
import { bundle, createPki, type Pki } from '../support/pki.ts'
import { type ServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probes of certificates against authorities, CRLs, responders and files made by OpenSSL. */
const dir = temporaryDirectory('pki')
let pki: Pki
let web: ServerProcess
let base: string

beforeAll(async () => {
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  pki = createPki(dir.path)
  const crl = `${base}/issuing.crl`
  pki.issue('good', { subject: '/O=Sở Nội vụ/CN=good', crl })
  pki.issue('expired', { dates: ['20200101000000Z', '20200201000000Z'], crl })
  pki.issue('revoked', { crl })
  pki.issue('stale', { crl: `${base}/stale.crl` })
  pki.issue('lost', { crl: `${base}/nowhere.crl` })
  mkdirSync(join(dir.path, 'www'))
  pki.crl('www/stale.crl', ['20260101000000Z', '20260108000000Z'])
  pki.revoke('revoked')
  pki.crl('www/issuing.crl')
  web = await startNginx(dir.path, port, `server { listen 127.0.0.1:${port}; root ${join(dir.path, 'www')}; }`)
}, 30_000)
afterAll(async () => {
  await web?.[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

/** A directory with copies of these certificates. */
function folder(name: string, ...certificates: readonly string[]): string {
  const path = join(dir.path, name)
  mkdirSync(path)
  for (const one of certificates) cpSync(join(dir.path, `${one}.pem`), join(path, `${one}.pem`))
  return path
}

function look(options: object): Promise<Reading> {
  const config = checkKinds.certificate.config.parse({
    caFile: pki.root,
    intermediates: pki.issuing,
    ...options,
  }) as CertificateConfig
  const probe = createCertificateProbe({ clock: systemClock, log: silentLog })
  return probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(20_000), secret: () => 'geheim' })
}

const verdictsOf = ({ measured }: Reading) =>
  measured.map(({ tags, fields }) => [tags?.subject ?? tags?.path, fields.verdict, fields.verification_error ?? ''])

test('an expired, a revoked, a stale-CRL and a good certificate of one authority: four verdicts', async () => {
  const reading = await look({ path: folder('four', 'good', 'expired', 'revoked', 'stale') })
  expect(verdictsOf(reading)).toEqual([
    ['revoked', 'revoked', expect.stringMatching(/^revoked on \d{4}-\d\d-\d\dT\d\d:\d\d: its key was compromised$/)],
    ['expired', 'expired', expect.stringMatching(/^expired on 2020-02-01, \d+ days ago$/)],
    ['stale', 'stale_crl', 'the CRL of Vong Gac Issuing is stale: a new one was due on 2026-01-08T00:00'],
    ['good', 'good', ''],
  ])
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: expect.stringMatching(/^1 revoked, 1 expired, 1 with a stale CRL, 1 good; revoked: revoked on /),
  })
  expect(reading.measured[3]).toMatchObject({
    measurement: 'certificate_file',
    tags: { subject: 'good', position: '0' },
    fields: { verification_code: 0n, revoked: false, revocation_source: 'crl', key_bits: 256n, status: 0n },
  })
})

test('a CRL that does not come, and no CRL at all, where it must be', async () => {
  const path = folder('lost-ones', 'lost')
  expect(verdictsOf(await look({ path }))).toEqual([
    ['lost', 'no_crl', `no CRL from ${base}/nowhere.crl: the server answers with status 404`],
  ])
  expect(await look({ path })).toMatchObject({ status: 'warn' })
  expect(await look({ path, revocation: 'crl' })).toMatchObject({ status: 'fail', error: 'tls' })
  expect(await look({ path, revocation: 'off' })).toMatchObject({ status: 'ok' })
  // The authority's list from a file serves as well, though the certificate does not name it.
  expect(await look({ path, revocation: 'crl', crlFiles: [join(dir.path, 'www/issuing.crl')] })).toMatchObject({
    status: 'ok',
  })
})

test('the chain: missing, unknown, expired and signed by nobody who may', async () => {
  const path = folder('chained', 'good')
  expect(verdictsOf(await look({ path, intermediates: undefined }))).toEqual([
    ['good', 'untrusted', expect.stringContaining('its issuer is unknown')],
  ])
  // An intermediate by itself can be trusted, and one may stand in the file.
  expect(await look({ path, caFile: pki.issuing, intermediates: undefined })).toMatchObject({ status: 'ok' })
  const whole = bundle(dir.path, 'whole.pem', join(dir.path, 'good.pem'), pki.issuing)
  expect(await look({ path: whole, intermediates: undefined })).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^2 good; the first to end is good, in 89 days$/),
  })
  await expect(look({ path, caFile: '/nowhere' })).rejects.toMatchObject({ code: 'local' })
})

test('one byte of a certificate or of a CRL changed: neither is believed', async () => {
  const path = folder('changed')
  pki.openssl('x509', '-in', 'good.pem', '-outform', 'DER', '-out', 'changed/good.der')
  const bytes = readFileSync(join(path, 'good.der'))
  bytes[bytes.length - 10]! ^= 1
  writeFileSync(join(path, 'good.der'), bytes)
  expect(verdictsOf(await look({ path, revocation: 'off' }))).toEqual([
    ['good', 'untrusted', 'the signature is not that of the issuer that it names'],
  ])
  const crl = readFileSync(join(dir.path, 'www/issuing.crl'))
  crl[crl.length - 10]! ^= 1
  writeFileSync(join(dir.path, 'changed.crl'), crl)
  const reading = await look({ path: join(dir.path, 'lost.pem'), crlFiles: [join(dir.path, 'changed.crl')] })
  expect(verdictsOf(reading)[0]).toEqual([
    'lost',
    'no_crl',
    expect.stringContaining('the CRL is not signed by the issuer'),
  ])
})

test('the command prints a table, the worst first', async () => {
  const ca = bundle(dir.path, 'both.pem', pki.root, pki.issuing)
  const { stdout, code } = await vonggac(['probe', 'certificate', join(dir.path, 'four'), '--ca', ca])
  expect(code).toBe(2)
  const lines = stdout
    .split('\n')
    .slice(3)
    .map((line) => line.trim().split(/ {2,}/, 2))
  expect(lines).toEqual([
    ['days', 'certificate'],
    ['revoked', '89'],
    ['expired', expect.stringMatching(/^-/)],
    ['stale crl', '89'],
    ['good', '89'],
    [''],
  ])
})
