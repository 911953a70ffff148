import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProbeFailure, silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type JourneyConfig } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { createJourneyProbe } from './index.ts'

type Answer = (
  request: { what: string; headers: IncomingMessage['headers']; body: string },
  response: ServerResponse,
) => void

/** A server that answers as the test says and remembers what it was asked. */
async function scripted(answer: Answer) {
  const asked: { what: string; headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    const request = { what: `${incoming.method} ${incoming.url}`, headers: incoming.headers, body }
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    asked,
    what: () => asked.map(({ what }) => what),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const probe = createJourneyProbe({ clock: systemClock, log: silentLog })
const SECRETS: Readonly<Record<string, string>> = { PASSWORD: 'hunter2-hunter2', PIN: '24681357' }

function run(base: string, steps: readonly object[], more: object = {}, signal = AbortSignal.timeout(10_000)) {
  const config = checkKinds.journey.config.parse({
    name: 'j',
    base,
    steps,
    secrets: { password: { env: 'PASSWORD' } },
    ...more,
  })
  return probe.run(config as JourneyConfig, {
    clock: systemClock,
    signal,
    secret(ref) {
      const value = SECRETS['env' in ref ? ref.env : '']
      if (value === undefined) throw new ProbeFailure('local', 'the environment variable is not set')
      return value
    },
  })
}

const page = (response: ServerResponse, text: string, headers: Record<string, string | string[]> = {}) =>
  response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(text)
const go = (response: ServerResponse, location: string, status = 302, cookies: string[] = []) =>
  response.writeHead(status, { location, 'set-cookie': cookies }).end()

test('cookies are kept over redirects and steps, and each goes only where it belongs', async () => {
  await using app = await scripted(({ what }, response) => {
    if (what === 'GET /') go(response, '/a/b', 302, ['one=1; Path=/', 'two=2'])
    else if (what === 'GET /a/b') go(response, '/c', 302, ['three=3', 'one=; Max-Age=0; Path=/'])
    else page(response, 'ok')
  })
  await run(app.url, [
    { name: 'one', url: '/' },
    { name: 'two', url: '/a/x' },
  ])
  expect(app.asked.map(({ what, headers }) => [what, headers.cookie])).toEqual([
    ['GET /', undefined],
    ['GET /a/b', 'one=1; two=2'],
    ['GET /c', 'two=2'],
    ['GET /a/x', 'three=3; two=2'],
  ])
})

test('the same address may be asked again when a cookie has been set', async () => {
  await using app = await scripted(({ headers }, response) =>
    headers.cookie ? page(response, 'in') : go(response, '/', 302, ['s=1']),
  )
  expect(await run(app.url, [{ name: 'in', url: '/', expect: { contains: ['in'] } }])).toMatchObject({ status: 'ok' })
})

test('redirects without end are ended', async () => {
  await using app = await scripted((_, response) => go(response, '/'))
  expect(await run(app.url, [{ name: 'in', url: '/' }])).toMatchObject({
    status: 'fail',
    error: 'protocol',
    detail: expect.stringMatching(/^step 1 of 1, in: more than 5 redirects, the last to http/),
  })
})

const LEAK = JSON.stringify(SECRETS.PASSWORD).slice(1, -1)
const everything = (app: { asked: readonly object[] }) => JSON.stringify(app.asked)

test('a redirect to another host gets no secret headers, and no body at all', async () => {
  await using other = await scripted((_, response) => page(response, 'ok'))
  await using app = await scripted(({ what }, response) => go(response, other.url, what === 'GET /' ? 302 : 307))
  const headers = { 'x-key': { env: 'PASSWORD' }, 'x-open': 'yes' }
  expect(
    await run(app.url, [{ name: 'a', url: '/', headers }], { auth: { bearer: { env: 'PASSWORD' } } }),
  ).toMatchObject({ status: 'ok' })
  expect(other.asked[0]?.headers).toMatchObject({ 'x-open': 'yes' })
  expect(other.asked[0]?.headers).not.toHaveProperty('authorization')
  expect(await run(app.url, [{ name: 'a', url: '/post', form: { password: '{{password}}' } }])).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('a redirect wants what was sent to be sent to another host'),
  })
  expect(everything(other)).not.toContain(LEAK)
})

test('an address from a page gets no secrets unless the configuration names its host', async () => {
  await using other = await scripted((_, response) => page(response, 'ok'))
  const next = `http://localhost:${other.port}/in`
  await using app = await scripted((_, response) => page(response, `<a href="${next}">in</a>`))
  const steps = [
    { name: 'a', url: '/', extract: { next: { xpath: '//a/@href' } } },
    { name: 'b', url: '{{next}}', form: { password: '{{password}}' } },
  ]
  expect(await run(app.url, steps)).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('which is neither the application nor under `hosts`'),
  })
  expect(other.asked).toEqual([])
  expect(await run(app.url, steps, { hosts: ['localhost'] })).toMatchObject({ status: 'ok' })
  expect(other.asked[0]?.body).toBe(`password=${SECRETS.PASSWORD}`)
})

test('forms, JSON, uploads and queries are sent as they are meant', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-journey-'))
  writeFileSync(join(dir, 'a.bin'), 'binary')
  await using app = await scripted(({ what }, response) => page(response, what === 'GET /t' ? '{"id":"7/8"}' : 'ok'))
  const reading = await run(app.url, [
    { name: 'token', url: '/t', extract: { id: { json: 'id' } } },
    {
      name: 'form',
      url: '/x/{{id}}',
      query: { q: 'Tam Kỳ', n: 1 },
      form: { a: 'b c', p: '{{password}}', direct: { env: 'PIN' } },
    },
    { name: 'json', url: './y', method: 'PUT', json: { deep: [{ p: { env: 'PASSWORD' } }, '{{id}}', 3] } },
    {
      name: 'upload',
      url: '/z',
      multipart: [
        { name: 'a"b', value: '{{password}}' },
        { name: 'f', fileName: 'x.txt', content: 'is {{id}}' },
        { name: 'g', file: join(dir, 'a.bin'), type: 'a/b' },
      ],
    },
  ])
  rmSync(dir, { recursive: true })
  expect(reading).toMatchObject({ status: 'ok' })
  const [, form, json, upload] = app.asked
  expect(form).toMatchObject({
    what: 'POST /x/7%2F8?q=Tam+K%E1%BB%B3&n=1',
    body: `a=b+c&p=${SECRETS.PASSWORD}&direct=${SECRETS.PIN}`,
  })
  expect(json).toMatchObject({ what: 'PUT /x/y', body: `{"deep":[{"p":"${SECRETS.PASSWORD}"},"7/8",3]}` })
  expect(json?.headers['content-type']).toBe('application/json')
  const boundary = /boundary=(\w+)/.exec(upload?.headers['content-type'] ?? '')?.[1]
  expect(upload?.body.split(`--${boundary}`)).toEqual([
    '',
    `\r\nContent-Disposition: form-data; name="a%22b"\r\n\r\n${SECRETS.PASSWORD}\r\n`,
    '\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nis 7/8\r\n',
    '\r\nContent-Disposition: form-data; name="g"; filename="g"\r\nContent-Type: a/b\r\n\r\nbinary\r\n',
    '--\r\n',
  ])
})

test('what came from a page cannot break a request apart', async () => {
  await using app = await scripted((_, response) => page(response, '{"t":"a\\r\\nX-Evil: 1"}'))
  const steps = [
    { name: 'a', url: '/', extract: { t: { json: 't' } } },
    { name: 'b', url: '/b', headers: { 'x-token': '{{t}}' } },
  ]
  expect(await run(app.url, steps)).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('not one line'),
  })
  expect(app.what()).toEqual(['GET /'])
})

test('steps that tidy up run after a failure, are left out where nothing was begun, and warn when they fail', async () => {
  await using app = await scripted(({ what }, response) => {
    if (what === 'GET /bad') response.writeHead(500).end()
    else if (what === 'DELETE /doc/7') response.writeHead(503).end()
    else page(response, '{"id":7}')
  })
  const make = { name: 'make', url: '/', extract: { id: { json: 'id' } } }
  const tidy = { name: 'tidy', url: '/doc/{{id}}', method: 'DELETE', always: true }
  const bad = { name: 'bad', url: '/bad' }
  expect(await run(app.url, [make, bad, tidy])).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringMatching(/^step 2 of 3, bad: status 500.*; step 3 of 3, tidy: status 503/),
  })
  expect(await run(app.url, [make, tidy])).toMatchObject({
    status: 'warn',
    error: 'partial',
    detail: expect.stringMatching(/^step 2 of 2, tidy: status 503/),
  })
  app.asked.length = 0
  expect(await run(app.url, [bad, make, tidy])).toMatchObject({ status: 'fail' })
  expect(app.what()).toEqual(['GET /bad'])
})

test('when the agent stops, what was begun is ended, and the run rejects', async () => {
  const stop = new AbortController()
  await using app = await scripted(({ what }, response) => {
    if (what === 'GET /slow') return void stop.abort(new Error('the agent stops'))
    page(response, 'ok')
  })
  const steps = [
    { name: 'in', url: '/in' },
    { name: 'slow', url: '/slow' },
    { name: 'out', url: '/out', always: true },
  ]
  await expect(run(app.url, steps, {}, stop.signal)).rejects.toThrow('the agent stops')
  expect(app.what()).toEqual(['GET /in', 'GET /slow', 'GET /out'])
})

test('what is looked for comes at the third try; what never comes is told with what was seen last', async () => {
  let count = 0
  await using app = await scripted((_, response) =>
    ++count < 3 ? response.writeHead(count === 1 ? 500 : 404).end() : page(response, 'there'),
  )
  const step = { name: 'look', url: '/', expect: { contains: ['there'] }, until: { timeoutMs: 5_000, everyMs: 100 } }
  const reading = await run(app.url, [step])
  expect(reading).toMatchObject({ status: 'ok' })
  expect(reading.measured[1]?.fields).toMatchObject({ tries: 3n })
  const never = { ...step, expect: { contains: ['nowhere'] }, until: { timeoutMs: 350, everyMs: 100 } }
  expect(await run(app.url, [never])).toMatchObject({
    status: 'fail',
    error: 'timeout',
    detail: expect.stringMatching(/still so after [2-4] tries in \d+ ms: "nowhere" is missing/),
  })
})

test('a secret that is not set is our own trouble, told before anything is asked', async () => {
  await using app = await scripted((_, response) => page(response, 'ok'))
  await expect(run(app.url, [{ name: 'a', url: '/' }], { secrets: { x: { env: 'NOT_SET' } } })).rejects.toMatchObject({
    code: 'local',
  })
  expect(app.asked).toEqual([])
})

const BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'

test.for<[string, string, string, object, string, RegExp]>([
  ['an XML bomb', 'text/xml', BOMB, { xpath: [{ path: '//l', exists: true }] }, 'protocol', /entities of its own/],
  [
    'XML nested deep',
    'text/xml',
    '<a>'.repeat(90_000),
    { xpath: [{ path: '//l', exists: true }] },
    'protocol',
    /nested more than 500 deep/,
  ],
  [
    'JSON longer than is read',
    'application/json',
    `[${'1,'.repeat(900_000)}1]`,
    { json: [{ path: '$[0]', exists: true }] },
    'mismatch',
    /longer than maxBytes/,
  ],
  [
    'HTML garbage',
    'text/html',
    '<<<>>&&&;"\'<table><a'.repeat(20_000),
    { xpath: [{ path: '//b/@x', exists: true }] },
    '(mismatch|protocol)',
    /is missing|nested more|more than 100000|made to be slow/,
  ],
  ['garbage said to be gzip', 'text/html; x', 'x', { contains: ['y'] }, 'mismatch', /"y" is missing/],
])('%s ends with a sentence', async ([, type, body, expected, error, sentence]) => {
  await using app = await scripted((_, response) => response.writeHead(200, { 'content-type': type }).end(body))
  const reading = await run(app.url, [{ name: 'a', url: '/', expect: expected }])
  expect(reading).toMatchObject({
    status: 'fail',
    error: expect.stringMatching(`^${error}$`),
    detail: expect.stringMatching(sentence),
  })
  expect(reading.detail?.length).toBeLessThan(600)
})

test('a number that is a secret is no value', async () => {
  await using app = await scripted((_, response) => page(response, `{"n": ${SECRETS.PIN}}`))
  const steps = [{ name: 'a', url: '/', form: { pin: { env: 'PIN' } }, values: [{ name: 'n', json: 'n' }] }]
  const reading = await run(app.url, steps)
  expect(reading).toMatchObject({
    status: 'fail',
    error: 'mismatch',
    detail: expect.stringContaining('it is [secret], expected a number'),
  })
  expect(reading.measured.filter(({ measurement }) => measurement === 'journey_value')).toEqual([])
})

test.for<[string, (socket: Socket) => void, string, RegExp]>([
  [
    'another protocol',
    (socket) => socket.end('220 mail.test ESMTP\r\n'),
    'protocol',
    /the answer is no HTTP.*"220 mail/,
  ],
  ['an end at once', (socket) => socket.end(), 'reset', /^step 1 of 1, a: the connection was closed without an answer/],
  [
    'an end in the middle',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab'),
    'reset',
    /after 2 bytes of the body/,
  ],
  ['silence', () => {}, 'timeout', /the deadline came while waiting for the answer/],
  [
    'ten million bytes of headers',
    (socket) => socket.end(`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(10_000_000)}`),
    'protocol',
    /longer than 65536 bytes/,
  ],
  [
    'a byte at a time, and no end',
    (socket) => void drip(socket),
    'timeout',
    /the deadline came while reading the headers/,
  ],
])('a server that gives %s', async ([, give, error, sentence]) => {
  const server = createTcpServer((socket) => void socket.on('error', () => {}).once('data', () => give(socket)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const reading = await run(base, [{ name: 'a', url: '/' }], { limitMs: 700 })
  server.close()
  expect(reading).toMatchObject({ status: 'fail', error, detail: expect.stringMatching(sentence) })
})

async function drip(socket: Socket) {
  for (const byte of `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(50)}`) {
    if (socket.destroyed) return
    socket.write(byte)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
