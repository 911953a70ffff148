import { TransientError } from '@vonggac/model'
import { expect, test } from 'vitest'
import { type Answer, httpSink } from '../testing/http-sink.ts'
import { notifierContract } from '../testing/notifier-contract.ts'
import { message } from '../testing/sample.ts'
import { isUncertain } from '../uncertain.ts'
import type { exchange } from './exchange.ts'
import { webhookNotifier } from './webhook.ts'

const options = { signal: new AbortController().signal, key: 'tam-ky.vnpt-1:opened:ops' }
const secret = () => 'hunter2'
const clock = { now: () => 1_794_000_000_000 }
const make = (port: number, timeout = 5_000) =>
  webhookNotifier(
    { id: 'ops', kind: 'webhook', url: `http://127.0.0.1:${port}/hook`, headers: {}, timeout },
    { secret, clock },
  )

notifierContract('webhook', make)

test('posts the message as JSON, with the key and the configured headers', async () => {
  await using sink = await httpSink()
  const headers = { authorization: { env: 'TOKEN' }, 'x-team': 'noc' }
  const url = `http://127.0.0.1:${sink.port}/hook?x=1`
  await webhookNotifier({ id: 'ops', kind: 'webhook', url, headers, timeout: 5_000 }, { secret, clock }).send(
    message,
    options,
  )
  const [request] = sink.received
  expect(request).toMatchObject({
    method: 'POST',
    url: '/hook?x=1',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': options.key,
      authorization: 'hunter2',
      'x-team': 'noc',
    },
  })
  const { kind, subject, text, link, incident } = message
  expect(JSON.parse(request!.body)).toEqual({
    version: 1,
    key: options.key,
    channel: 'ops',
    kind,
    subject,
    text,
    link,
    incident,
  })
})

test.for<{ name: string; answer: Answer; error: Partial<TransientError> & { message: string }; again: boolean }>([
  {
    name: '400',
    answer: { status: 400, body: 'no such\n room' },
    error: { message: 'HTTP 400: no such room' },
    again: false,
  },
  {
    name: 'a redirect',
    answer: { status: 302, headers: { location: '/elsewhere' } },
    error: { message: 'HTTP 302: redirects are not followed; put the address that is meant into the channel' },
    again: false,
  },
  { name: '408', answer: { status: 408 }, error: { message: 'HTTP 408' }, again: true },
  {
    name: '429 with a time to wait',
    answer: { status: 429, headers: { 'retry-after': '17' } },
    error: { message: 'HTTP 429', retryAfterMs: 17_000 },
    again: true,
  },
  {
    name: '503',
    answer: { status: 503, body: 'x'.repeat(1_000_000) },
    error: { message: `HTTP 503: ${'x'.repeat(200)}` },
    again: true,
  },
])('$name: final or not', async ({ answer, error, again }) => {
  await using sink = await httpSink(() => answer)
  const failure: Error = await make(sink.port)
    .send(message, options)
    .then(
      () => expect.unreachable(),
      (reason) => reason,
    )
  expect(failure).toMatchObject(error)
  expect(failure instanceof TransientError).toBe(again)
  expect(sink.received).toHaveLength(1)
})

test('a secret is in no error, not even when the other side repeats it or the address is one', async () => {
  await using sink = await httpSink(() => ({ status: 403, body: 'bad token hunter2' }))
  const headers = { authorization: { env: 'TOKEN' } }
  const url = `http://127.0.0.1:${sink.port}/`
  const refused = webhookNotifier({ id: 'ops', kind: 'webhook', url, headers, timeout: 5_000 }, { secret, clock })
  await expect(refused.send(message, options)).rejects.toThrow('HTTP 403: bad token [secret]')
  const nowhere = webhookNotifier(
    { id: 'ops', kind: 'webhook', url: { env: 'URL' }, headers: {}, timeout: 5_000 },
    { secret, clock },
  )
  await expect(nowhere.send(message, options)).rejects.toThrow('the address of the channel is no http or https address')
})

test('a secret that is not there yet is worth another try', async () => {
  const missing = () => {
    throw new Error('not set')
  }
  const notifier = webhookNotifier(
    { id: 'ops', kind: 'webhook', url: { env: 'URL' }, headers: {}, timeout: 5_000 },
    { secret: missing, clock },
  )
  await expect(notifier.send(message, options)).rejects.toEqual(new TransientError('cannot read the secret URL'))
})

test('whoever carries the request notes that it is under way, and an answer that is lost leaves open whether it arrived', async () => {
  const begun: string[] = []
  const carrier: typeof exchange = async ({ receipt, underWay }) => {
    begun.push(`carrier ${receipt?.key}`)
    underWay?.()
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  }
  const url = 'http://127.0.0.1:9/'
  const carried = webhookNotifier(
    { id: 'ops', kind: 'webhook', url, headers: {}, timeout: 5_000 },
    { secret, clock, exchange: carrier },
  )
  const failure: unknown = await carried
    .send(message, { ...options, underWay: () => begun.push('we') })
    .catch((error: unknown) => error)
  expect([begun, isUncertain(failure)]).toEqual([[`carrier ${options.key}`], true])
})
