import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authenticationResults } from './authentication-results.ts'
import { parseMailHeaders, withoutComments } from './mail-headers.ts'
import { hopsOf, slowestHop } from './received.ts'

const HEADERS = `Return-Path: <a@b.vn>
Received: from mx.quangnam.gov.vn (mx [10.0.0.2])
\tby mail.quangnam.gov.vn with LMTP id abc (envelope-from <a@b.vn>)
\tfor <c@quangnam.gov.vn>; Thu, 26 Nov 2026 09:00:47 +0700 (ICT)
Authentication-Results: mx.quangnam.gov.vn; dkim=fail (bad; signature) header.d=x.vn;
 dkim=pass header.d=b.vn; spf=softfail smtp.mailfrom=b.vn
Authentication-Results: MX.quangnam.gov.vn; dmarc=pass header.from=b.vn
Authentication-Results: elsewhere.example; spf=pass; arc=pass
Received: from [192.0.2.1] (unknown) by mx.quangnam.gov.vn (Postfix) with ESMTPSA;
 Thu, 26 Nov 2026 02:00:05 +0000
Received: by nobody
Subject: x

Received: from the body by nobody; Thu, 26 Nov 2026 02:00:00 +0000
`.replaceAll('\n', '\r\n')

test('the way of a message, first hop first, with what each took', () => {
  const hops = hopsOf(parseMailHeaders(HEADERS))
  expect(hops).toEqual([
    { by: 'nobody', from: '', protocol: '', atMs: undefined, delayMs: undefined },
    {
      by: 'mx.quangnam.gov.vn',
      from: '[192.0.2.1]',
      protocol: 'ESMTPSA',
      atMs: Date.UTC(2026, 10, 26, 2, 0, 5),
      delayMs: undefined,
    },
    {
      by: 'mail.quangnam.gov.vn',
      from: 'mx.quangnam.gov.vn',
      protocol: 'LMTP',
      atMs: Date.UTC(2026, 10, 26, 2, 0, 47),
      delayMs: 42_000,
    },
  ])
  expect(slowestHop(hops)?.by).toBe('mail.quangnam.gov.vn')
})

test('clocks that differ make no slowest hop', () => {
  const headers = parseMailHeaders(
    'Received: by b; Thu, 26 Nov 2026 02:00:00 +0000\nReceived: by a; Thu, 26 Nov 2026 02:00:09 +0000\n',
  )
  expect(hopsOf(headers)[1]).toMatchObject({ delayMs: -9_000 })
  expect(slowestHop(hopsOf(headers))).toBeUndefined()
})

test('what the receiver found counts, not what came with the message', () => {
  expect(authenticationResults(parseMailHeaders(HEADERS))).toEqual({ spf: 'softfail', dkim: 'pass', dmarc: 'pass' })
  expect(authenticationResults(parseMailHeaders('Subject: x\n'))).toEqual({})
  expect(authenticationResults(parseMailHeaders('Authentication-Results: mx; none\n'))).toEqual({})
  expect(authenticationResults(parseMailHeaders('Authentication-Results: mx; spf=<script>\n'))).toEqual({})
})

test.for([
  ['a (b (c) d) e', 'a  e'],
  ['"(no)" (yes)', '"(no)" '],
  ['(open', ''],
  ['a \\( b', 'a \\( b'],
])('%s without comments', ([value, text]) => expect(withoutComments(value!)).toBe(text))

test('any header has hops and results', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 60 })), (values) => {
      const text = values.map((value, n) => `${n % 2 ? 'Received' : 'Authentication-Results'}: ${value}\r\n`).join('')
      hopsOf(parseMailHeaders(text))
      authenticationResults(parseMailHeaders(text))
    }),
  )
})
