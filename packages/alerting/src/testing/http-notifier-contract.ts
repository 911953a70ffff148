import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { TransientError } from '@vonggac/model'
import { describe, expect, test, vi } from 'vitest'
import type { Notifier } from '../contract.ts'
import { isUncertain } from '../uncertain.ts'
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

/** No form of the secret is in an error, nor in what it was caused by. */
function expectClean(failure: Error): void {
  for (const form of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1), btoa(SECRET)])
    expect(String(failure.stack) + String(failure.cause)).not.toContain(form)
}

const SILENT = /^no answer within 300 ms$/

/** What receivers do that is no answer, or not a whole one. `again`: worth another try. */
const hostile: readonly {
  readonly name: string
  readonly answer: (socket: Socket) => void
  readonly again: boolean
  readonly says: RegExp
  /** For its whole time. */
  readonly waits?: true
  /** Its status is an answer: nothing has arrived. */
  readonly refuses?: true
}[] = [
  { name: 'hangs with the request in its hands', answer: () => {}, again: true, says: SILENT },
  {
    name: 'hangs in the middle of its headers',
    answer: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Le'),
    again: true,
    says: SILENT,
  },
  {
    name: 'says 500 and hangs in the middle of why: the status counts',
    waits: true,
    refuses: true,
    answer: (socket) => socket.write('HTTP/1.1 500 So\r\nContent-Length: 999\r\n\r\nbecau'),
    again: true,
    says: /\b500\b/,
  },
  {
    name: 'says 403 and hangs in the middle of why: final',
    waits: true,
    refuses: true,
    answer: (socket) => socket.write('HTTP/1.1 403 So\r\nContent-Length: 999\r\n\r\nbecau'),
    again: false,
    says: /\b403\b/,
  },
  {
    name: 'hangs up with the request in its hands',
    answer: (socket) => socket.end(),
    again: true,
    says: /socket hang up/,
  },
  {
    name: 'hangs up in the middle of its headers',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'),
    again: true,
    says: /socket hang up|Parse Error/,
  },
  { name: 'resets the connection', answer: (socket) => socket.resetAndDestroy(), again: true, says: /ECONNRESET/ },
  {
    name: 'answers a letter at a time, without getting anywhere',
    answer: (socket) => byBytes(socket, `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(2_000)}`),
    again: true,
    says: SILENT,
  },
  {
    name: 'says "continue" for ever',
    answer: (socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 5)
      socket.on('close', () => clearInterval(timer))
    },
    again: true,
    says: SILENT,
  },
  {
    name: 'answers with a megabyte of headers',
    answer: (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`),
    again: true,
    says: /overflow/,
  },
  {
    name: 'speaks another protocol',
    answer: (socket) => socket.end('220 mx ESMTP\r\n'),
    again: true,
    says: /Parse Error/,
  },
  {
    name: 'answers 502 with a page of HTML: its words are said, not its markup',
    refuses: true,
    answer: (socket) =>
      socket.end(
        'HTTP/1.1 502 So\r\n\r\n<html><head><style>b{}</style></head><body>\r\n<h1>Bad\r\n Gateway</h1></body></html>',
      ),
    again: true,
    says: / 502: Bad Gateway$/,
  },
]

/** A byte every millisecond. */
function byBytes(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    if (at < text.length) socket.write(text[at++]!)
    else socket.end()
  }, 1)
  socket.on('close', () => clearInterval(timer))
}

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

    test.for([301, 302, 303, 307, 308])(
      'redirects by %i: final, nobody is followed, and the host is named',
      async (status) => {
        await using other = await httpSink(() => good)
        const location = `http://127.0.0.1:${other.port}/${encodeURIComponent(SECRET)}`
        await using sink = await httpSink(() => ({ status, headers: { location } }))
        const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
        expect(failure).not.toBeInstanceOf(TransientError)
        expect(failure.message).toContain(`${status}: redirects to 127.0.0.1:${other.port} are not followed`)
        expectClean(failure)
        expect(other.received).toHaveLength(0)
        expect(sink.received).toHaveLength(1)
      },
    )

    test.for([400, 401, 404, 413])('answers %i: final, and the number is said', async (status) => {
      await using sink = await httpSink(() => ({ status }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).not.toBeInstanceOf(TransientError)
      expect(failure.message).toContain(String(status))
    })

    test.for([408, 425, 500, 502, 503])('answers %i: worth another try', async (status) => {
      await using sink = await httpSink(() => ({ status }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).toBeInstanceOf(TransientError)
      expect(failure.message).toContain(String(status))
    })

    test.for([
      { status: 429, after: '17', waitMs: 17_000 },
      { status: 503, after: '31536000', waitMs: 3_600_000 },
      { status: 503, after: 'Wed, 21 Oct 2015 07:28:00 GMT', waitMs: undefined },
      { status: 429, after: '-1', waitMs: undefined },
    ])('answers $status and wants $after s of rest: worth another try, then', async ({ status, after, waitMs }) => {
      await using sink = await httpSink(() => ({ status, headers: { 'retry-after': after } }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).toBeInstanceOf(TransientError)
      expect((failure as TransientError).retryAfterMs).toBe(waitMs)
    })

    test('answers 403 and repeats what it was sent: final, and no secret is in the error', async () => {
      await using sink = await httpSink(({ url, headers, body }) => ({
        status: 403,
        body: [url, ...Object.values(headers), body].join(' ').slice(0, 900),
      }))
      const failure = await failureOf(make(`http://127.0.0.1:${sink.port}`, 5_000))
      expect(failure).not.toBeInstanceOf(TransientError)
      expectClean(failure)
    })

    test.concurrent.for(hostile)('$name', async ({ answer, again, says, waits, refuses }) => {
      await using server = await scriptedTcp((socket) => void socket.once('data', () => answer(socket)))
      const failure = await failureOf(make(`http://127.0.0.1:${server.port}`, waits || says === SILENT ? 300 : 5_000))
      expect(failure instanceof TransientError).toBe(again)
      expect(isUncertain(failure)).toBe(!refuses)
      expect(failure.message).toMatch(says)
      expect(failure.message).not.toMatch(/[\r\n]/)
      expect(failure.message.length).toBeLessThan(300)
      await vi.waitFor(() => expect(server.open).toBe(0))
      expect(server.taken).toBe(1)
    })

    test.concurrent('answers a byte at a time, and gets to its end: taken over', async () => {
      const { status = 200, body = '' } = good
      const text = `HTTP/1.1 ${status} So\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
      await using server = await scriptedTcp((socket) => void socket.once('data', () => byBytes(socket, text)))
      await make(`http://127.0.0.1:${server.port}`, 10_000).send(message, options)
      await vi.waitFor(() => expect(server.open).toBe(0))
    })

    test('has hung up by the time that its good answer is read: taken over, or worth another try', async () => {
      await using server = await scriptedTcp((socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 ${good.status ?? 200} So\r\nContent-Length: 99\r\n\r\n{"o`))
      })
      const outcome = await make(`http://127.0.0.1:${server.port}`, 5_000)
        .send(message, options)
        .catch((error: unknown) => error)
      expect(outcome === undefined || outcome instanceof TransientError).toBe(true)
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
