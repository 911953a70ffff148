import { gzipSync } from 'node:zlib'
import { systemClock } from '@vonggac/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAgent, revokeAgent } from './state/credentials.ts'
import { openTestApp, smallConfig } from './testing/test-app.ts'

let at: Awaited<ReturnType<typeof openTestApp>>
let trusting: Awaited<ReturnType<typeof openTestApp>>
beforeAll(async () => {
  const config = smallConfig({ collector: { maxBody: '10kB' } })
  at = await openTestApp({ config })
  trusting = await openTestApp({ config: smallConfig({ collector: { trustLoopback: true } }) })
})
afterAll(async () => {
  await at[Symbol.asyncDispose]()
  await trusting[Symbol.asyncDispose]()
})

interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

const KEY = 'KEY'
const TOKEN = 'TOKEN'

/** Asks as a client on the network would; `KEY` and `TOKEN` stand for real ones. */
function ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}) {
  const real = (text: string) => text.replace(KEY, at.key).replace(TOKEN, at.token)
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, real(value)]))
  return at.app.request(real(path), { method, headers: sent, ...(body === undefined ? {} : { body }) })
}

const good = 'm,site=a v=1i 1700000000000000000\n'
const bearer = { authorization: `Bearer ${KEY}` }
const write = (body: string | Uint8Array, headers: Record<string, string> = {}): Ask => ({
  method: 'POST',
  headers: { ...bearer, ...headers },
  body: typeof body === 'string' ? body : new Uint8Array(body),
})
const bomb = gzipSync(Buffer.alloc(2_000_000, 'a'))
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

describe('writing', () => {
  test.for<{ name: string; path?: string; ask: Ask; status: number; says?: string | RegExp }>([
    { name: 'good lines', ask: write(good), status: 204 },
    { name: 'nothing', ask: write(''), status: 204 },
    { name: 'only a comment', ask: write('# hello\n'), status: 204 },
    { name: 'gzip', ask: write(gzipSync(good), { 'content-encoding': 'gzip' }), status: 204 },
    { name: 'gzip under its old name', ask: write(gzipSync(good), { 'content-encoding': 'x-gzip' }), status: 204 },
    { name: 'identity', ask: write(good, { 'content-encoding': 'identity' }), status: 204 },
    { name: 'what curl says', ask: write(good, { 'content-type': 'application/x-www-form-urlencoded' }), status: 204 },
    { name: 'a precision', path: '/api/v1/write?precision=ms', ask: write('m v=1 1700000000000'), status: 204 },
    { name: 'no key', ask: { method: 'POST', body: good }, status: 401, says: /a key is needed/ },
    { name: 'an unknown key', ask: write(good, { authorization: 'Bearer vgk_wrong' }), status: 401, says: /not known/ },
    { name: 'a scheme that is none', ask: write(good, { authorization: 'Digest x' }), status: 401 },
    { name: 'brotli', ask: write(good, { 'content-encoding': 'br' }), status: 415, says: /"br"/ },
    { name: 'JSON', ask: write('{}', { 'content-type': 'application/json' }), status: 415, says: /application\/json/ },
    { name: 'too much', ask: write('x'.repeat(10_001)), status: 413, says: /10000 bytes/ },
    { name: 'too much, declared', ask: write('x', { 'content-length': '999999' }), status: 413 },
    { name: 'a bomb', ask: write(bomb, { 'content-encoding': 'gzip' }), status: 413, says: /inflates/ },
    { name: 'no gzip', ask: write(good, { 'content-encoding': 'gzip' }), status: 400, says: /gzip: invalid/ },
    {
      name: 'cut gzip',
      ask: write(gzipSync(good).subarray(0, 20), { 'content-encoding': 'gzip' }),
      status: 400,
      says: /gzip: unexpected end/,
    },
    {
      name: 'a precision that is none',
      path: '/api/v1/write?precision=zz',
      ask: write(good),
      status: 400,
      says: /"zz"/,
    },
    { name: 'another web site', ask: write(good, { origin: 'http://evil.test' }), status: 403 },
    { name: 'another web site, as browsers say', ask: write(good, { 'sec-fetch-site': 'cross-site' }), status: 403 },
    { name: 'the wrong method', ask: { headers: bearer }, status: 405, says: /only POST/ },
  ])('$name: $status', async ({ path = '/api/v1/write', ask: asked, status, says }) => {
    const answer = await ask(path, asked)
    expect(answer.status).toBe(status)
    if (status < 400) return
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await answer.json()) as { status: number; title: string; detail: string }
    expect(problem).toMatchObject({ type: 'about:blank', status })
    expect(problem.title).not.toBe('')
    if (says) expect(problem.detail).toMatch(says)
    expect(JSON.stringify(problem)).not.toContain('node:')
  })

  test('names bad lines, counts them all, and keeps the others', async () => {
    const before = at.metrics.lines
    const bad = Array.from({ length: 25 }, (_, i) => `bad line ${i}`)
    const answer = await ask('/api/v1/write', write([good, ...bad, 'm v=2', ''].join('\n')))
    expect(answer.status).toBe(400)
    const problem = (await answer.json()) as Record<string, unknown> & { errors: { line: number; text: string }[] }
    expect(problem).toMatchObject({ lines: 27, accepted: 2, rejected: 25 })
    expect(problem.errors).toHaveLength(20)
    expect(problem.errors[0]).toMatchObject({ line: 3, text: 'bad line 0' })
    expect(problem.error).toMatch(/^partial write: unable to parse 'bad line 0': .* dropped=25$/s)
    expect(at.metrics.lines - before).toBe(2)
  })

  test('keeps nothing of a body without a good line', async () => {
    const before = at.journal.stats().head
    const answer = await ask('/api/v1/write', write('garbage\n'))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      accepted: 0,
      error: expect.stringMatching(/^unable to parse 'garbage'/),
    })
    expect(at.journal.stats().head).toBe(before)
  })

  test('answers 503 with Retry-After when the disk does not take it', async () => {
    const full = () => Promise.reject(new Error('database or disk is full'))
    await using broken = await openTestApp({ journalOf: (real) => ({ ...real, append: full }) })
    const asked = { method: 'POST', headers: { authorization: `Bearer ${broken.key}` }, body: good }
    const answer = await broken.app.request('/api/v1/write', asked)
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(((await answer.json()) as { detail: string }).detail).not.toContain('database')
    expect((await broken.app.request('/readyz')).status).toBe(503)
  })

  test('ends the access of a revoked agent with the next request', async () => {
    const key = await addAgent(at.state, systemClock, 'gone')
    const asked = { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: good }
    expect((await at.app.request('/api/v1/write', asked)).status).toBe(204)
    expect(await revokeAgent(at.state, systemClock, 'gone')).toBe(true)
    expect((await at.app.request('/api/v1/write', asked)).status).toBe(401)
    expect(await revokeAgent(at.state, systemClock, 'gone')).toBe(false)
  })
})

describe('InfluxDB clients', () => {
  test.for<{ name: string; path: string; ask: Ask; status: number; json?: unknown }>([
    { name: '1.x with Basic', path: '/write?db=x', ask: write(good, basic('hub', KEY)), status: 401 },
    {
      name: '1.x with u and p',
      path: `/write?db=x&rp=r&u=hub&p=${KEY}`,
      ask: { method: 'POST', body: good },
      status: 204,
    },
    {
      name: '2.x with Token',
      path: '/api/v2/write?org=o&bucket=b',
      ask: write(good, { authorization: `Token ${KEY}` }),
      status: 204,
    },
    {
      name: '2.x with Token user:key',
      path: '/api/v2/write',
      ask: write(good, { authorization: `Token hub:${KEY}` }),
      status: 204,
    },
    { name: '1.x precision n', path: '/write?precision=n', ask: write(good), status: 204 },
    {
      name: '1.x any content type',
      path: '/write',
      ask: write(good, { 'content-type': 'application/json' }),
      status: 204,
    },
    {
      name: '1.x without credentials',
      path: '/write?db=x',
      ask: { method: 'POST', body: good },
      status: 401,
      json: { error: 'unable to parse authentication credentials' },
    },
    {
      name: '1.x with wrong ones',
      path: '/write?u=a&p=b',
      ask: { method: 'POST', body: good },
      status: 401,
      json: { error: 'authorization failed' },
    },
    {
      name: '1.x partial write',
      path: '/write',
      ask: write(`${good}garbage`),
      status: 400,
      json: { error: "partial write: unable to parse 'garbage': missing fields dropped=1" },
    },
    {
      name: '2.x partial write',
      path: '/api/v2/write',
      ask: write(`${good}garbage`),
      status: 400,
      json: { code: 'invalid', message: "partial write: unable to parse 'garbage': missing fields dropped=1" },
    },
    { name: 'ping', path: '/ping', ask: {}, status: 204 },
    { name: 'ping by HEAD', path: '/ping', ask: { method: 'HEAD' }, status: 204 },
    { name: 'verbose ping', path: '/ping?verbose=true', ask: {}, status: 200, json: { version: '1.8.10-vonggac' } },
    { name: 'health', path: '/health', ask: {}, status: 200, json: { status: 'pass' } },
    { name: 'query without credentials', path: '/query?q=SHOW+DATABASES', ask: {}, status: 401 },
    {
      name: 'query without a query',
      path: '/query',
      ask: { headers: bearer },
      status: 400,
      json: { error: 'missing required parameter "q"' },
    },
    {
      name: 'creating and showing databases',
      path: '/query?q=CREATE+DATABASE+%22my+db%22%3B+SHOW+DATABASES',
      ask: { method: 'POST', headers: bearer },
      status: 200,
      json: {
        results: [
          { statement_id: 0 },
          {
            statement_id: 1,
            series: [{ name: 'databases', columns: ['name'], values: [['b'], ['my db'], ['vonggac'], ['x']] }],
          },
        ],
      },
    },
    {
      name: 'any other query',
      path: '/query?q=SELECT+*+FROM+m',
      ask: { headers: bearer },
      status: 200,
      json: { results: [{ statement_id: 0, error: expect.stringContaining('takes writes only') }] },
    },
  ])('$name: $status', async ({ path, ask: asked, status, json }) => {
    const answer = await ask(path, asked)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-influxdb-version')).toBe('1.8.10-vonggac')
    if (json) expect(await answer.json()).toMatchObject(json as object)
  })

  test('Basic carries the key as the password', async () => {
    const asked = { method: 'POST', headers: basic('anybody', at.key), body: good }
    expect((await at.app.request('/write?db=x', asked)).status).toBe(204)
  })
})

describe('reading', () => {
  test.for<{ name: string; path: string; ask?: Ask; status: number }>([
    { name: 'status', path: '/api/v1/status', ask: { headers: bearer }, status: 200 },
    { name: 'status without a key', path: '/api/v1/status', status: 401 },
    { name: 'events without a key', path: '/api/v1/events', status: 401 },
    { name: 'a site', path: '/api/v1/sites/tam-ky', ask: { headers: bearer }, status: 200 },
    { name: 'no such site', path: '/api/v1/sites/nowhere', ask: { headers: bearer }, status: 404 },
    { name: 'no such incident', path: '/api/v1/incidents/none', ask: { headers: bearer }, status: 404 },
    { name: 'a state that is none', path: '/api/v1/incidents?state=x', ask: { headers: bearer }, status: 400 },
    { name: 'nothing there', path: '/api/v1/nothing', ask: { headers: bearer }, status: 404 },
    { name: 'deleting a site', path: '/api/v1/sites/tam-ky', ask: { method: 'DELETE', headers: bearer }, status: 405 },
    { name: 'posting to the metrics', path: '/metrics', ask: { method: 'POST' }, status: 405 },
    {
      name: 'series without a measurement',
      path: '/api/v1/series?field=v&from=0&to=1',
      ask: { headers: bearer },
      status: 400,
    },
    {
      name: 'series backwards',
      path: '/api/v1/series?measurement=m&field=v&from=5&to=1',
      ask: { headers: bearer },
      status: 400,
    },
    {
      name: 'series of a step that is none',
      path: '/api/v1/series?measurement=m&field=v&from=0&to=9&step=x',
      ask: { headers: bearer },
      status: 400,
    },
    {
      name: 'series in steps too fine',
      path: '/api/v1/series?measurement=m&field=v&from=0&to=9999999999&step=1s',
      ask: { headers: bearer },
      status: 400,
    },
    { name: 'an agent acknowledging', path: '/api/v1/incidents/x/ack', ask: json(bearer, { by: 'a' }), status: 403 },
    {
      name: 'acknowledging nothing',
      path: '/api/v1/incidents/x/ack',
      ask: json({ authorization: `Bearer ${TOKEN}` }, { by: 'a' }),
      status: 404,
    },
    {
      name: 'acknowledging by nobody',
      path: '/api/v1/incidents/x/ack',
      ask: json({ authorization: `Bearer ${TOKEN}` }, {}),
      status: 400,
    },
    {
      name: 'broken JSON',
      path: '/api/v1/incidents/x/ack',
      ask: { ...json({ authorization: `Bearer ${TOKEN}` }, {}), body: '{' },
      status: 400,
    },
    {
      name: 'endless JSON',
      path: '/api/v1/incidents/x/notes',
      ask: json({ authorization: `Bearer ${TOKEN}` }, { by: 'a', text: 'x'.repeat(70_000) }),
      status: 413,
    },
    { name: 'a file that is not there', path: '/assets/none.js', status: 404 },
    { name: 'the metrics', path: '/metrics', status: 200 },
    { name: 'health', path: '/healthz', status: 200 },
    { name: 'readiness', path: '/readyz', status: 200 },
    { name: 'the API description', path: '/openapi.json', status: 200 },
    { name: 'the console', path: '/', status: 200 },
  ])('$name: $status', async ({ path, ask: asked, status }) => {
    const answer = await ask(path, asked)
    expect(answer.status).toBe(status)
    if (status >= 400) {
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(await answer.json()).toMatchObject({ status })
    }
  })

  test('tells nothing of our own faults but that there was one', async () => {
    await using broken = await openTestApp()
    await broken.store.close()
    const path = '/api/v1/series?measurement=m&field=v&from=0&to=1000'
    const answer = await broken.app.request(path, { headers: { authorization: `Bearer ${broken.key}` } })
    expect(answer.status).toBe(500)
    expect(((await answer.json()) as { detail: string }).detail).toBe(
      'something went wrong here; the collector’s log says what',
    )
    expect(broken.metrics.bugs).toBeGreaterThan(0)
  })

  test('describes every route that there is', async () => {
    const { paths } = (await (await ask('/openapi.json')).json()) as { paths: Record<string, Record<string, unknown>> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    const routes = at.app.routes
      .filter(
        ({ method, path }) => method !== 'ALL' && !path.includes('*') && path !== '/openapi.json' && path !== '/query',
      )
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(described.toSorted()).toEqual([...new Set(routes)].toSorted())
  })
})

function json(headers: Record<string, string>, body: unknown): Ask {
  return { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

describe('trusting this machine', () => {
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
  test.for([
    { name: 'by number', peer: '127.0.0.1', headers: { host: '127.0.0.1:8480' }, status: 200 },
    { name: 'by name', peer: '::1', headers: { host: 'localhost:8480' }, status: 200 },
    { name: 'IPv4 in IPv6', peer: '::ffff:127.0.0.1', headers: { host: '[::1]:8480' }, status: 200 },
    {
      name: 'as an influx client without credentials',
      peer: '127.0.0.1',
      headers: { host: 'localhost', ...basic('root', 'root') },
      status: 200,
    },
    {
      name: 'with a wrong key',
      peer: '127.0.0.1',
      headers: { host: 'localhost', authorization: 'Bearer vgk_x' },
      status: 401,
    },
    { name: 'by a rebound name', peer: '127.0.0.1', headers: { host: 'evil.test' }, status: 401 },
    {
      name: 'by a name that only begins like it',
      peer: '127.0.0.1',
      headers: { host: '127.0.0.1.evil.test' },
      status: 401,
    },
    {
      name: 'through a proxy',
      peer: '127.0.0.1',
      headers: { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
      status: 401,
    },
    { name: 'from elsewhere', peer: '10.1.1.1', headers: { host: 'localhost' }, status: 401 },
    {
      name: 'from elsewhere, claiming to be here',
      peer: '10.1.1.1',
      headers: { host: 'localhost', 'x-forwarded-for': '127.0.0.1' },
      status: 401,
    },
  ])('$name: $status', async ({ peer, headers, status }) => {
    const answer = await trusting.app.request('/api/v1/status', { headers }, from(peer))
    expect(answer.status).toBe(status)
  })

  test('only where the configuration says so', async () => {
    const answer = await at.app.request('/api/v1/status', { headers: { host: 'localhost' } }, from('127.0.0.1'))
    expect(answer.status).toBe(401)
  })
})
