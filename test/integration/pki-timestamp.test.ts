import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type TimestampConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reading } from '../../packages/agent/src/probe.ts'
import { createTimestampProbe } from '../../packages/agent/src/probes/timestamp/index.ts'
import { createPki, type Pki } from '../support/pki.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { startTimeStampAuthority } from '../support/time-stamp-authority.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probe against a real time-stamp authority, `openssl ts`. */
const dir = temporaryDirectory('tsa')
const STAMPING = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature', 'subjectKeyIdentifier=hash']
let pki: Pki

beforeAll(() => {
  pki = createPki(dir.path)
  const extensions = [...STAMPING, 'extendedKeyUsage=critical,timeStamping']
  pki.issue('tsa', { subject: '/CN=Vong Gac TSA', extensions })
  pki.issue('rsa', { extensions, key: ['rsa:2048'] })
  pki.issue('soon', { extensions, days: 10 })
}, 30_000)
afterAll(() => dir[Symbol.dispose]())

function look(url: string, options: object = {}, clock = systemClock): Promise<Reading> {
  const config = checkKinds.timestamp.config.parse({ url, caFile: pki.root, ...options }) as TimestampConfig
  const probe = createTimestampProbe({ clock, log: silentLog })
  return probe.run(config, { clock, signal: AbortSignal.timeout(10_000), secret: () => 'geheim' })
}

const serving = (signer: string, twist?: (answer: Buffer) => Buffer) =>
  startTimeStampAuthority({ dir: dir.path, signer, chain: pki.issuing, ...(twist && { twist }) })

test('a stamp is made, and everything about it is in order', async () => {
  await using tsa = await serving('tsa')
  const reading = await look(tsa.url)
  expect(reading).toMatchObject({
    status: 'ok',
    detail: expect.stringMatching(/^stamped by "Vong Gac TSA" in \d+ ms, policy 1\.2\.3\.4\.1$/),
    measured: [
      {
        measurement: 'timestamp',
        tags: { server: new URL(tsa.url).host },
        fields: { result_code: 0n, offset_ms: 0, accuracy_ms: 500, policy: '1.2.3.4.1', signer: 'Vong Gac TSA' },
      },
    ],
  })
  const { fields } = reading.measured[0]!
  for (const phase of ['dns_ms', 'connect_ms', 'ttfb_ms', 'transfer_ms', 'verify_ms', 'total_ms'])
    expect(fields[phase], phase).toBeTypeOf('number')
  expect(await look(tsa.url, { hash: 'sha384', policy: '1.2.3.4.5' })).toMatchObject({ status: 'ok' })
})

test('an authority with an RSA key', async () => {
  await using tsa = await serving('rsa')
  expect(await look(tsa.url)).toMatchObject({ status: 'ok' })
})

test('what the authority refuses is told in its words', async () => {
  await using tsa = await serving('tsa')
  expect(await look(tsa.url, { policy: '1.2.3.9' })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('the authority makes no stamp (status 2): it does not stamp under this policy'),
    measured: [{ fields: { result_code: 2n } }],
  })
  expect(await look(tsa.url, { hash: 'sha512' })).toMatchObject({
    error: 'mismatch',
    detail: expect.stringContaining('it does not know the digest'),
  })
})

test('a stamp for another question, one that was changed, and one of nobody who is trusted', async () => {
  let kept: Buffer | undefined
  await using replaying = await serving('tsa', (answer) => (kept ??= answer))
  expect(await look(replaying.url)).toMatchObject({ status: 'ok' })
  expect(await look(replaying.url)).toMatchObject({
    error: 'mismatch',
    detail: 'the stamp is one of something else: it has another imprint',
  })
  await using forging = await serving('tsa', (answer) => {
    const changed = Buffer.from(answer)
    // The time of the stamp: the first GeneralizedTime in it.
    const at = changed.indexOf(Buffer.from([0x18, 0x0f])) + 5
    changed[at] = changed[at] === 0x30 ? 0x31 : 0x30
    return changed
  })
  expect(await look(forging.url)).toMatchObject({
    error: 'tls',
    detail: 'the stamp proves nothing: what was signed has been changed',
  })
  await using signing = await serving('tsa', (answer) => {
    const changed = Buffer.from(answer)
    changed[changed.length - 5]! ^= 1
    return changed
  })
  expect(await look(signing.url)).toMatchObject({
    error: 'tls',
    detail: 'the stamp proves nothing: its signature is wrong',
  })
  await using unknown = await serving('tsa')
  expect(await look(unknown.url, { caFile: undefined })).toMatchObject({
    error: 'tls',
    detail: expect.stringContaining('its certificate is of an issuer that is not known here'),
  })
  expect(await look(unknown.url, { caFile: undefined, insecure: true })).toMatchObject({ status: 'ok' })
})

test('a clock that goes wrong, and a certificate that ends soon', async () => {
  await using tsa = await serving('soon')
  expect(await look(tsa.url)).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringMatching(/^its certificate ends in 9 days/),
  })
  const fast = { ...systemClock, now: () => systemClock.now() + 60_000 }
  expect(await look(tsa.url, { warnDays: 0, failDays: 0 }, fast)).toMatchObject({
    status: 'fail',
    error: 'threshold',
    detail: expect.stringMatching(/^its clock is 5[89]\.\d s behind ours/),
  })
})

test('the command', async () => {
  await using tsa = await serving('tsa')
  const { stdout, code } = await vonggac(['probe', 'timestamp', tsa.url, '--ca', pki.root])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ok {2}timestamp http:.*\n {2}stamped by "Vong Gac TSA"/)
})
