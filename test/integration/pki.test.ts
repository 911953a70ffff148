import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { type SecretRef, silentLog, systemClock } from '@vonggac/model'
import { type CertificateConfig, checkKinds, type TlsConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reading } from '../../packages/agent/src/probe.ts'
import { createCertificateProbe } from '../../packages/agent/src/probes/certificate/index.ts'
import { createTlsProbe } from '../../packages/agent/src/probes/tls/index.ts'
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

/** One secret is right, another is not. */
const secret = (ref: SecretRef): string => ('env' in ref ? 'geheim' : 'falsch')

function look(options: object): Promise<Reading> {
  const config = checkKinds.certificate.config.parse({
    caFile: pki.root,
    intermediates: pki.issuing,
    ...options,
  }) as CertificateConfig
  const probe = createCertificateProbe({ clock: systemClock, log: silentLog })
  return probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(20_000), secret })
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

test('PKCS#12 as OpenSSL and as older programs write it, PKCS#7, DER, and a password that is wrong', async () => {
  const path = folder('forms')
  const p12 = ['pkcs12', '-export', '-inkey', 'good.key', '-in', 'good.pem', '-certfile', 'issuing.pem']
  pki.openssl(...p12, '-passout', 'pass:geheim', '-out', 'forms/modern.p12')
  pki.openssl(...p12, '-legacy', '-passout', 'pass:geheim', '-out', 'forms/legacy.pfx')
  pki.openssl(
    ...p12,
    '-certpbe',
    'PBE-SHA1-3DES',
    '-macalg',
    'sha256',
    '-passout',
    'pass:geheim',
    '-out',
    'forms/3des.p12',
  )
  pki.openssl(...p12, '-certpbe', 'NONE', '-keypbe', 'NONE', '-passout', 'pass:geheim', '-out', 'forms/open.p12')
  pki.openssl('crl2pkcs7', '-nocrl', '-certfile', 'good.pem', '-out', 'forms/pem.p7b')
  pki.openssl('crl2pkcs7', '-nocrl', '-certfile', 'good.pem', '-outform', 'DER', '-out', 'forms/der.p7b')
  pki.openssl(
    'smime',
    '-sign',
    '-stream',
    '-indef',
    '-signer',
    'good.pem',
    '-inkey',
    'good.key',
    '-in',
    'good.csr',
    '-outform',
    'DER',
    '-out',
    'forms/ber.p7s',
  )
  pki.openssl('x509', '-in', 'good.pem', '-outform', 'DER', '-out', 'forms/good.cer')
  pki.openssl('x509', '-in', 'good.pem', '-text', '-trustout', '-out', 'forms/trusted.crt')
  const password = { env: 'PASSWORD' }
  for (const file of [
    'modern.p12',
    'legacy.pfx',
    '3des.p12',
    'open.p12',
    'pem.p7b',
    'der.p7b',
    'ber.p7s',
    'good.cer',
    'trusted.crt',
  ]) {
    const reading = await look({ path: join(path, file), password, intermediates: pki.issuing })
    expect(verdictsOf(reading)[0], file).toEqual(['good', 'good', ''])
  }
  const wrong = { file: '/elsewhere' }
  for (const file of ['modern.p12', 'legacy.pfx', '3des.p12', 'open.p12']) {
    expect(await look({ path: join(path, file), password: wrong }), file).toMatchObject({
      status: 'fail',
      error: 'auth',
      measured: [{ fields: { verdict: 'wrong_password', verification_error: 'the password does not open it' } }],
    })
    expect(await look({ path: join(path, file) }), file).toMatchObject({
      error: 'auth',
      measured: [{ fields: { verification_error: 'it is protected by a password, and none is given (`password`)' } }],
    })
  }
})

test('the certificates of the units, by a list as a spreadsheet writes it', async () => {
  const path = folder('units')
  pki.issue('renewed', { subject: '/CN=expired', crl: `${base}/issuing.crl` })
  pki.issue('sealing', { extensions: ['keyUsage=critical,keyEncipherment'] })
  const list = join(path, 'units.csv')
  const rows = [
    'unit;file;holder;subject;serial;contact',
    'so-noi-vu;../good.pem;"Văn thư; Sở Nội vụ";sở nội vụ;;0235 3810 000',
    'tam-ky;../good.pem;;;;',
    'hoi-an;../expired.pem;;;;',
    'hoi-an;../renewed.pem;;;;',
    'dien-ban;../revoked.pem;;;;',
    'que-son;../sealing.pem;;;;',
    'thang-binh;../stale.pem;;Thăng Bình;ffff;',
    'phu-ninh;../nothing.pem;;;;',
    'nui-thanh;;;;;',
  ]
  writeFileSync(list, `\ufeff${rows.join('\r\n')}\r\n`)
  const reading = await look({ list })
  expect(reading).toMatchObject({ status: 'fail', error: 'tls' })
  expect(reading.detail).toMatch(
    /^1 revoked, 1 not the expected one, 1 for another purpose, 2 unreadable, 2 standing twice, 1 replaced, 1 good; dien-ban \(revoked\): revoked on /,
  )
  const byUnit = Object.fromEntries(
    reading.measured.map(({ tags, fields }) => [tags?.unit ?? '', fields.verification_error]),
  )
  expect(byUnit).toMatchObject({
    'so-noi-vu': 'the same certificate stands for tam-ky',
    'que-son': 'it is not for signing: its key usage is keyEncipherment',
    'thang-binh': expect.stringMatching(
      /^its subject is "CN=stale", expected "Thăng Bình" in it, its serial number is \w+, expected FFFF/,
    ),
    'phu-ninh': `there is no file or directory ${join(dir.path, 'nothing.pem')}`,
    '': 'line 10: "nui-thanh" has neither file nor pem, or both',
  })
  expect(reading.measured.find(({ tags }) => tags?.unit === 'so-noi-vu')?.fields).toMatchObject({
    holder: 'Văn thư; Sở Nội vụ',
    contact: '0235 3810 000',
  })
  const old = reading.measured.find(({ fields }) => fields.verdict === 'superseded')
  expect(old?.fields.verification_error).toMatch(
    /^replaced by serial \w+, good until \d{4}-\d\d-\d\d \(expired on 2020-02-01/,
  )
  await expect(look({ list: join(dir.path, 'good.pem') })).rejects.toMatchObject({ code: 'local' })
})

test('bounds: a directory of too much, a pipe, a link in a circle, and a file that is something else', async () => {
  const path = folder('bounds', 'good')
  symlinkSync(path, join(path, 'circle'))
  execFileSync('mkfifo', [join(path, 'pipe.pem')])
  writeFileSync(join(path, 'large.pem'), Buffer.alloc(3 * 2 ** 20))
  writeFileSync(join(path, 'empty.pem'), '')
  writeFileSync(join(path, 'notes.txt'), 'not looked at')
  expect(verdictsOf(await look({ path })).map(([, verdict, text]) => [verdict, text])).toEqual([
    ['unreadable', 'the file is empty'],
    ['unreadable', expect.stringContaining('large.pem is larger than 2097152 bytes')],
    ['unreadable', expect.stringContaining('pipe.pem is no file')],
    ['good', ''],
  ])
  expect(await look({ path: join(dir.path, 'www') })).toMatchObject({
    status: 'fail',
    detail: 'there is no certificate',
  })
  expect(verdictsOf(await look({ path: join(dir.path, 'good.key') }))[0]?.[2]).toBe('there is no certificate in it')
  await expect(look({ path: join(dir.path, 'nowhere') })).rejects.toMatchObject({ code: 'mismatch' })
})

test('a TLS server whose certificate is revoked: found by its CRL, when that is asked for', async () => {
  const names = ['subjectAltName=IP:127.0.0.1']
  const crl = `${base}/servers.crl`
  for (const name of ['server', 'withdrawn']) pki.issue(name, { extensions: names, crl })
  pki.revoke('withdrawn', 'cessationOfOperation')
  pki.crl('www/servers.crl')
  const probe = createTlsProbe({ clock: systemClock, log: silentLog })
  const lookAt = async (name: string, options: object, chain: readonly string[] = [pki.issuing]) => {
    const key = readFileSync(join(dir.path, `${name}.key`))
    const server = createServer({
      key,
      cert: readFileSync(bundle(dir.path, `${name}.chain`, join(dir.path, `${name}.pem`), ...chain)),
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const config = checkKinds.tls.config.parse({ host: '127.0.0.1', port, caFile: pki.root, ...options }) as TlsConfig
    try {
      return await probe.run(config, { clock: systemClock, signal: AbortSignal.timeout(10_000), secret })
    } finally {
      server.close()
    }
  }
  expect(await lookAt('withdrawn', {})).toMatchObject({ status: 'ok' })
  for (const revocation of ['crl', 'any'])
    expect(await lookAt('withdrawn', { revocation }), revocation).toMatchObject({
      status: 'fail',
      error: 'tls',
      detail: expect.stringMatching(/^the certificate was revoked on \d{4}-\d\d-\d\dT\d\d:\d\d: it is no longer used/),
      measured: [{ fields: { revoked: true, revocation_source: 'crl', verification_code: 1n } }, {}],
    })
  expect(await lookAt('server', { revocation: 'crl' })).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining(', CRL good'),
    measured: [{ fields: { revoked: false } }, {}],
  })
  expect(await lookAt('server', { revocation: 'ocsp' })).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining('it names no OCSP responder that can be asked'),
  })
  // A server that leaves its issuer out: here it is known all the same.
  const caFile = bundle(dir.path, 'known.pem', pki.root, pki.issuing)
  expect(await lookAt('withdrawn', { revocation: 'crl', caFile }, [])).toMatchObject({
    detail: expect.stringContaining('the certificate was revoked on'),
  })
})

test('weak keys and signatures; that of a root on itself says nothing', async () => {
  const path = folder('weak')
  const make = (name: string, key: string, digest: string) =>
    pki.openssl(
      'req',
      '-x509',
      '-newkey',
      key,
      '-nodes',
      `-${digest}`,
      '-keyout',
      'weak.key',
      '-out',
      `weak/${name}.pem`,
      '-days',
      '90',
      '-subj',
      `/CN=${name}`,
    )
  make('old-root', 'rsa:2048', 'sha1')
  make('small-root', 'rsa:1024', 'sha256')
  pki.issue('small', { key: ['rsa:1024'] })
  cpSync(join(dir.path, 'small.pem'), join(path, 'small.pem'))
  const reading = await look({ path, checkChain: false })
  expect(reading).toMatchObject({ status: 'warn', error: 'threshold' })
  expect(verdictsOf(reading).sort()).toEqual([
    ['old-root', 'good', ''],
    ['small', 'weak', 'it has a weak key: rsa with 1024 bits'],
    ['small-root', 'weak', 'it has a weak key: rsa with 1024 bits'],
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
