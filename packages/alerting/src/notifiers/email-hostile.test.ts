import type { Socket } from 'node:net'
import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import { message } from '../testing/sample.ts'
import { type SmtpReply, type SmtpStage, scriptedSmtp } from '../testing/scripted-smtp.ts'
import { isUncertain } from '../uncertain.ts'
import { emailNotifier } from './email.ts'

/** Mail servers that do not do their part, at every stage of the conversation. */

const SECRET = 'hunter2'
const options = { secret: () => SECRET, clock: { now: () => 1_794_000_000_000 } }
const sending = { signal: new AbortController().signal, key: 'k:opened:mail' }

type EmailChannel = Extract<Channel, { kind: 'email' }>
const channel = (port: number, more: Partial<EmailChannel> = {}): EmailChannel => ({
  id: 'mail',
  kind: 'email',
  host: '127.0.0.1',
  port,
  secure: false,
  from: 'Vọng Gác <vonggac@example.gov.vn>',
  to: ['An <an@example.gov.vn>', 'binh@example.gov.vn'],
  timeout: 5_000,
  ...more,
})

const outcomeOf = (one: EmailChannel) =>
  emailNotifier(one, options)
    .send(message, sending)
    .then(
      () => undefined,
      (error: Error) => error,
    )

const STAGES: readonly SmtpStage[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'mail']

test.for(
  STAGES.flatMap((stage) => [
    { stage, reply: '421 4.3.2 shutting down', again: true, says: /^SMTP 421 4\.3\.2 shutting down/ },
    { stage, reply: '451 4.7.1 greylisted', again: true, says: /^SMTP 451 4\.7\.1 greylisted/ },
    { stage, reply: '554 5.7.1 no', again: false, says: /^SMTP 554 5\.7\.1 no/ },
  ]),
)('$reply at the stage $stage', async ({ stage, reply, again, says }) => {
  await using server = await scriptedSmtp({ [stage]: reply })
  const failure = await outcomeOf(channel(server.port))
  expect(failure?.message).toMatch(says)
  expect(failure instanceof TransientError).toBe(again)
  expect(isUncertain(failure)).toBe(false)
  await vi.waitFor(() => expect(server.open).toBe(0))
})

const byBytes =
  (line: string): SmtpReply =>
  (socket) => {
    let at = 0
    const timer = setInterval(() => {
      if (at < line.length) socket.write(line[at++]!)
      else clearInterval(timer)
    }, 1)
    socket.on('close', () => clearInterval(timer))
  }

const SILENT = /^no answer within 300 ms$/

const HOSTILE: readonly {
  readonly name: string
  readonly reply: SmtpReply
  readonly says: RegExp
  /** Something at least. */
  readonly speaks?: true
}[] = [
  { name: 'hangs', reply: () => {}, says: SILENT },
  { name: 'hangs in the middle of a line', reply: (socket) => socket.write('25'), says: SILENT, speaks: true },
  { name: 'hangs up', reply: (socket) => socket.end(), says: /ECONNECTION|closed/ },
  { name: 'resets the connection', reply: (socket) => socket.resetAndDestroy(), says: /ECONNRESET|closed/ },
  {
    name: 'answers a letter at a time without end',
    reply: byBytes('2'.repeat(2_000)),
    says: SILENT,
    speaks: true,
  },
]

test.concurrent.for(STAGES.flatMap((stage) => HOSTILE.map((one) => ({ stage, ...one }))))(
  'a server that $name at the stage $stage: worth another try',
  async ({ stage, reply, says, speaks = false }) => {
    await using server = await scriptedSmtp({ [stage]: reply })
    const failure = await outcomeOf(channel(server.port, { timeout: says === SILENT ? 300 : 5_000 }))
    expect(failure?.message).toMatch(says)
    expect(failure).toBeInstanceOf(TransientError)
    expect(isUncertain(failure)).toBe(speaks || stage !== 'greeting')
    await vi.waitFor(() => expect(server.open).toBe(0))
  },
)

test.for(STAGES)(
  'a server that pours ten megabytes at the stage %s: an error, and not all of it is read',
  async (stage) => {
    let sent = 0
    const chunk = Buffer.alloc(65_536, 'x')
    await using server = await scriptedSmtp({
      [stage]: (socket: Socket) => {
        const pour = () => {
          while (sent < 10_000_000 && !socket.destroyed && socket.write(chunk)) sent += chunk.length
        }
        socket.on('drain', pour)
        pour()
      },
    })
    expect(await outcomeOf(channel(server.port))).toBeInstanceOf(Error)
    await vi.waitFor(() => expect(server.open).toBe(0))
    expect(sent).toBeLessThan(8_000_000)
  },
)

test('250 after the mail is taken over, even when the server hangs up or hangs before it is bid farewell', async () => {
  await using hangsUp = await scriptedSmtp({ mail: (socket) => socket.end('250 2.0.0 queued\r\n') })
  expect(await outcomeOf(channel(hangsUp.port))).toBeUndefined()
  await using hangs = await scriptedSmtp({ QUIT: () => {} })
  expect(await outcomeOf(channel(hangs.port, { timeout: 1_000 }))).toBeUndefined()
  await vi.waitFor(() => expect(hangs.open).toBe(0))
})

test('a server that answers a letter at a time, and gets to the end of it, has taken the mail', async () => {
  await using server = await scriptedSmtp({ greeting: byBytes('220 mx\r\n'), mail: byBytes('250 ok\r\n') })
  expect(await outcomeOf(channel(server.port))).toBeUndefined()
})

test.for([
  { code: 450, again: true },
  { code: 550, again: false },
])(
  'one of two receivers is refused with $code: said of whom, and only that one is tried again',
  async ({ code, again }) => {
    let isRefused = true
    await using server = await scriptedSmtp({
      RCPT: (socket, line) =>
        socket.write(line.includes('binh') && isRefused ? `${code} not this one\r\n` : '250 ok\r\n'),
    })
    const notifier = emailNotifier(channel(server.port), options)
    const failure = await notifier.send(message, sending).catch((error: Error) => error)
    expect((failure as Error).message).toBe(`SMTP ${code} not this one (binh@example.gov.vn)`)
    expect(failure instanceof TransientError).toBe(again)
    // The other one has it.
    expect(isUncertain(failure)).toBe(true)
    expect(server.lines).toContain('.')
    const before = server.lines.length
    isRefused = false
    await notifier.send(message, sending)
    const later = server.lines.slice(before).filter((line) => line.startsWith('RCPT'))
    expect(later).toEqual(['RCPT TO:<binh@example.gov.vn>'])
  },
)

const signed = { username: 'vonggac', password: { env: 'PASSWORD' } } as const
const secretLines = (lines: readonly string[]) => lines.filter((line) => /AUTH|aHVudGVyMg|hunter2/i.test(line))

test.for([
  { name: 'does not offer STARTTLS', replies: { EHLO: '250-mx\r\n250 AUTH PLAIN LOGIN' } },
  {
    name: 'offers STARTTLS and refuses it',
    replies: { EHLO: '250-mx\r\n250-STARTTLS\r\n250 AUTH PLAIN', STARTTLS: '454 not now' },
  },
])('a server that $name gets no password and no mail', async ({ replies }) => {
  await using server = await scriptedSmtp(replies)
  const failure = await outcomeOf(channel(server.port, signed))
  expect(failure).toBeInstanceOf(TransientError)
  expect(failure?.message).toMatch(
    /^the server offers no STARTTLS, and a password is not sent where others can read it/,
  )
  expect(secretLines(server.lines)).toEqual([])
  expect(server.lines.some((line) => line.startsWith('MAIL'))).toBe(false)
})

test('without a password mail goes out although the offer of STARTTLS was taken away', async () => {
  await using server = await scriptedSmtp({ EHLO: '250 mx' })
  expect(await outcomeOf(channel(server.port))).toBeUndefined()
})
