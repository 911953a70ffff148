import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type HttpConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpProbe } from '../../packages/agent/src/probes/http/index.ts'
import { createAuthority, type TestAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { startNginx } from '../support/nginx.ts'
import { type ServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

/** The probe against a real nginx. */
const probe = createHttpProbe({ clock: systemClock, log: silentLog })
const dir = temporaryDirectory('http')
let nginx: ServerProcess
let ca: TestAuthority
const port = { http: 0, good: 0, expired: 0, soon: 0 }

const sockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length

beforeAll(async () => {
  for (const name of Object.keys(port) as (keyof typeof port)[]) port[name] = await freePort()
  ca = createAuthority(dir.path)
  ca.issue('good')
  ca.issue('expired', { dates: ['20200101000000Z', '20200201000000Z'] })
  ca.issue('soon', { days: 10 })
  const locations = `
    location = /ok { return 200 "ready\\n"; }
    location = /health { default_type application/json; return 200 '{"status":"ok","queue":{"depth":3}}'; }
    location = /big { gzip on; gzip_min_length 1; gzip_types text/plain; return 200 "${'Đăng nhập '.repeat(50)}"; }
    location = /code/503 { return 503; }
    location = /redirect { return 302 /ok?token=s3cret; }
    location = /to-https { return 301 https://localhost:${port.good}/ok; }
    location = /to-http { return 302 http://localhost:${port.http}/ok; }
    location = /loop { return 302 /loop; }
    location = /drop { return 444; }
    location = /login { if ($http_authorization != "Basic d2ViOmh1bnRlcjI=") { return 401; } return 200 in; }
    location = /away { return 302 http://127.0.0.1:${port.http}/echo; }
    location = /echo { return 200 "auth=$http_authorization key=$http_x_key"; }
    location = /post { return 200 "$request_method $content_type $content_length"; }`
  const tls = (name: 'good' | 'expired' | 'soon') =>
    `server { listen 127.0.0.1:${port[name]} ssl; ssl_certificate ${dir.path}/${name}.pem; ssl_certificate_key ${dir.path}/${name}.key; ${locations} }`
  nginx = await startNginx(
    dir.path,
    port.http,
    `server { listen 127.0.0.1:${port.http}; ${locations} } ${tls('good')} ${tls('expired')} ${tls('soon')}`,
  )
}, 30_000)

afterAll(async () => {
  await nginx?.[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

const at = (path: string) => `http://127.0.0.1:${port.http}${path}`
const secure = (name: 'good' | 'expired' | 'soon', path: string) => `https://localhost:${port[name]}${path}`
const secrets: Record<string, string> = { PASSWORD: 'hunter2', KEY: 'k3y-of-ours' }

function ask(url: string, options: object = {}) {
  const config = checkKinds.http.config.parse({ url, ...options }) as HttpConfig
  return probe.run(config, {
    clock: systemClock,
    signal: AbortSignal.timeout(5_000),
    secret: (ref) => secrets['env' in ref ? ref.env : ''] ?? '',
  })
}

test('a page: status, phases, and no socket stays', async () => {
  const before = sockets()
  const reading = await ask(at('/ok'), { expect: { contains: ['ready'] } })
  expect(reading).toMatchObject({ status: 'ok', detail: expect.stringMatching(/^200 in \d/) })
  const [point] = reading.measured
  expect(point).toMatchObject({
    measurement: 'http_response',
    tags: { server: at('/ok'), method: 'GET', status_code: '200', result: 'success' },
    fields: { http_response_code: 200n, content_length: 6n, result_code: 0n, response_string_match: 1n, redirects: 0n },
  })
  const { dns_ms, connect_ms, ttfb_ms, transfer_ms, total_ms } = point!.fields as Record<string, number>
  expect(dns_ms! + connect_ms! + ttfb_ms! + transfer_ms!).toBeLessThanOrEqual(total_ms! + 0.01)
  await expect.poll(sockets).toBe(before)
})

test.for<[string, object, object]>([
  ['/code/503', {}, { status: 'fail', error: 'mismatch', detail: expect.stringContaining('status 503, expected 2xx') }],
  ['/code/503', { expect: { status: [503] } }, { status: 'ok' }],
  ['/ok', { expect: { contains: ['absent'] } }, { status: 'fail', error: 'mismatch' }],
  ['/big', { expect: { matches: '(Đăng nhập ){50}' } }, { status: 'ok' }],
  ['/big', { method: 'HEAD' }, { status: 'ok' }],
  ['/drop', {}, { status: 'fail', error: 'reset' }],
  ['/loop', {}, { status: 'fail', error: 'protocol', detail: expect.stringContaining('in a circle') }],
  [
    '/health',
    {
      expect: {
        json: [
          { path: 'status', equals: 'ok' },
          { path: '$.queue.depth', max: 5 },
        ],
      },
    },
    { status: 'ok' },
  ],
  [
    '/health',
    { expect: { json: [{ path: 'queue.depth', max: 2 }] } },
    { status: 'fail', error: 'mismatch', detail: expect.stringContaining('queue.depth is 3, expected at most 2') },
  ],
  ['/health', { expect: { headers: [{ name: 'Content-Type', equals: 'application/json' }] } }, { status: 'ok' }],
  [
    '/post',
    {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
      expect: { contains: ['POST application/json 2'] },
    },
    { status: 'ok' },
  ],
  ['/login', { auth: { user: 'web', password: { env: 'PASSWORD' } } }, { status: 'ok' }],
  ['/login', { auth: { user: 'web', password: { env: 'KEY' } } }, { status: 'fail', error: 'auth' }],
  ['/login', {}, { status: 'fail', error: 'mismatch' }],
])('%s with %j', async ([path, options, expected]) => expect(await ask(at(path), options)).toMatchObject(expected))

test('a redirect is followed and its time is told; what follows `?` is not', async () => {
  const reading = await ask(at('/redirect'))
  expect(reading).toMatchObject({
    status: 'ok',
    measured: [{ fields: { redirects: 1n, redirect_ms: expect.any(Number) } }],
  })
  expect(reading.detail).toContain(`a redirect to ${at('/ok?…')}`)
  expect(JSON.stringify(reading, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain(
    's3cret',
  )
  expect(await ask(at('/redirect'), { maxRedirects: 0, expect: { status: ['3xx'] } })).toMatchObject({ status: 'ok' })
})

test('secrets go to the host that they are for, to no other, and are told nobody', async () => {
  const options = {
    headers: { 'X-Key': { env: 'KEY' } },
    auth: { user: 'web', password: { env: 'PASSWORD' } },
    expect: { matches: '^auth= key=$' },
  }
  // Another port is another origin; the same server answers on both.
  expect(
    await ask(secure('good', '/to-http').replace('/to-http', '/away'), {
      ...options,
      caFile: ca.file,
      allowDowngrade: true,
    }),
  ).toMatchObject({ status: 'ok' })
  const own = await ask(at('/echo'), {
    ...options,
    expect: { matches: 'auth=Basic .* key=k3y', headers: [{ name: 'x', exists: true }] },
  })
  expect(own).toMatchObject({ status: 'fail', detail: expect.stringContaining('the header x is missing') })
  const echoed = await ask(at('/echo'), { ...options, expect: { json: [{ path: 'a', exists: true }] } })
  expect(echoed.detail).toContain('the body is no JSON')
  expect(echoed.detail).not.toMatch(/k3y-of-ours|hunter2|d2ViOmh1bnRlcjI/)
})

test('https: the certificate is read, judged, and nothing is asked of a server that is not trusted', async () => {
  const good = await ask(secure('good', '/ok'), { caFile: ca.file })
  expect(good).toMatchObject({
    status: 'ok',
    measured: [{ fields: { tls_version: 'TLSv1.3', tls_ms: expect.any(Number) } }],
  })
  expect(good.measured[0]!.fields.cert_days_left).toBeCloseTo(60, 0)
  expect(await ask(secure('soon', '/ok'), { caFile: ca.file })).toMatchObject({
    status: 'warn',
    error: 'threshold',
    detail: expect.stringContaining('the certificate ends in 9 days'),
  })
  expect(await ask(secure('soon', '/ok'), { caFile: ca.file, failDays: 14 })).toMatchObject({
    status: 'fail',
    error: 'threshold',
  })
  expect(await ask(secure('good', '/ok'))).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: expect.stringContaining('the issuer is unknown'),
  })
  expect(await ask(secure('expired', '/ok'), { caFile: ca.file })).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: expect.stringContaining('expired on 2020-02-01'),
  })
  const wrong = await ask(`https://portal.example.vn/ok`, {
    caFile: ca.file,
    connectTo: '127.0.0.1',
    connectPort: port.good,
  })
  expect(wrong).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: 'the certificate is not for portal.example.vn but for localhost, 127.0.0.1',
  })
  const insecure = await ask(secure('expired', '/ok'), { insecure: true })
  expect(insecure).toMatchObject({ status: 'ok', detail: expect.stringContaining('expired on 2020-02-01') })
})

test('from http to https is followed, from https to http is not', async () => {
  expect(await ask(at('/to-https'), { caFile: ca.file })).toMatchObject({ status: 'ok' })
  expect(await ask(secure('good', '/to-http'), { caFile: ca.file })).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('from https to http'),
  })
})

test('https to a port that speaks http, and http to one that speaks https', async () => {
  expect(await ask(at('/ok').replace('http:', 'https:'))).toMatchObject({
    status: 'fail',
    error: 'tls',
    detail: expect.stringContaining('does not speak TLS'),
  })
  expect(await ask(secure('good', '/ok').replace('https:', 'http:'))).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('status 400'),
  })
})

test('by hand, for people', async () => {
  const { code, stdout } = await vonggac(['probe', 'http', at('/ok?token=s3cret')])
  expect(stdout).toMatch(/^ok {2}http http:\/\/127\.0\.0\.1:\d+\/ok\?… {2}[\d.]+ ms\n {2}200 in /)
  expect(stdout).not.toContain('s3cret')
  expect(code).toBe(0)
})
