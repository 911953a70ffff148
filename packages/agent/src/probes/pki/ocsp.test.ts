import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { revocationOf } from '../tls/revocation.ts'
import { childrenOf, oidText, readDer } from './der.ts'
import { isSignedBy, parseOcsp } from './ocsp.ts'

/** Real answers, made by OpenSSL for a certification authority of this test. */
const dir = mkdtempSync(join(tmpdir(), 'vonggac-ocsp-'))
const at = (name: string) => join(dir, name)
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
const certificate = (name: string) => new X509Certificate(readFileSync(at(name)))

const make = () => {
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test CA')
  openssl('req', '-x509', ...ec, '-keyout', 'x.key', '-out', 'x.pem', '-days', '30', '-subj', '/CN=Other CA')
  openssl('req', ...ec, '-keyout', 's.key', '-out', 's.csr', '-subj', '/CN=s.test')
  openssl(
    'x509',
    '-req',
    '-in',
    's.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-set_serial',
    '0x00e1',
    '-days',
    '9',
    '-out',
    's.pem',
  )
  const answer = (out: string, state: string, signer = 'ca') => {
    writeFileSync(at('index'), state)
    openssl(
      'ocsp',
      '-index',
      'index',
      '-CA',
      'ca.pem',
      '-rsigner',
      `${signer}.pem`,
      '-rkey',
      `${signer}.key`,
      '-issuer',
      'ca.pem',
      '-cert',
      's.pem',
      '-ndays',
      '2',
      '-respout',
      out,
      '-noverify',
    )
    return readFileSync(at(out))
  }
  const line = (state: string, revoked: string) => `${state}\t361231235959Z\t${revoked}\tE1\tunknown\t/CN=s.test\n`
  return {
    good: answer('good.der', line('V', '')),
    revoked: answer('revoked.der', line('R', '260101120000Z')),
    unknown: answer('unknown.der', ''),
    foreign: answer('foreign.der', line('V', ''), 'x'),
  }
}
const answers = make()
const chain = [certificate('s.pem'), certificate('ca.pem')]
afterAll(() => rmSync(dir, { recursive: true }))
const judge = (staple: Buffer | undefined, required = false, laterMs = 0) =>
  revocationOf(staple, chain, { required, nowMs: Date.now() + laterMs })

test('what the issuer says of a certificate', async () => {
  expect(await judge(answers.good)).toMatchObject({ state: 'good', troubles: [] })
  expect(await judge(answers.revoked)).toMatchObject({
    state: 'revoked',
    troubles: [{ status: 'fail', text: 'the certificate was revoked at 2026-01-01T12:00' }],
  })
  expect(await judge(answers.unknown)).toMatchObject({ state: 'unknown', troubles: [{ status: 'warn' }] })
})

test('an answer that proves nothing is no good one', async () => {
  expect(await judge(answers.foreign)).toMatchObject({ state: 'unverified', troubles: [{ status: 'warn' }] })
  expect(await judge(answers.foreign, true)).toMatchObject({ state: 'unverified', troubles: [{ status: 'fail' }] })
  expect(await judge(answers.good, false, 3 * 86_400_000)).toMatchObject({ state: 'expired' })
  expect(await judge(answers.good, false, -86_400_000)).toMatchObject({ state: 'expired' })
  const [, ca] = chain
  expect(await revocationOf(answers.good, [ca!, ca!], { required: false, nowMs: Date.now() })).toMatchObject({
    state: 'unknown',
  })
  expect(await revocationOf(answers.good, [chain[0]!], { required: false, nowMs: Date.now() })).toMatchObject({
    state: 'unverified',
  })
  expect(await judge(undefined)).toEqual({ state: 'none', troubles: [] })
  expect(await judge(undefined, true)).toMatchObject({
    troubles: [{ status: 'fail', text: 'the server staples no OCSP answer' }],
  })
})

test('an answer of which one byte is changed is never a good one', async () => {
  const { signed, signature } = parseOcsp(answers.good).signed
  expect(await isSignedBy(parseOcsp(answers.good), chain[1]!, Date.now())).toBe(true)
  const from = answers.good.indexOf(signed)
  for (let index = from; index < answers.good.indexOf(signature) + signature.length; index++) {
    const changed = Buffer.from(answers.good)
    changed[index]! ^= 0x20
    expect((await judge(changed)).state, `byte ${index}`).not.toBe('good')
  }
})

test('an answer of the responder that there is none', async () => {
  expect(() => parseOcsp(Buffer.from('30030a0103', 'hex'))).toThrow('the responder says: try later')
  expect(await judge(Buffer.from('30030a0106', 'hex'))).toMatchObject({ state: 'unreadable' })
})

test('any bytes, and any part of an answer, are read or are a DerError', async () => {
  const cut = fc.integer({ min: 0, max: answers.good.length }).map((end) => answers.good.subarray(0, end))
  const spoilt = fc.tuple(fc.nat(answers.good.length - 1), fc.nat(255)).map(([index, value]) => {
    const bytes = Buffer.from(answers.good)
    bytes[index] = value
    return bytes
  })
  const any = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, spoilt, any), async (bytes) => {
      for (const read of [parseOcsp, (b: Buffer) => childrenOf(readDer(b)), (b: Buffer) => oidText(readDer(b))]) {
        try {
          read(bytes)
        } catch (error) {
          expect((error as Error).name).toBe('DerError')
        }
      }
      await judge(bytes, true)
    }),
    { numRuns: 1_000 },
  )
})

test.for([
  ['3080', 'a length that cannot be'],
  ['30850000000001', 'a length that cannot be'],
  ['308101ff', 'a length longer than necessary'],
  ['3084ffffffff', 'cut off'],
  ['1f8101', 'a tag of several bytes'],
  ['30', 'cut off'],
  ['', 'cut off'],
] as const)('the bytes %s are no DER: %s', ([hex, message]) =>
  expect(() => readDer(Buffer.from(hex, 'hex'))).toThrow(message),
)

test('object identifiers', () => {
  expect(oidText(readDer(Buffer.from('06092a864886f70d01010b', 'hex')))).toBe('1.2.840.113549.1.1.11')
  expect(oidText(readDer(Buffer.from('0603883703', 'hex')))).toBe('2.999.3')
})
