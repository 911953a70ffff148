import type { Evidence } from '@vonggac/alerting'
import type { ServiceShape } from '@vonggac/model'
import { expect, test } from 'vitest'
import { causeOf } from './cause.ts'
import { type MailEvidence, type MailPart, mailVerdict } from './mail-verdict.ts'

type Seen = readonly [kind: string, why: string, state?: string, port?: number]

const evidence = (seen: readonly Seen[]): MailEvidence[] =>
  seen.map(([kind, why, state = 'failed', port], index) => ({
    check: { id: `dc/mail/${kind}${port ?? ''}-${index}@hub`, kind, config: port === undefined ? {} : { port } },
    state,
    why,
  }))

const CLOSED = 'connection refused: nothing listens on this port while connecting'
const REFUSED = `refused: ${CLOSED}`

test.for<[string, Seen[], MailPart, string, string]>([
  [
    'greylisting',
    [['mail_flow', 'mismatch: greylisted: the message is greylisted: the server answers RCPT TO with 450']],
    'submission',
    'mail_flow-0',
    'Submission: mail is put off by greylisting (the message is greylisted: the server answers RCPT TO with 450)',
  ],
  [
    'a stopped Dovecot: the mailboxes are away, and so the queue grows and nobody can log in to send',
    [
      ['mail_queue', 'threshold: 30 messages wait, more than 20'],
      ['smtp', 'down: the server cannot check passwords at the moment', 'failed', 587],
      ['imap', `${REFUSED} to IMAP at mail:993`],
      ['mail_flow', `refused: access: ${CLOSED} to IMAP at mail:993; nothing was sent`],
    ],
    'access',
    'mail_flow-3',
    'Access: mailboxes cannot be opened (connection refused: nothing listens on this port while connecting to IMAP at mail:993; nothing was sent)',
  ],
  [
    'a stripped STARTTLS',
    [['mail_flow', 'tls: tls: mail:25 does not offer STARTTLS; nothing was sent in the clear']],
    'submission',
    'mail_flow-0',
    'Submission: TLS of the mail server is broken (mail:25 does not offer STARTTLS; nothing was sent in the clear)',
  ],
  [
    'a stripped STARTTLS of IMAP',
    [['mail_flow', 'tls: tls: mail:143 does not offer STARTTLS for IMAP; nobody logged in']],
    'access',
    'mail_flow-0',
    'Access: TLS of the mail server is broken (mail:143 does not offer STARTTLS for IMAP; nobody logged in)',
  ],
  [
    'a frozen queue, which knows why',
    [
      ['mail_flow', 'timeout: delivery: taken as 4Z by the mail server, not in the mailbox 1m later'],
      ['mail_queue', 'down: the queue is frozen: all 12 messages are on hold'],
    ],
    'delivery',
    'mail_queue-1',
    'Delivery: mail piles up in the queue (the queue is frozen: all 12 messages are on hold)',
  ],
  [
    'a frozen queue that nobody watches',
    [['mail_flow', 'timeout: delivery: taken as 4Z by the mail server, not in the mailbox 1m later']],
    'delivery',
    'mail_flow-0',
    'Delivery: mail is taken but does not arrive (taken as 4Z by the mail server, not in the mailbox 1m later)',
  ],
  [
    'a full mailbox',
    [['mail_flow', 'threshold: mailbox-full: the mailbox is full: 10 of 10 MB; nothing was sent']],
    'delivery',
    'mail_flow-0',
    'Delivery: the mailbox is full (10 of 10 MB; nothing was sent)',
  ],
  [
    'a server that is away',
    [
      ['tcp', 'timeout: no answer', 'failed', 993],
      ['smtp', 'timeout: no answer', 'failed', 25],
      ['mail_flow', 'timeout: access: no answer while connecting to IMAP'],
    ],
    'server',
    'smtp25-1',
    'Server: the mail server does not answer (no answer)',
  ],
  [
    'a closed submission port beside mailboxes that work',
    [
      ['smtp', REFUSED, 'failed', 587],
      ['imap', '', 'working'],
      ['mail_flow', `refused: submission: ${CLOSED} to SMTP at mail:587`],
    ],
    'submission',
    'mail_flow-2',
    'Submission: mail cannot be sent (connection refused: nothing listens on this port while connecting to SMTP at mail:587)',
  ],
  [
    'a port for other servers that is closed',
    [['tcp', REFUSED, 'failed', 25]],
    'relay',
    'tcp25-0',
    'Relay: mail does not get out or in (connection refused: nothing listens on this port while connecting)',
  ],
  [
    'no answer from outside',
    [['mail_flow', 'timeout: relay: no answer from echo@example.org']],
    'relay',
    'mail_flow-0',
    'Relay: mail does not get out or in (no answer from echo@example.org)',
  ],
  [
    'a wrong password of IMAP',
    [['imap', 'auth: the account or its password is not accepted']],
    'access',
    'imap-0',
    'Access: the mail server does not accept the login (the account or its password is not accepted)',
  ],
  [
    'the junk folder, when what fails is not about mail',
    [
      ['mail_flow', 'mismatch: junk: it lies in the junk folder Junk', 'impaired'],
      ['mail_posture', 'mismatch: SPF: softfail', 'impaired'],
      ['icmp', 'loss: 50 %'],
    ],
    'reputation',
    'mail_flow-0',
    'Reputation: mail ends up in the junk folder (it lies in the junk folder Junk)',
  ],
  [
    'what the domain publishes',
    [['mail_posture', 'mismatch: SPF: 13 lookups']],
    'reputation',
    'mail_posture-0',
    'Reputation: what the mail domain publishes is wrong (SPF: 13 lookups)',
  ],
  [
    'a text that was cut',
    [['mail_flow', 'fail']],
    'delivery',
    'mail_flow-0',
    'Delivery: mail is taken but does not arrive (fail)',
  ],
])('%s', ([, seen, where, check, text]) => {
  for (const order of [evidence(seen), evidence(seen).reverse()]) {
    const verdict = mailVerdict(order)
    expect(verdict).toMatchObject({ where, check: `dc/mail/${check}@hub` })
    expect(verdict!.text.en).toBe(text)
    expect(verdict!.text.vi).toMatch(/^\p{Lu}.*: /u)
  }
})

test('nothing is said where nothing is wrong, nothing is known, or nobody knows mail', () => {
  expect(mailVerdict([])).toBeUndefined()
  expect(mailVerdict(evidence([['imap', '', 'working']]))).toBeUndefined()
  expect(mailVerdict(evidence([['imap', 'local: no sockets left', 'unknown']]))).toBeUndefined()
  expect(mailVerdict(evidence([['icmp', 'loss: all']]))).toBeUndefined()
  expect(mailVerdict(evidence([['tls', 'tls: expired', 'failed', 8443]]))).toBeUndefined()
})

test('the cause of a mail service is the verdict, that of another service its first check', () => {
  const seen = evidence([
    ['mail_flow', 'threshold: mailbox-full: the mailbox is full: 10 of 10 MB'],
  ]) as unknown as Evidence[]
  const shape = (kind: string) => ({ node: 'dc/mail', kind }) as ServiceShape
  expect(causeOf(shape('mail'), seen)).toEqual({
    vi: 'Phát thư: hộp thư đầy (10 of 10 MB)',
    en: 'Delivery: the mailbox is full (10 of 10 MB)',
  })
  expect(causeOf(shape('other'), seen).en).toMatch(/^mail_flow-0: threshold/)
})
