import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, basic, bearer, good, KEY, openAsked, write } from '../testing/ask.ts'

let at: Awaited<ReturnType<typeof openAsked>>
const ask: typeof at.ask = (...asked) => at.ask(...asked)
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

test.for<{ name: string; path: string; ask: Ask; status: number; json?: unknown }>([
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
