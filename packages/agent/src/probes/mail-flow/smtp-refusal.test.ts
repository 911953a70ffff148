import { expect, test } from 'vitest'
import { type SmtpStep, smtpRefusal } from './smtp-refusal.ts'
import { createSmtpReplyReader } from './smtp-reply.ts'

test.for<[SmtpStep, string, string, string, string]>([
  [
    'greeting',
    '421 too busy',
    'submission',
    'down',
    'the mail server does not take mail at the moment: the server greets with',
  ],
  ['greeting', '554 go away', 'submission', 'mismatch', 'the mail server does not serve us'],
  ['STARTTLS', '454 4.7.0 TLS not available', 'tls', 'tls', 'TLS is offered but refused'],
  ['AUTH', '535 5.7.8 bad', 'auth', 'auth', 'the account or its password is not accepted for sending'],
  ['AUTH', '454 4.7.0 Temporary authentication failure', 'auth', 'down', 'cannot check passwords'],
  ['MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first', 'auth', 'auth', 'wants a login or TLS first'],
  ['MAIL FROM', '452 4.3.1 Insufficient system storage', 'submission', 'mismatch', 'the message is not taken for now'],
  [
    'RCPT TO',
    '450 4.2.0 <a@b>: Recipient address rejected: Greylisted',
    'greylisted',
    'mismatch',
    'the message is greylisted',
  ],
  ['RCPT TO', '451 4.7.1 Please try again later', 'greylisted', 'mismatch', 'put off, as by greylisting'],
  ['RCPT TO', '451 4.3.5 Server configuration error', 'submission', 'mismatch', 'the receiver is not taken for now'],
  [
    'RCPT TO',
    '452 4.2.2 Over quota',
    'mailbox-full',
    'threshold',
    'the mailbox is full: the server answers RCPT TO with',
  ],
  ['RCPT TO', '554 5.7.1 <a@b>: Relay access denied', 'relay', 'mismatch', 'does not pass mail on for us'],
  ['RCPT TO', '550 5.1.1 <a@b>: User unknown', 'delivery', 'mismatch', 'the receiver is refused'],
  [
    'the message',
    '552 5.2.2 Mailbox full',
    'mailbox-full',
    'threshold',
    'answers the message with 552 5.2.2 "Mailbox full"',
  ],
  ['the message', '550 5.7.1 Message looks like spam', 'reputation', 'mismatch', 'refuses the message by policy'],
  ['DATA', '503 5.5.1 no valid recipients', 'submission', 'mismatch', 'the message is refused'],
])('%s %s is %s', ([step, said, cause, code, text]) => {
  const [reply] = createSmtpReplyReader().feed(Buffer.from(`${said}\r\n`))
  const failure = smtpRefusal(step, reply!)
  expect(failure).toMatchObject({ mailCause: cause, code })
  expect(failure.message).toContain(text)
})
