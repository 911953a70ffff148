import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type MailFlowConfig } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { createMailFlowProbe } from './index.ts'

type Answer = string | ((line: string) => string)

/** A server that greets and answers line for line, one byte at a time. What no answer is for is answered by silence. */
async function answering(greeting: string, answers: Readonly<Record<string, Answer>> = {}) {
  const heard: string[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.setNoDelay(true).on('error', () => {})
    socket.on('close', () => open.delete(socket))
    let chain = Promise.resolve()
    const say = (text: string) => {
      chain = chain.then(async () => {
        for (const byte of Buffer.from(text)) {
          socket.write(Buffer.from([byte]))
          await turn()
        }
        if (text === '') socket.destroy()
      })
    }
    say(greeting)
    let rest = ''
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        heard.push(line)
        const tag = /^v\d+ /.exec(line)?.[0] ?? ''
        const key = Object.keys(answers).find((begin) => line.slice(tag.length).startsWith(begin))
        const answer = key === undefined ? undefined : answers[key]
        if (answer !== undefined) say((typeof answer === 'string' ? answer : answer(line)).replaceAll('TAG ', tag))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

const SMTP = {
  EHLO: '250 mx\r\n',
  MAIL: '250 2.1.0 ok\r\n',
  RCPT: '250 2.1.5 ok\r\n',
  DATA: '354 go on\r\n',
  '.': '250 2.0.0 Ok: queued as 4Z1\r\n',
}

/** A mailbox in which the message is that the other server has heard; `deleted`: what is marked as deleted in the end. */
const mailbox = (heard: () => readonly string[], deleted = '5'): Readonly<Record<string, Answer>> => ({
  CAPABILITY: '* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nTAG OK done\r\n',
  AUTHENTICATE: 'TAG OK done\r\n',
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\nTAG OK done\r\n',
  SELECT: '* 3 EXISTS\r\nTAG OK [READ-WRITE] done\r\n',
  STATUS: '* STATUS INBOX (UIDNEXT 5)\r\nTAG OK done\r\n',
  NOOP: '* 9 FETCH (FLAGS (\\Seen))\r\nTAG OK done\r\n',
  'UID SEARCH UID': () => (heard().includes('.') ? '* SEARCH 4 5\r\nTAG OK done\r\n' : '* SEARCH 4\r\nTAG OK done\r\n'),
  'UID SEARCH DELETED': `* SEARCH ${deleted}\r\nTAG OK done\r\n`,
  'UID SEARCH': '* SEARCH\r\nTAG OK done\r\n',
  'UID FETCH': () => {
    const head = `${heard()
      .slice(heard().indexOf('DATA') + 1, heard().indexOf(''))
      .join('\r\n')}\r\n\r\n`
    return `* 2 FETCH (UID 5 BODY[HEADER]<0> {${head.length}}\r\n${head})\r\nTAG OK done\r\n`
  },
  'UID STORE': 'TAG OK done\r\n',
  EXPUNGE: '* 2 EXPUNGE\r\nTAG OK done\r\n',
})

function run(smtp: number, imap: number, signal = AbortSignal.timeout(5_000)) {
  const auth = { user: 'me', password: { env: 'P' } }
  const server = (port: number) => ({ host: '127.0.0.1', port, tls: 'none' })
  const config = checkKinds.mail_flow.config.parse({
    smtp: server(smtp),
    imap: { ...server(imap), auth },
    from: 'a@x.vn',
    deliverWithinMs: 2_000,
  }) as unknown as MailFlowConfig
  const probe = createMailFlowProbe({ clock: systemClock, log: silentLog })
  return probe.run(config, { clock: systemClock, signal, secret: () => 'pass word' })
}

test.for([
  ['only ours is marked as deleted', '5', true],
  ['somebody else has marked another one: that must not go', '3 5', false],
] as const)('one byte at a time, without UIDPLUS: %s', async ([, deleted, expunged]) => {
  await using smtp = await answering('220 mx\r\n', SMTP)
  await using imap = await answering(
    '* OK ready\r\n',
    mailbox(() => smtp.heard, deleted),
  )
  const reading = await run(smtp.port, imap.port)
  expect(reading, reading.detail!).toMatchObject({ status: 'ok' })
  expect(imap.heard.some((line) => / UID STORE 5 \+FLAGS\.SILENT \(\\Deleted\)$/.test(line))).toBe(true)
  expect(imap.heard.some((line) => / EXPUNGE$/.test(line))).toBe(expunged)
  await vi.waitFor(() => expect([...imap.open, ...smtp.open]).toEqual([]))
})

test.for<[string, string, Readonly<Record<string, Answer>>, string, string]>([
  ['speaks another protocol', 'SSH-2.0-x\r\n', {}, 'protocol', 'access: what answers does not speak IMAP'],
  ['turns us away', '* BYE too busy\r\n', {}, 'down', 'access: the IMAP server turns us away'],
  [
    'closes after accept',
    '',
    {},
    'reset',
    'access: the IMAP server closed the connection while we were waiting for the greeting',
  ],
  [
    'announces a literal of a gigabyte',
    '* OK x\r\n',
    { CAPABILITY: '* X {1000000000}\r\n' },
    'protocol',
    'access: the IMAP server announces 1000000000 bytes',
  ],
  [
    'does not take the password',
    '* OK x\r\n',
    {
      CAPABILITY: '* CAPABILITY AUTH=PLAIN SASL-IR\r\nTAG OK\r\n',
      AUTHENTICATE: 'TAG NO [AUTHENTICATIONFAILED] no\r\n',
    },
    'auth',
    'auth: IMAP: the account or its password is not accepted',
  ],
  [
    'cannot open the folder',
    '* OK x\r\n',
    { ...mailbox(() => []), SELECT: 'TAG NO [NONEXISTENT] none\r\n' },
    'mismatch',
    'access: IMAP: there is no such folder',
  ],
])('an IMAP server that %s', async ([, greeting, answers, error, detail]) => {
  await using smtp = await answering('220 mx\r\n', SMTP)
  await using imap = await answering(greeting, answers)
  const reading = await run(smtp.port, imap.port)
  expect(reading).toMatchObject({ status: 'fail', error })
  expect(reading.detail).toContain(detail)
  expect(reading.detail).toMatch(/; nothing was sent$/)
  expect(smtp.heard).toEqual([])
})

test.for<[string, string, Readonly<Record<string, Answer>>, string, string]>([
  ['speaks another protocol', 'SSH-2.0-x\r\n', {}, 'protocol', 'submission: what answers does not speak SMTP'],
  [
    'closes in mid-conversation',
    '220 mx\r\n',
    { ...SMTP, MAIL: '' },
    'reset',
    'submission: the SMTP server closed the connection',
  ],
  [
    'goes down',
    '220 mx\r\n',
    { ...SMTP, MAIL: '421 4.3.2 shutting down\r\n' },
    'down',
    'submission: the server takes no mail',
  ],
  [
    'knows that the mailbox is full',
    '220 mx\r\n',
    { ...SMTP, RCPT: '452 4.2.2 over quota\r\n' },
    'threshold',
    'mailbox-full: the mailbox is full',
  ],
  [
    'does not relay',
    '220 mx\r\n',
    { ...SMTP, RCPT: '554 5.7.1 Relay access denied\r\n' },
    'mismatch',
    'relay: the server does not pass mail on',
  ],
  [
    'takes us for a spammer',
    '220 mx\r\n',
    { ...SMTP, '.': '550 5.7.1 spam\r\n' },
    'mismatch',
    'reputation: the server refuses us by policy: it answers the message with 550 5.7.1 "spam"',
  ],
])('an SMTP server that %s', async ([, greeting, answers, error, detail]) => {
  await using smtp = await answering(greeting, answers)
  await using imap = await answering(
    '* OK ready\r\n',
    mailbox(() => []),
  )
  const reading = await run(smtp.port, imap.port)
  expect(reading).toMatchObject({ status: 'fail', error })
  expect(reading.detail).toContain(detail)
})

test('a server that hangs is told by what it was asked, at the deadline, and nothing stays open', async () => {
  await using smtp = await answering('220 mx\r\n', { ...SMTP, RCPT: (() => undefined) as never })
  await using imap = await answering('* OK ready\r\n', {})
  const stop = new AbortController()
  const late = run(smtp.port, imap.port, stop.signal)
  await vi.waitFor(() => expect(imap.heard).toHaveLength(1))
  stop.abort(new DOMException('late', 'TimeoutError'))
  const reading = await late
  expect(reading).toMatchObject({ status: 'fail', error: 'timeout' })
  expect(reading.detail).toBe(
    'access: IMAP: the deadline came while waiting for the answer to CAPABILITY; nothing was sent',
  )
  await vi.waitFor(() => expect([...imap.open, ...smtp.open]).toEqual([]))
})
