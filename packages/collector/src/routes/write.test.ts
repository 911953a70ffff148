import { gzipSync } from 'node:zlib'
import { systemClock } from '@vonggac/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAgent, revokeAgent } from '../state/credentials.ts'
import { type Ask, bearer, good, openAsked, write } from '../testing/ask.ts'
import { openTestApp } from '../testing/test-app.ts'
import { createGate } from './write.ts'

let at: Awaited<ReturnType<typeof openAsked>>
const ask: typeof at.ask = (...asked) => at.ask(...asked)
beforeAll(async () => {
  at = await openAsked()
})
afterAll(() => at[Symbol.asyncDispose]())

const bomb = gzipSync(Buffer.alloc(2_000_000, 'a'))

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

test('takes no more bodies at a time than there is room for', () => {
  const gate = createGate(100)
  {
    using _first = gate.enter(60)
    expect(() => gate.enter(60)).toThrow('too many writes at a time')
  }
  using _second = gate.enter(60)
})
