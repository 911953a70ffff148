import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@vonggac/model'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readBundle } from '../certificate/bundle.ts'
import { readResponse, readStampInfo } from '../timestamp/message.ts'
import {
  authority,
  distributionPoints,
  keyUsages,
  ocspUrls,
  purposes,
  readCertificate,
  readContent,
} from './certificate-content.ts'
import { createPool, pathOf } from './certificate-path.ts'
import { derOrBer, readSignedData } from './cms.ts'
import { signerOf } from './cms-signature.ts'
import { readCrl, revokedBy } from './crl.ts'
import { withDefiniteLengths } from './definite-lengths.ts'
import { childrenOf, DerError, readDer } from './der.ts'
import { readPem } from './pem.ts'
import { readPkcs12, WrongPasswordError } from './pkcs12.ts'
import { bmpPassword, PURPOSE, pkcs12Key } from './pkcs12-key.ts'

/** Every decoder against bytes that nobody should send: real files cut off, with bytes changed, and inventions. */
const dir = mkdtempSync(join(tmpdir(), 'vonggac-hostile-'))
afterAll(() => rmSync(dir, { recursive: true }))
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })

const make = () => {
  writeFileSync(join(dir, 'index'), '')
  writeFileSync(join(dir, 'ca.cnf'), '[ca]\ndefault_ca=d\n[d]\ndatabase=index\ndefault_md=sha256\n')
  const extensions = [
    'basicConstraints=critical,CA:TRUE,pathlen:1',
    'keyUsage=critical,keyCertSign,cRLSign,digitalSignature',
    'extendedKeyUsage=critical,timeStamping',
    'crlDistributionPoints=URI:http://crl.test/1.crl',
    'authorityInfoAccess=OCSP;URI:http://ocsp.test/',
  ]
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30']
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    'a.key',
    '-out',
    'a.pem',
    '-subj',
    '/CN=a',
    ...extensions.flatMap((one) => ['-addext', one]),
  )
  openssl('x509', '-in', 'a.pem', '-outform', 'DER', '-out', 'a.der')
  openssl(
    'ca',
    '-config',
    'ca.cnf',
    '-cert',
    'a.pem',
    '-keyfile',
    'a.key',
    '-gencrl',
    '-crldays',
    '7',
    '-out',
    'crl.pem',
  )
  openssl('crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der')
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'a.pem', '-outform', 'DER', '-out', 'a.p7b')
  // One round each: thousands of files are opened here.
  const p12 = ['pkcs12', '-export', '-inkey', 'a.key', '-in', 'a.pem', '-passout', 'pass:x', '-iter', '1', '-maciter']
  openssl(...p12, '-out', 'new.p12')
  openssl(...p12, '-legacy', '-out', 'old.p12')
  writeFileSync(
    join(dir, 'tsa.cnf'),
    '[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=t.pem\nsigner_key=t.key\nsigner_digest=sha256\ndefault_policy=1.2.3\ndigests=sha256\n',
  )
  const stamping = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=critical,timeStamping']
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    't.key',
    '-out',
    't.pem',
    '-subj',
    '/CN=t',
    ...stamping.flatMap((one) => ['-addext', one]),
  )
  openssl('x509', '-in', 't.pem', '-outform', 'DER', '-out', 't.der')
  openssl('ts', '-query', '-data', 'a.pem', '-sha256', '-cert', '-out', 'a.tsq')
  openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'a.tsq', '-out', 'a.tsr')
  const read = (name: string) => readFileSync(join(dir, name))
  return {
    certificate: read('a.der'),
    crl: read('crl.der'),
    p7b: read('a.p7b'),
    modern: read('new.p12'),
    legacy: read('old.p12'),
    stamp: read('a.tsr'),
    signer: read('t.der'),
  }
}
const real = make()

/** A real file as it is not. */
const spoilt = (bytes: Buffer) =>
  fc.oneof(
    fc.nat(bytes.length).map((end) => bytes.subarray(0, end)),
    fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((changes) => {
      const copy = Buffer.from(bytes)
      for (const [at, value] of changes) copy[at] = value
      return copy
    }),
    fc.uint8Array({ maxLength: 100 }).map((invented) => Buffer.from(invented)),
    fc
      .tuple(fc.nat(bytes.length), fc.uint8Array({ maxLength: 8 }))
      .map(([at, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])),
  )

const { signal } = new AbortController()
const deps = { clock: systemClock, signal }

const readers: Readonly<Record<string, { readonly of: Buffer; readonly read: (bytes: Buffer) => unknown }>> = {
  'the content of a certificate': {
    of: real.certificate,
    read: (bytes) => {
      const content = readContent(bytes)
      return [authority(content), keyUsages(content), purposes(content), distributionPoints(content), ocspUrls(content)]
    },
  },
  'a CRL': {
    of: real.crl,
    read: async (bytes) => revokedBy(await readCrl(bytes).entries(systemClock, signal), Buffer.from([1])),
  },
  'PKCS#7': { of: real.p7b, read: (bytes) => derOrBer(bytes, readSignedData) },
  'PKCS#12 with PBES2': { of: real.modern, read: (bytes) => readPkcs12(bytes, 'x', deps) },
  'PKCS#12 with RC2': { of: real.legacy, read: (bytes) => readPkcs12(bytes, 'x', deps) },
  'a time-stamp': {
    of: real.stamp,
    read: (bytes) => {
      const { token } = readResponse(bytes)
      const data = token && readSignedData(token)
      if (!data?.content) return undefined
      readStampInfo(data.content)
      return signerOf(data, [readCertificate(real.signer)])
    },
  },
}

test.for(Object.entries(readers))('%s: any bytes are read, or are a DerError', async ([, { of, read }]) => {
  await expect(Promise.resolve(read(of)).then(() => 'read')).resolves.toBe('read')
  await fc.assert(
    fc.asyncProperty(spoilt(of), async (bytes) => {
      try {
        await read(bytes)
      } catch (error) {
        expect(error instanceof DerError || error instanceof WrongPasswordError, String(error)).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('any file gives items, and any certificate a path', async () => {
  const pem = readFileSync(join(dir, 'a.pem'))
  const pool = createPool([readCertificate(real.certificate)], [])
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoilt(pem), spoilt(real.certificate), spoilt(real.p7b)), async (bytes) => {
      for (const item of await readBundle(bytes, async () => []))
        if ('certificate' in item) pathOf(item.certificate, pool, systemClock.now())
      readPem(bytes)
    }),
    { numRuns: 500 },
  )
})

test('one byte of a stamp changed: it is never believed', async () => {
  const certificate = readCertificate(real.signer)
  const { token } = readResponse(real.stamp)
  const { content, signers } = readSignedData(token!)
  const judge = async (bytes: Buffer) => {
    try {
      const data = readSignedData(readResponse(bytes).token!)
      return 'certificate' in (await signerOf(data, [certificate]))
    } catch {
      return false
    }
  }
  expect(await judge(real.stamp)).toBe(true)
  // What the stamp says, the attributes that are signed, and the signature.
  const [, , , attributes, , signature] = childrenOf(signers[0]!)
  for (const part of [content!, attributes!.whole, signature!.content]) {
    const from = real.stamp.indexOf(part)
    for (let at = from; at < from + part.length; at++) {
      const changed = Buffer.from(real.stamp)
      changed[at]! ^= 0x10
      expect(await judge(changed), `byte ${at}`).toBe(false)
    }
  }
})

test.for([
  [
    'nested without end, with lengths',
    () =>
      Array.from({ length: 60 }).reduce<Buffer>(
        (inner) => Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 255]), inner]),
        Buffer.alloc(0),
      ),
  ],
  ['nested without end, without lengths', () => Buffer.from('3080'.repeat(100_000), 'hex')],
  ['a primitive without a length', () => Buffer.from('048000', 'hex')],
  ['a length of gigabytes', () => Buffer.from('3084ffffffff00', 'hex')],
  ['a part longer than the whole', () => Buffer.from('3003040a00', 'hex')],
  ['cut off inside', () => Buffer.from('30800401', 'hex')],
] as const)('bytes that are %s are refused at once', ([, bytes]) =>
  expect(() => withDefiniteLengths(bytes())).toThrow(DerError),
)

test('a million empty values are no list', () => {
  const list = Buffer.concat([Buffer.from('3083200000', 'hex'), Buffer.alloc(0x20_0000, Buffer.from('0500', 'hex'))])
  expect(() => readSignedData(list)).toThrow('more than 32 values')
  expect(readDer(list).whole.length).toBe(list.length)
})

test('two thousand million rounds to make a key are not worked on', async () => {
  const derivation = { digest: 'sha1', salt: Buffer.alloc(8), rounds: 0x7fffffff }
  const wanted = { password: bmpPassword('x'), purpose: PURPOSE.mac, length: 20 }
  await expect(pkcs12Key(derivation, wanted, deps)).rejects.toThrow('2147483647 rounds to make a key')
})

test('making a key stops when the agent stops', async () => {
  const stop = new AbortController()
  stop.abort(new Error('stopping'))
  const derivation = { digest: 'sha1', salt: Buffer.alloc(8), rounds: 1_000_000 }
  const wanted = { password: bmpPassword('x'), purpose: PURPOSE.mac, length: 20 }
  await expect(pkcs12Key(derivation, wanted, { ...deps, signal: stop.signal })).rejects.toThrow('stopping')
})

test('authorities of one name without end cost a bounded number of signatures', () => {
  const certificate = readCertificate(real.certificate)
  const copy = (n: number) => ({
    ...certificate,
    x509: new Proxy(certificate.x509, {
      get: (x509, key) => (key === 'fingerprint256' ? `${n}` : Reflect.get(x509, key, x509)),
    }),
  })
  const pool = createPool(
    [],
    Array.from({ length: 1_000 }, (_, n) => copy(n)),
  )
  expect(pathOf(certificate, pool, systemClock.now()).problem).toBe('self signed')
})
