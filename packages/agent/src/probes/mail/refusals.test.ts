import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imapRefusal } from '../imap/imap-refusal.ts'
import { pop3Refusal } from '../pop3/index.ts'
import { createPop3LineReader, pop3Reply, pop3Stat } from './pop3-reply.ts'
import { type SmtpStep, smtpRefusal } from './smtp-refusal.ts'
import { createSmtpReplyReader } from './smtp-reply.ts'

const reply = (line: string) => createSmtpReplyReader().feed(Buffer.from(`${line}\r\n`))[0]!

test.for<[SmtpStep, string, string, string, RegExp]>([
  ['the greeting', '421 4.3.2 Service shutting down', 'down', 'fail', /takes no mail at the moment.*greets with 421/],
  ['the greeting', '554 5.7.1 No SMTP service here', 'mismatch', 'fail', /does not serve us/],
  ['EHLO', '502 5.5.1 what', 'mismatch', 'fail', /does not go on/],
  ['STARTTLS', '454 4.7.0 TLS not available', 'tls', 'fail', /offered but refused/],
  ['AUTH', '535 5.7.8 Error: authentication failed', 'auth', 'fail', /account or its password/],
  ['AUTH', '454 4.7.0 Temporary authentication failure', 'down', 'fail', /cannot check passwords/],
  ['MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first', 'auth', 'fail', /wants a login or TLS first/],
  ['MAIL FROM', '452 4.3.1 Insufficient system storage', 'threshold', 'fail', /no room/],
  ['RCPT TO', '450 4.2.0 <a@b>: Recipient address rejected: Greylisted', 'partial', 'warn', /is greylisted \(/],
  ['RCPT TO', '451 4.7.1 Please try again later', 'partial', 'warn', /greylisted, as it seems/],
  ['RCPT TO', '451 4.3.0 Temporary lookup failure', 'down', 'fail', /not taken for now/],
  ['RCPT TO', '452 4.2.2 Mailbox full', 'threshold', 'fail', /mailbox is full/],
  ['RCPT TO', '552 Requested mail action aborted', 'threshold', 'fail', /mailbox is full/],
  ['RCPT TO', '552 5.2.2 Over quota', 'threshold', 'fail', /mailbox is full/],
  ['RCPT TO', '554 5.7.1 <x@y>: Relay access denied', 'mismatch', 'fail', /relay refused/],
  ['RCPT TO', '554 5.7.1 Client host blocked using zen.spamhaus.org', 'mismatch', 'fail', /on a blocklist/],
  ['RCPT TO', '550 5.7.1 Not allowed', 'mismatch', 'fail', /by policy/],
  ['RCPT TO', '550 5.1.1 User unknown', 'mismatch', 'fail', /does not know or take/],
])('SMTP, %s: %s', ([step, line, error, status, text]) => {
  expect(smtpRefusal(step, reply(line))).toMatchObject({ code: error, status, message: expect.stringMatching(text) })
})

test.for([
  ['the login', 'NO', 'AUTHENTICATIONFAILED', 'auth'],
  ['the login', 'NO', 'UNAVAILABLE', 'down'],
  ['the login', 'NO', 'EXPIRED', 'auth'],
  ['the login', 'NO', 'PRIVACYREQUIRED', 'auth'],
  ['the login', 'NO', '', 'auth'],
  ['the login', 'BAD', '', 'protocol'],
  ['STARTTLS', 'NO', '', 'tls'],
  ['EXAMINE', 'NO', 'NONEXISTENT', 'mismatch'],
  ['EXAMINE', 'NO', 'SERVERBUG', 'down'],
  ['EXAMINE', 'NO', 'OVERQUOTA', 'threshold'],
])('IMAP, %s: %s [%s] is %s', ([step, state, code, error]) => {
  expect(imapRefusal(step!, { state: state!, code: code!, text: 'x', responses: [] }).code).toBe(error)
})

test.for([
  ['PASS', '-ERR [AUTH] Authentication failed.', 'auth'],
  ['PASS', '-ERR [SYS/TEMP] Temporary authentication failure.', 'down'],
  ['PASS', '-ERR [IN-USE] busy', 'down'],
  ['USER', '-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.', 'auth'],
  ['STLS', '-ERR no', 'tls'],
  ['STAT', '-ERR no', 'mismatch'],
])('POP3, %s: %s is %s', ([step, line, error]) => expect(pop3Refusal(step!, pop3Reply(line!)).code).toBe(error))

test('lines of POP3 are the same whatever pieces they come in, and any bytes are lines or a ProbeFailure', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
      const reader = createPop3LineReader()
      const lines = pieces.flatMap((piece) => reader.feed(Buffer.from(piece)))
      expect(createPop3LineReader().feed(Buffer.concat(pieces))).toEqual(lines)
      for (const line of lines) {
        try {
          pop3Stat(pop3Reply(line))
        } catch (error) {
          expect((error as Error).name).toBe('ProbeFailure')
        }
      }
    }),
  )
})
