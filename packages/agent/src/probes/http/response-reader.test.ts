import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createResponseReader } from './response-reader.ts'

const MAX = 1_000
const reader = (method = 'GET', keepBody = true) => createResponseReader({ method, maxBytes: MAX, keepBody })

/** The whole answer, in pieces of `size` bytes; `closed` when the server closes behind it. */
function read(text: string, { method = 'GET', size = text.length, closed = true } = {}) {
  const one = reader(method)
  const bytes = Buffer.from(text, 'latin1')
  let done = false
  for (let at = 0; at < bytes.length && !done; at += size) done = one.push(bytes.subarray(at, at + size))
  if (!done && closed) one.end()
  const { status, headers, body, bodyBytes, truncated } = one.response()
  return { status, headers: Object.fromEntries(headers), body: body.toString(), bodyBytes, truncated, done }
}

const OK = 'HTTP/1.1 200 OK\r\n'

test.for([
  { name: 'a length', text: `${OK}Content-Length: 2\r\n\r\nokbehind`, body: 'ok' },
  {
    name: 'chunks',
    text: `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3;x=y\r\n yes\r\n0\r\n\r\n`,
    body: 'error',
  },
  { name: 'trailers', text: `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n`, body: 'ok' },
  { name: 'the end of the connection', text: `${OK}\r\nok`, body: 'ok' },
  { name: 'bare line feeds', text: 'HTTP/1.0 200 OK\nContent-Length: 2\n\nok', body: 'ok' },
  {
    name: 'interim answers',
    text: `HTTP/1.1 103 Early\r\nLink: x\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`,
    body: 'ok',
  },
  { name: 'the same length twice', text: `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`, body: 'ok' },
  { name: 'no reason', text: 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok', body: 'ok' },
])('an answer with $name is read in pieces of any size', ({ text, body }) => {
  if (body === 'error') return expect(() => read(text)).toThrow('longer than it says')
  for (let size = 1; size <= text.length; size++) expect(read(text, { size })).toMatchObject({ status: 200, body })
})

test.for([
  ['HEAD', `${OK}Content-Length: 9\r\n\r\n`],
  ['GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n'],
  ['GET', 'HTTP/1.1 304 Not Modified\r\n\r\n'],
] as const)('an answer to %s without a body ends with its head', ([method, text]) =>
  expect(read(text, { method, closed: false })).toMatchObject({ body: '', done: true }),
)

test('headers: case, blanks, several of one name, folded lines', () => {
  expect(read(`${OK}A:  x \r\nSet-Cookie: a\r\nset-cookie: b\r\nLong: one\r\n two\r\n\r\n`).headers).toEqual({
    a: 'x',
    'set-cookie': 'a, b',
    long: 'one two',
  })
})

test.for([
  ['SSH-2.0-OpenSSH_9.2\r\n', 'it begins with "SSH-2.0'],
  ['220 mx ESMTP', 'the answer is no HTTP: it begins with "220 mx '],
  ['HTTP/2 200\r\n', 'the answer is no HTTP/1.1: it begins with "HTTP/2 200"'],
  ['HTTP/1.1 20 OK\r\n', 'no HTTP/1.1'],
  [`${OK}no colon\r\n\r\n`, 'a header line is "no colon"'],
  [`${OK}: x\r\n\r\n`, 'a header line is ": x"'],
  [`${OK} folded first\r\n\r\n`, 'a header line'],
  [`${OK}A b: x\r\n\r\n`, 'a header line'],
  [`${OK}Content-Length: -1\r\n\r\n`, 'content-length is "-1"'],
  [`${OK}Content-Length: 1, 2\r\n\r\n`, 'content-length is "1, 2"'],
  [`${OK}Content-Length: 99999999999999999999\r\n\r\n`, 'content-length'],
  [`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 'the size of a chunk is "zz"'],
  [`${OK}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`, 'the size of a chunk'],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n`, 'the size of a chunk'],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(2_000)}`, 'longer than 1024 bytes'],
  [`${OK}X: ${'x'.repeat(70_000)}`, 'longer than 65536 bytes'],
  [`${OK}${'X: y\r\n'.repeat(600)}`, 'more than 500 header lines'],
  [`${OK}${`X: ${'y'.repeat(1_000)}\r\n`.repeat(100)}`, 'the headers are longer than 65536 bytes'],
  ['HTTP/1.1 100 Continue\r\n\r\n'.repeat(20), 'more than 10 interim answers'],
  ['HTTP/1.1 101 Switching\r\n\r\n', 'another protocol'],
] as const)('what is no answer of HTTP is told: %j', ([text, message]) => {
  for (const size of [text.length, 7]) expect(() => read(text, { size })).toThrow(message)
})

test.for([
  ['', 'without an answer'],
  ['HTTP/1.1 200 OK\r\nA: b', 'in the middle of the headers'],
  [`${OK}Content-Length: 5\r\n\r\nabc`, 'after 3 bytes of the body'],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`, 'after 3 bytes of the body'],
] as const)('a connection closed too early: %j', ([text, message]) => expect(() => read(text)).toThrow(message))

test('no more of a body is read than allowed, whatever it says of itself', () => {
  for (const head of ['Content-Length: 999999999', 'Transfer-Encoding: chunked', 'Connection: close']) {
    const one = reader()
    one.push(Buffer.from(`${OK}${head}\r\n\r\n${head.includes('chunked') ? 'fffffff\r\n' : ''}`))
    let pushed = 0
    while (!one.push(Buffer.alloc(300, 'x'))) pushed += 300
    expect(pushed).toBeLessThanOrEqual(MAX)
    expect(one.response()).toMatchObject({ bodyBytes: MAX, truncated: true })
    expect(one.response().body).toHaveLength(MAX)
  }
})

test('a body that is not needed is counted and not kept', () => {
  const one = reader('GET', false)
  expect(one.push(Buffer.from(`${OK}Content-Length: 3\r\n\r\nabc`))).toBe(true)
  expect(one.response()).toMatchObject({ bodyBytes: 3, truncated: false })
  expect(one.response().body).toHaveLength(0)
})

test('any bytes in any pieces are an answer or a ProbeFailure', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        OK,
        '\r\n',
        'Content-Length: 5\r\n',
        'Transfer-Encoding: chunked\r\n',
        '5\r\nabcde\r\n',
        '0\r\n',
        'A: b\r\n',
        ' x\r\n',
      )
      .map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const one = reader()
      try {
        if (!pieces.some((bytes) => one.push(bytes))) one.end()
        expect(one.response().bodyBytes).toBeLessThanOrEqual(MAX)
      } catch (error) {
        expect((error as Error).name).toBe('ProbeFailure')
      }
    }),
    { numRuns: 1_000 },
  )
})

test('how an answer is cut into pieces changes nothing', () => {
  const chunked = fc
    .array(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' }), { maxLength: 8 })
    .map((parts) => ({
      body: parts.join(''),
      text: `${OK}Transfer-Encoding: chunked\r\n\r\n${parts.map((p) => `${p.length.toString(16)}\r\n${p}\r\n`).join('')}0\r\n\r\n`,
    }))
  fc.assert(
    fc.property(chunked, fc.integer({ min: 1, max: 50 }), ({ body, text }, size) => {
      expect(read(text, { size, closed: false }).body).toBe(body)
    }),
  )
})
