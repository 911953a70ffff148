import { execFileSync } from 'node:child_process'
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@vonggac/model'
import { afterAll, expect, test } from 'vitest'
import { type Certificate, readContent } from './certificate-content.ts'
import { readCrl, revokedBy } from './crl.ts'
import { crlVerdict } from './crl-verdict.ts'
import { TAG } from './der.ts'
import { der, derInteger, derOid } from './der-writer.ts'

/** CRLs that no program writes, signed by a certification authority of this test. */
const dir = mkdtempSync(join(tmpdir(), 'vonggac-crl-'))
afterAll(() => rmSync(dir, { recursive: true }))
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30']
const makeCa = (name: string, usage = 'keyCertSign,cRLSign') => {
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    '/CN=Test CA',
    '-addext',
    `keyUsage=critical,${usage}`,
  )
  return both(`${name}.pem`)
}
const both = (file: string): Certificate => {
  const x509 = new X509Certificate(readFileSync(join(dir, file)))
  return { x509, content: readContent(x509.raw) }
}
const ca = makeCa('ca')
const other = makeCa('other')
const unfit = makeCa('unfit', 'keyCertSign')
openssl('req', ...ec.slice(0, 4), '-nodes', '-keyout', 's.key', '-out', 's.csr', '-subj', '/CN=s')
writeFileSync(join(dir, 's.ext'), 'crlDistributionPoints=URI:http://crl.test/2.crl')
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
  '-extfile',
  's.ext',
  '-out',
  's.pem',
)
const own = both('s.pem')

const { signal } = new AbortController()
const deps = { clock: systemClock, signal }
const DAY_MS = 86_400_000
const ECDSA = der(TAG.sequence, derOid('1.2.840.10045.4.3.2'))

const time = (ms: number) => {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(TAG.generalizedTime, Buffer.from(text))
}
const extension = (oid: string, critical: boolean, value: Buffer) =>
  der(
    TAG.sequence,
    derOid(oid),
    ...(critical ? [der(TAG.boolean, Buffer.from([255]))] : []),
    der(TAG.octetString, value),
  )
const entry = (serial: Buffer, ...extensions: Buffer[]) =>
  der(
    TAG.sequence,
    derInteger(serial),
    time(Date.now() - DAY_MS),
    ...(extensions.length > 0 ? [der(TAG.sequence, ...extensions)] : []),
  )

interface Wanted {
  readonly entries?: readonly Buffer[]
  readonly extensions?: readonly Buffer[]
  readonly from?: number
  readonly until?: number | undefined
  readonly key?: string
}

function crlOf({
  entries = [],
  extensions = [],
  from = Date.now(),
  until = Date.now() + DAY_MS,
  key = 'ca',
}: Wanted): Buffer {
  const tbs = der(
    TAG.sequence,
    derInteger(Buffer.from([1])),
    ECDSA,
    ca.content.subject,
    time(from),
    ...(Number.isNaN(until) ? [] : [time(until)]),
    ...(entries.length > 0 ? [der(TAG.sequence, ...entries)] : []),
    ...(extensions.length > 0 ? [der(0xa0, der(TAG.sequence, ...extensions))] : []),
  )
  const signature = sign('sha256', tbs, createPrivateKey(readFileSync(join(dir, `${key}.key`))))
  return der(TAG.sequence, tbs, ECDSA, der(TAG.bitString, Buffer.from([0]), signature))
}

const ISSUING_POINT = '2.5.29.28'
const point = (...fields: Buffer[]) => extension(ISSUING_POINT, true, der(TAG.sequence, ...fields))
const yes = (number: number) => der(0x80 + number, Buffer.from([255]))
const place = (url: string) => der(0xa0, der(0xa0, der(0x86, Buffer.from(url))))
const reason = (code: number) => extension('2.5.29.21', false, der(TAG.enumerated, Buffer.from([code])))
const mine = Buffer.from([0xe1])

test.for<{ name: string; wanted: Wanted; state: string; text: string; issuer?: Certificate }>([
  { name: 'does not list it', wanted: { entries: [entry(Buffer.from([5]))] }, state: 'good', text: '' },
  { name: 'lists nothing', wanted: {}, state: 'good', text: '' },
  { name: 'lists it', wanted: { entries: [entry(mine)] }, state: 'revoked', text: 'revoked on' },
  { name: 'lists it on hold', wanted: { entries: [entry(mine, reason(6))] }, state: 'revoked', text: 'it is on hold' },
  {
    name: 'is out of date',
    wanted: { until: Date.now() - 1_000 },
    state: 'stale',
    text: 'the CRL of Test CA is stale',
  },
  {
    name: 'lists it and is out of date',
    wanted: { entries: [entry(mine)], until: Date.now() - 1_000 },
    state: 'revoked',
    text: 'revoked on',
  },
  { name: 'does not say until when', wanted: { until: Number.NaN }, state: 'stale', text: 'no nextUpdate' },
  {
    name: 'is of the future',
    wanted: { from: Date.now() + DAY_MS, until: Date.now() + 2 * DAY_MS },
    state: 'bad',
    text: 'of the future',
  },
  {
    name: 'is signed by another of the same name',
    wanted: { key: 'other' },
    state: 'bad',
    text: 'not signed by the issuer',
  },
  {
    name: 'is signed by a key that is not for CRLs',
    wanted: { key: 'unfit' },
    issuer: unfit,
    state: 'bad',
    text: 'not for CRLs',
  },
  { name: 'is indirect', wanted: { extensions: [point(yes(4))] }, state: 'bad', text: 'indirect' },
  {
    name: 'is a delta',
    wanted: { extensions: [extension('2.5.29.27', true, derInteger(Buffer.from([1])))] },
    state: 'bad',
    text: 'delta',
  },
  {
    name: 'is for authorities alone',
    wanted: { extensions: [point(yes(2))] },
    state: 'bad',
    text: 'authorities alone',
  },
  { name: 'is for users alone', wanted: { extensions: [point(yes(1))] }, state: 'good', text: '' },
  {
    name: 'is another part',
    wanted: { extensions: [point(place('http://crl.test/1.crl'))] },
    state: 'bad',
    text: 'one part of several',
  },
  {
    name: 'is the right part',
    wanted: { extensions: [point(place('http://crl.test/2.crl'))] },
    state: 'good',
    text: '',
  },
  {
    name: 'has something that must be understood',
    wanted: { extensions: [extension('1.2.3', true, Buffer.alloc(1))] },
    state: 'bad',
    text: '1.2.3',
  },
  {
    name: 'has something new',
    wanted: { extensions: [extension('1.2.3', false, Buffer.alloc(1))] },
    state: 'good',
    text: '',
  },
])('a CRL that $name', async ({ wanted, state, text, issuer = ca }) => {
  const question = { certificate: own, issuer, urls: ['http://crl.test/2.crl'] }
  const answer = await crlVerdict(readCrl(crlOf(wanted)), question, deps)
  expect(answer).toMatchObject({ source: 'crl', state })
  expect(answer.text).toContain(text)
})

test('a CRL for another issuer says nothing', async () => {
  const answer = await crlVerdict(readCrl(crlOf({})), { certificate: ca, issuer: other, urls: [] }, deps)
  expect(answer.state).toBe('bad')
})

test('200,000 entries: each is found, others are not, and others have their turn meanwhile', async () => {
  const serial = (n: number) => {
    const bytes = Buffer.alloc(16, 0x7e)
    bytes.writeUInt32BE(Math.imul(n, 2_654_435_761) >>> 0, 8)
    bytes.writeUInt32BE(n, 12)
    return bytes
  }
  const pattern = entry(serial(0), reason(1))
  const at = pattern.indexOf(serial(0))
  const list = Buffer.alloc(200_000 * pattern.length, pattern)
  for (let n = 0; n < 200_000; n++) serial(n).copy(list, n * pattern.length + at)
  const crl = readCrl(crlOf({ entries: [list] }))
  let turns = 0
  const sleep = (ms: number) => {
    turns += 1
    return systemClock.sleep(ms)
  }
  const index = await crl.entries({ ...systemClock, sleep }, signal)
  expect(index.count).toBe(200_000)
  expect(turns).toBe(80)
  for (const n of [0, 1, 99_999, 199_999]) expect(revokedBy(index, serial(n))?.reason).toBe('its key was compromised')
  for (const n of [200_000, 1_000_000]) expect(revokedBy(index, serial(n))).toBeUndefined()
})

test('looking up is stopped when the agent stops', async () => {
  const entries = Array.from({ length: 20_001 }, (_, n) => entry(Buffer.from([1, n >> 8, n & 255])))
  const stop = new AbortController()
  stop.abort(new Error('stopping'))
  await expect(readCrl(crlOf({ entries })).entries(systemClock, stop.signal)).rejects.toThrow('stopping')
})
