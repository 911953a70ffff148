import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TransientError } from '@vonggac/model'
import { describe, expect, test, vi } from 'vitest'
import type { Notifier } from '../contract.ts'
import { type Answer, httpSink } from './http-sink.ts'
import { message } from './sample.ts'
import { scriptedTcp } from './scripted-tcp.ts'
import { selfSigned } from './smtp-sink.ts'

/** What a kind of channel over HTTP is made with here. */
export interface HttpCase {
  /** Makes one that speaks to `http://127.0.0.1:PORT` or its https sister, and whose every secret is `SECRET`. */
  make(base: string, timeoutMs: number): Notifier
  /** What the receiver answers when all is well. */
  readonly good: Answer
}

/** The value of every secret in the suite. */
export const SECRET = 'hunter2/+ä"'

/** What every notifier over HTTP has to do, whatever is said over it. */
export function httpNotifierContract(name: string, { make, good }: HttpCase): void {
  const options = { signal: new AbortController().signal, key: 'k:opened:c' }
  const failureOf = (notifier: Notifier): Promise<Error> =>
    notifier.send(message, options).then(
      () => expect.unreachable('it should have failed'),
      (error: Error) => error,
    )

  describe(`${name}, when the receiver`, () => {
    test('takes it over: once, with the key', async () => {
      await using sink = await httpSink(() => good)
      await make(`http://127.0.0.1:${sink.port}`, 5_000).send(message, options)
      expect(sink.received).toHaveLength(1)
      expect(sink.received[0]!.headers['idempotency-key']).toBe(options.key)
    })

    test('redirects: final, and nobody is followed', async () => {
      await using other = await httpSink(() => good)
      const location = `http://127.0.0.1:${other.port}/`
      await using sink = await httpSink(() => ({ status: 302, headers: { location } }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).not.toBeInstanceOf(TransientError)
      expect(other.received).toHaveLength(0)
    })

    test.for([500, 502, 503])('answers %i: worth another try', async (status) => {
      await using sink = await httpSink(() => ({ status }))
      expect(await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))).toBeInstanceOf(TransientError)
    })

    test('answers 429: worth another try, when it says so', async () => {
      await using sink = await httpSink(() => ({ status: 429, headers: { 'retry-after': '17' } }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).toBeInstanceOf(TransientError)
      expect(failure).toMatchObject({ retryAfterMs: 17_000 })
    })

    test('answers 403 and repeats what it was sent: final, and no secret is in the error', async () => {
      await using sink = await httpSink(({ url, headers, body }) => ({
        status: 403,
        body: [url, ...Object.values(headers), body].join(' ').slice(0, 900),
      }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).not.toBeInstanceOf(TransientError)
      for (const form of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)])
        expect(failure.message).not.toContain(form)
    })

    test('accepts and drops: worth another try', async () => {
      await using server = await scriptedTcp((socket) => void socket.once('data', () => socket.end()))
      expect(await failureOf(make(`http://127.0.0.1:${server.port}`, 5_000))).toBeInstanceOf(TransientError)
      await vi.waitFor(() => expect(server.open).toBe(0))
    })

    test('answers a letter at a time: its own timeout ends that', async () => {
      await using server = await scriptedTcp((socket) => {
        const timer = setInterval(() => socket.write('H'), 20)
        socket.on('close', () => clearInterval(timer))
      })
      expect(await failureOf(make(`http://127.0.0.1:${server.port}`, 300))).toBeInstanceOf(Error)
      await vi.waitFor(() => expect(server.open).toBe(0))
    })

    test.for([200, 500])('answers %i without end: only the beginning is read', async (status) => {
      let sent = 0
      await using server = await scriptedTcp((socket) => {
        const chunk = Buffer.alloc(65_536, 'x')
        const pour = () => {
          while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
        }
        socket.once('data', () => {
          socket.write(`HTTP/1.1 ${status} So\r\nContent-Type: text/plain\r\n\r\n`)
          socket.on('drain', pour)
          pour()
        })
      })
      await make(`http://127.0.0.1:${server.port}`, 5_000)
        .send(message, options)
        .catch(() => undefined)
      await vi.waitFor(() => expect(server.open).toBe(0))
      expect(sent).toBeLessThan(20_000_000)
    })

    test('shows a certificate that nobody vouches for: worth another try, and nothing is sent', async () => {
      let asked = 0
      const server = createTlsServer(selfSigned(), () => asked++)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      try {
        const failure = await failureOf(make(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, 5_000))
        expect(failure).toBeInstanceOf(TransientError)
        expect(failure.message).toContain('self-signed certificate')
        expect(asked).toBe(0)
      } finally {
        server.close()
      }
    })
  })
}
