import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { deliveryReport, saysFull } from './delivery-report.ts'
import { parseMailHeaders } from './mail-headers.ts'
import { newFlowId, ownershipOf, sentAtMs } from './mark.ts'
import { mailDate, testMessage } from './test-message.ts'

const ID = '0mig2v8k-00112233445566ff'
const marking = { route: 'a@x.vn>b@y.vn', domain: 'x.vn', reflector: undefined }
const out = { ...marking, reflector: 'echo@out.example' }

const seen = (head: string, body = '') => ({ headers: parseMailHeaders(head), body })

test('a message of ours knows itself', () => {
  const text = testMessage({ marking, id: ID, from: 'a@x.vn', to: 'b@y.vn', atMs: 0, autoSubmitted: true })
  const [head, body] = text.split('\r\n\r\n')
  expect(ownershipOf(seen(head!, body), marking)).toEqual({ id: ID, as: 'message' })
  expect(text).toMatch(/^Date: Thu, 01 Jan 1970 00:00:00 \+0000\r\nFrom: <a@x.vn>\r\nTo: <b@y.vn>\r\n/)
  expect(text).toContain('\r\nAuto-Submitted: auto-generated\r\n')
  expect(text.endsWith('\r\n')).toBe(true)
  for (const line of text.split('\r\n')) expect(line).toMatch(/^(?!\.)[\x20-\x7e]{0,998}$/)
})

test.for([
  ['a letter', 'From: boss@x.vn\nSubject: hello\n'],
  [
    'an answer of a person to one of ours',
    `From: boss@x.vn\nIn-Reply-To: <${ID}.flow@x.vn>\nSubject: Re: Mail flow test a@x.vn>b@y.vn/${ID}\n`,
  ],
  ['a message of another route', `X-Vonggac-Flow: a@x.vn>c@y.vn/${ID}\n`],
  ['a message of a route that ends alike', `X-Vonggac-Flow: aa@x.vn>b@y.vn/${ID}\n`],
  ['a mark that is none', 'X-Vonggac-Flow: a@x.vn>b@y.vn/hello\n'],
  ['a report about something else', 'Content-Type: multipart/report\n'],
])('%s is not ours', ([, head]) => {
  expect(ownershipOf(seen(head!, 'hello'), marking)).toBeUndefined()
  expect(ownershipOf(seen(head!, 'hello'), out)).toBeUndefined()
})

test.for([
  ['by what it answers to', `From: Echo <echo@out.example>\nReferences: <z@z> <${ID}.flow@x.vn>\n`, ''],
  ['by its subject', `From: echo@out.example\nSubject: Re: Mail flow test a@x.vn>b@y.vn/${ID}\n`, ''],
  ['by its body', 'From: ECHO@out.example\nSubject: yes\n', `> \r\n> a@x.vn>b@y.vn/${ID}\r\n`],
])('the answer of a reflector is ours %s', ([, head, body]) => {
  expect(ownershipOf(seen(head!, body), out)).toEqual({ id: ID, as: 'answer' })
  expect(ownershipOf(seen(head!.replace('echo', 'boss').replace('ECHO', 'boss'), body), out)).toBeUndefined()
})

const REPORT = `This is the mail system.\r
\r
--x\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.example.test\r
\r
Final-Recipient: rfc822; full@example.test\r
Action: failed\r
Status: 5.2.2\r
Diagnostic-Code: smtp; 552 5.2.2 <full@example.test> Quota exceeded (mailbox\r
    for user is full)\r
\r
--x\r
Content-Type: text/rfc822-headers\r
\r
Subject: Mail flow test a@x.vn>b@y.vn/${ID}\r
X-Vonggac-Flow: a@x.vn>b@y.vn/${ID}\r
`

test('a report about one of ours is ours, and says why', () => {
  const message = seen('From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status\n', REPORT)
  expect(ownershipOf(message, marking)).toEqual({ id: ID, as: 'report' })
  const report = deliveryReport(message)
  expect(report).toEqual({
    action: 'failed',
    status: '5.2.2',
    diagnosis: '552 5.2.2 <full@example.test> Quota exceeded (mailbox for user is full)',
    reporter: 'mail.example.test',
  })
  expect(saysFull(report)).toBe(true)
  expect(deliveryReport(seen(''))).toEqual({ action: '', status: '', diagnosis: '', reporter: '' })
})

test('an id says when its message was sent', () => {
  const clock = fakeClock()
  const id = newFlowId(clock, () => Buffer.alloc(8))
  expect(sentAtMs(id)).toBe(clock.now())
  expect(sentAtMs('x')).toBe(0)
})

test('dates are those of mail', () =>
  expect(mailDate(Date.UTC(2026, 10, 26, 9, 5))).toBe('Thu, 26 Nov 2026 09:05:00 +0000'))
