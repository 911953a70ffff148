import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerOptions } from './sip.ts'

const question = (first: string, ...more: string[]) => Buffer.from([first, ...more, '', ''].join('\r\n'))
const asked = question(
  'OPTIONS sip:127.33.1.20 SIP/2.0',
  'Via: SIP/2.0/UDP 127.0.0.1:40000;rport;branch=z9hG4bK1',
  'f: <sip:a@127.0.0.1>;tag=1',
  'To: <sip:127.33.1.20>',
  'Call-ID: 7',
  'CSeq: 1 OPTIONS',
  'Max-Forwards: 70',
)

test('OPTIONS is answered with 200 and what belongs to the question', () => {
  expect(Buffer.from(answerOptions(asked)!).toString().split('\r\n')).toEqual([
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 127.0.0.1:40000;rport;branch=z9hG4bK1',
    'f: <sip:a@127.0.0.1>;tag=1',
    'To: <sip:127.33.1.20>;tag=vonggac',
    'Call-ID: 7',
    'CSeq: 1 OPTIONS',
    'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE',
    'Accept: application/sdp',
    'User-Agent: VongGac testbed',
    'Content-Length: 0',
    '',
    '',
  ])
})

test.for(['INVITE sip:a@b SIP/2.0', 'SIP/2.0 200 OK', 'GET / HTTP/1.1', ''])('%j gets silence', (first) => {
  expect(answerOptions(question(first, 'CSeq: 1 OPTIONS'))).toBeUndefined()
})

test('bytes from anywhere never throw', () => {
  fc.assert(
    fc.property(fc.nat(asked.length), fc.uint8Array({ maxLength: 40 }), (cut, more) => {
      answerOptions(Buffer.concat([asked.subarray(0, cut), more]))
    }),
  )
})
