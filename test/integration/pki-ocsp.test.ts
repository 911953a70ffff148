import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { silentLog, systemClock } from '@vonggac/model'
import { type CertificateConfig, checkKinds } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCertificateProbe } from '../../packages/agent/src/probes/certificate/index.ts'
import { freePort } from '../support/free-port.ts'
import { createPki, type Pki } from '../support/pki.ts'
import { startServerProcess, temporaryDirectory } from '../support/server-process.ts'

/** OCSP: `openssl ocsp` as a responder, and answers of it that are used as nobody should. */
const dir = temporaryDirectory('ocsp')
let pki: Pki

beforeAll(() => {
  pki = createPki(dir.path)
  for (const name of ['good', 'revoked', 'strange']) pki.issue(name)
  const delegate = ['basicConstraints=CA:FALSE', 'keyUsage=digitalSignature']
  pki.issue('delegate', { extensions: [...delegate, 'extendedKeyUsage=OCSPSigning'] })
  pki.issue('pretender', { extensions: delegate })
  pki.issue('former', {
    extensions: [...delegate, 'extendedKeyUsage=OCSPSigning'],
    dates: ['20200101000000Z', '20200201000000Z'],
  })
  pki.revoke('revoked', 'superseded')
  // The responder has never heard of this one.
  const known = readFileSync(join(dir.path, 'issuing.index'), 'utf8')
    .split('\n')
    .filter((line) => !line.includes('CN=strange'))
  writeFileSync(join(dir.path, 'responder.index'), known.join('\n'))
}, 30_000)
afterAll(() => dir[Symbol.dispose]())

async function look(name: string, ocspUrl: string) {
  const config = checkKinds.certificate.config.parse({
    path: join(dir.path, `${name}.pem`),
    caFile: pki.root,
    intermediates: pki.issuing,
    revocation: 'ocsp',
    ocspUrl,
  }) as CertificateConfig
  const probe = createCertificateProbe({ clock: systemClock, log: silentLog })
  const { measured } = await probe.run(config, {
    clock: systemClock,
    signal: AbortSignal.timeout(20_000),
    secret: () => '',
  })
  const { verdict, verification_error: text = '' } = measured[0]!.fields
  return { verdict, text }
}

/** A server of this test in place of a responder. */
async function serving(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** What the responder says of a certificate, signed by `signer`, whoever asks and whenever. */
function answerFor(name: string, signer: string, ...more: readonly string[]): Buffer {
  const out = `${randomUUID()}.der`
  const by = ['-rsigner', `${signer}.pem`, '-rkey', `${signer}.key`]
  const about = ['-issuer', 'issuing.pem', '-cert', `${name}.pem`]
  const when = more.length > 0 ? more : ['-ndays', '1']
  pki.openssl(
    'ocsp',
    '-index',
    'responder.index',
    '-CA',
    'issuing.pem',
    ...by,
    ...about,
    ...when,
    '-noverify',
    '-no_nonce',
    '-respout',
    out,
  )
  return readFileSync(join(dir.path, out))
}

/** Whether OpenSSL's own client gets an answer. */
const isAnswering = (port: number): Promise<boolean> => {
  const about = ['-issuer', 'issuing.pem', '-cert', 'good.pem', '-noverify', '-timeout', '2']
  return promisify(execFile)('openssl', ['ocsp', ...about, '-url', `http://127.0.0.1:${port}`], { cwd: dir.path }).then(
    () => true,
    () => false,
  )
}

test('a real responder: good, revoked, and never heard of', async () => {
  const port = await freePort()
  const by = ['-rsigner', 'delegate.pem', '-rkey', 'delegate.key', '-CA', 'issuing.pem', '-ndays', '1']
  await using _responder = await startServerProcess({
    command: 'sh',
    args: ['-c', `cd ${dir.path} && exec openssl ocsp -index responder.index -port ${port} ${by.join(' ')}`],
    debianPackage: 'openssl',
    // A connection that asks nothing would keep it waiting: it serves one at a time.
    ready: () => isAnswering(port),
  })
  const url = `http://127.0.0.1:${port}`
  expect(await look('good', url)).toEqual({ verdict: 'good', text: '' })
  expect(await look('revoked', url)).toMatchObject({
    verdict: 'revoked',
    text: expect.stringMatching(/^revoked on \d{4}/),
  })
  expect(await look('strange', url)).toMatchObject({
    verdict: 'unknown_to_ocsp',
    text: `the OCSP responder does not know the certificate (${url})`,
  })
}, 30_000)

test.for([
  {
    name: 'about another certificate',
    about: 'revoked',
    signer: 'issuing',
    verdict: 'bad_ocsp',
    text: 'about another certificate',
  },
  {
    name: 'of whom the issuer has not charged',
    about: 'good',
    signer: 'pretender',
    verdict: 'bad_ocsp',
    text: 'not signed by the issuer',
  },
  {
    name: 'of whom the issuer had charged once',
    about: 'good',
    signer: 'former',
    verdict: 'bad_ocsp',
    text: 'not signed by the issuer',
  },
  { name: 'of the root', about: 'good', signer: 'root', verdict: 'bad_ocsp', text: 'not signed by the issuer' },
  { name: 'of the issuer itself', about: 'good', signer: 'issuing', verdict: 'good', text: '' },
])('an answer $name', async ({ about, signer, verdict, text }) => {
  const answer = answerFor(about, signer)
  await using server = await serving((_, response) => response.end(answer))
  const seen = await look('good', server.url)
  expect(seen.verdict).toBe(verdict)
  expect(seen.text).toContain(text)
})

test('an answer that is out of date, and one to another question', async () => {
  const short = answerFor('good', 'issuing', '-nmin', '1')
  await using server = await serving((_, response) => response.end(short))
  const config = { path: join(dir.path, 'good.pem'), caFile: pki.root, intermediates: pki.issuing, revocation: 'ocsp' }
  const later = { ...systemClock, now: () => systemClock.now() + 3_600_000 }
  const probe = createCertificateProbe({ clock: later, log: silentLog })
  const parsed = checkKinds.certificate.config.parse({ ...config, ocspUrl: server.url }) as CertificateConfig
  const reading = await probe.run(parsed, { clock: later, signal: AbortSignal.timeout(20_000), secret: () => '' })
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'threshold',
    measured: [{ fields: { verdict: 'stale_ocsp' } }],
  })

  // The same answer to everybody: the nonce of the first question gives it away.
  let kept: Buffer | undefined
  await using replaying = await serving(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    writeFileSync(join(dir.path, 'asked.der'), Buffer.concat(chunks))
    if (!kept) {
      const by = ['-rsigner', 'delegate.pem', '-rkey', 'delegate.key', '-CA', 'issuing.pem', '-ndays', '1']
      pki.openssl('ocsp', '-index', 'responder.index', ...by, '-reqin', 'asked.der', '-respout', 'kept.der')
      kept = readFileSync(join(dir.path, 'kept.der'))
    }
    response.end(kept)
  })
  expect(await look('good', replaying.url)).toMatchObject({ verdict: 'good' })
  expect(await look('good', replaying.url)).toMatchObject({
    verdict: 'bad_ocsp',
    text: expect.stringContaining('its nonce is not ours'),
  })
})

test.for([
  { name: 'asks to come back later', status: 200, body: '30030a0103', verdict: 'no_ocsp', text: 'try later' },
  { name: 'is not in charge', status: 200, body: '30030a0106', verdict: 'no_ocsp', text: 'unauthorised' },
  { name: 'did not understand', status: 200, body: '30030a0101', verdict: 'no_ocsp', text: 'malformed request' },
  { name: 'sends garbage', status: 200, body: 'deadbeef', verdict: 'bad_ocsp', text: 'cannot be read' },
  { name: 'sends a length without end', status: 200, body: '3084ffffffff', verdict: 'bad_ocsp', text: 'cut off' },
  { name: 'fails', status: 503, body: '', verdict: 'no_ocsp', text: 'status 503' },
])('a responder that $name', async ({ status, body, verdict, text }) => {
  await using server = await serving((_, response) => response.writeHead(status).end(Buffer.from(body, 'hex')))
  const seen = await look('good', server.url)
  expect(seen.verdict).toBe(verdict)
  expect(seen.text).toContain(text)
})

test('nobody there, an answer of megabytes, and a connection that is closed', async () => {
  expect(await look('good', `http://127.0.0.1:${await freePort()}`)).toMatchObject({
    verdict: 'no_ocsp',
    text: expect.stringContaining('connection refused'),
  })
  await using large = await serving((_, response) => response.end(Buffer.alloc(10_000_000)))
  expect(await look('good', large.url)).toMatchObject({
    verdict: 'no_ocsp',
    text: expect.stringContaining('larger than 65536 bytes'),
  })
  await using closing = await serving((request) => request.socket.destroy())
  expect(await look('good', closing.url)).toMatchObject({
    verdict: 'no_ocsp',
    text: expect.stringContaining('closed without an answer'),
  })
})
