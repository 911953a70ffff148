import { isIPv6 } from 'node:net'
import { ProbeFailure, type SecretRef } from '@vonggac/model'
import { FlowFailure } from './flow-failure.ts'
import { type MailServer, type MailStream, openMailStream, type StreamDeps } from './mail-stream.ts'
import { type SmtpStep, smtpRefusal } from './smtp-refusal.ts'
import { createSmtpReplyReader, queueIdOf, replyText, type SmtpReply } from './smtp-reply.ts'

/** Account and password. */
export interface Login {
  readonly user: string
  readonly password: string
}

/** Account and where its password stands. */
export interface LoginRef {
  readonly user: string
  readonly password: SecretRef
}

/** What is handed in. */
export interface Envelope {
  readonly from: string
  readonly to: string
  /** Lines end with CR LF, none begins with a dot. */
  readonly message: string
}

/** What the server said when it took the message. */
export interface Taken {
  /** Its name for the message, to look for in its log. */
  readonly queueId: string | undefined
  readonly reply: string
}

/** Hands a message in (RFC 5321, 6409). Throws `FlowFailure` for what the server refuses. */
export async function handIn(
  server: MailServer,
  login: Login | undefined,
  envelope: Envelope,
  deps: StreamDeps,
): Promise<Taken> {
  using stream = await openMailStream(server, deps)
  const ask = dialogue(stream, deps)
  await ask('greeting', undefined, 220)
  const hello = `EHLO ${literalOf(stream.localAddress)}`
  let offers = offersOf(await ask('EHLO', hello, 250))
  if (server.tls === 'starttls') {
    if (!offers.has('STARTTLS')) throw stripped(server)
    await ask('STARTTLS', 'STARTTLS', 220)
    await stream.secure()
    offers = offersOf(await ask('EHLO', hello, 250))
  }
  if (login) await authenticate(ask, offers.get('AUTH') ?? '', login)
  const size = offers.has('SIZE') ? ` SIZE=${envelope.message.length}` : ''
  await ask('MAIL FROM', `MAIL FROM:<${envelope.from}>${size}`, 250)
  await ask('RCPT TO', `RCPT TO:<${envelope.to}>`, 250)
  await ask('DATA', 'DATA', 354)
  const reply = await ask('the message', `${envelope.message}.`, 250)
  stream.write('QUIT\r\n')
  return { queueId: queueIdOf(reply), reply: replyText(reply) }
}

type Ask = (step: SmtpStep, command: string | undefined, wanted: number) => Promise<SmtpReply>

function dialogue(stream: MailStream, { progress }: StreamDeps): Ask {
  const reader = createSmtpReplyReader()
  return async (step, command, wanted) => {
    progress.doing =
      step === 'greeting' ? 'waiting for the greeting of SMTP' : `waiting for the answer to ${step} (SMTP)`
    if (command !== undefined) stream.write(`${command}\r\n`)
    for (;;) {
      const chunk = await stream.read()
      if (chunk === undefined)
        throw new ProbeFailure('reset', `the mail server closed the connection while ${progress.doing}`)
      const [reply, ...more] = reader.feed(chunk)
      if (!reply) continue
      // What stands behind the go-ahead for TLS would be taken for part of the session (CVE-2011-0411).
      if (more.length > 0 || (step === 'STARTTLS' && reader.hasRest))
        throw new ProbeFailure('protocol', `the mail server says more than was asked: ${replyText(more[0] ?? reply)}`)
      if (reply.code === wanted || (step === 'RCPT TO' && reply.code === 251)) return reply
      if (step === 'AUTH' && (reply.code === 235 || reply.code === 334)) return reply
      throw smtpRefusal(step, reply)
    }
  }
}

/** What an EHLO offers: keyword and parameters, in upper case. */
function offersOf({ lines }: SmtpReply): Map<string, string> {
  return new Map(
    lines.slice(1).map((line) => {
      const [keyword = '', ...parameters] = line.toUpperCase().split(/[ =]+/)
      return [keyword, parameters.join(' ')]
    }),
  )
}

const stripped = ({ host, port }: MailServer) =>
  new FlowFailure(
    'tls',
    'tls',
    `${host}:${port} does not offer STARTTLS: it is switched off there, or something on the way strips it; nothing was sent in the clear`,
  )

async function authenticate(ask: Ask, mechanisms: string, { user, password }: Login): Promise<void> {
  const offered = mechanisms.split(' ')
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  if (offered.includes('PLAIN')) {
    const reply = await ask('AUTH', `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235)
    if (reply.code !== 235) throw smtpRefusal('AUTH', reply)
    return
  }
  if (!offered.includes('LOGIN'))
    throw new FlowFailure(
      'auth',
      'auth',
      `the mail server offers no login that is spoken here: ${mechanisms.trim() || 'none at all'}`,
    )
  await ask('AUTH', 'AUTH LOGIN', 334)
  await ask('AUTH', base64(user), 334)
  const reply = await ask('AUTH', base64(password), 235)
  if (reply.code !== 235) throw smtpRefusal('AUTH', reply)
}

/** Who we are when we have no name: an address literal (RFC 5321 section 4.1.3). */
const literalOf = (address: string): string => (isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`)
