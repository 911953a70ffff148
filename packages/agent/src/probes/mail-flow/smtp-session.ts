import type { MailCause } from '@vonggac/model'
import { literalOf, offersOf } from '../mail/ehlo.ts'
import { repliesOf } from '../mail/replies.ts'
import { type Login, smtpLogin } from '../mail/smtp-login.ts'
import { type SmtpCause, type SmtpStep, smtpMeaning, smtpRefusal } from '../mail/smtp-refusal.ts'
import { createSmtpReplyReader, queueIdOf, replyText, type SmtpReply } from '../mail/smtp-reply.ts'
import { FlowFailure } from './flow-failure.ts'
import { type FlowServer, openFlowStream, type StreamDeps } from './flow-stream.ts'

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
  server: FlowServer,
  login: Login | undefined,
  envelope: Envelope,
  deps: StreamDeps,
): Promise<Taken> {
  using stream = await openFlowStream(server, deps)
  const { mail } = stream
  const replies = repliesOf(mail, createSmtpReplyReader(), { protocol: 'SMTP', progress: deps.progress })
  const ask = async (step: SmtpStep, command: string | undefined, wanted: number): Promise<SmtpReply> => {
    if (command !== undefined) mail.write(`${command}\r\n`)
    const reply = await replies.next(step === 'the greeting' ? 'the greeting of SMTP' : `the answer to ${step} (SMTP)`)
    if (reply.code === wanted || (step === 'RCPT TO' && reply.code === 251)) return reply
    throw flowRefusal(step, reply)
  }
  await ask('the greeting', undefined, 220)
  const hello = `EHLO ${literalOf(mail.localAddress)}`
  let offers = offersOf(await ask('EHLO', hello, 250))
  if (server.tls === 'starttls') {
    if (!offers.has('STARTTLS')) throw stripped(server)
    await ask('STARTTLS', 'STARTTLS', 220)
    replies.nothingMore()
    await stream.secure()
    offers = offersOf(await ask('EHLO', hello, 250))
  }
  if (login)
    await smtpLogin(
      (command, wanted) => ask('AUTH', command, wanted),
      offers.get('AUTH') ?? '',
      login,
      server.tls === 'none',
    )
  const size = offers.has('SIZE') ? ` SIZE=${envelope.message.length}` : ''
  await ask('MAIL FROM', `MAIL FROM:<${envelope.from}>${size}`, 250)
  await ask('RCPT TO', `RCPT TO:<${envelope.to}>`, 250)
  await ask('DATA', 'DATA', 354)
  const reply = await ask('the message', `${envelope.message}.`, 250)
  // The server has the message: its answer to this is not waited for.
  mail.write('QUIT\r\n')
  return { queueId: queueIdOf(reply), reply: replyText(reply) }
}

/** Where the service is broken when a server refuses. */
const CAUSES: Readonly<Record<SmtpCause, MailCause>> = {
  busy: 'submission',
  tls: 'tls',
  auth: 'auth',
  greylisted: 'greylisted',
  'mailbox-full': 'mailbox-full',
  'no-room': 'submission',
  relay: 'relay',
  receiver: 'delivery',
  policy: 'reputation',
  'not-taken': 'submission',
}

function flowRefusal(step: SmtpStep, reply: SmtpReply): FlowFailure {
  const { code, message } = smtpRefusal(step, reply)
  return new FlowFailure(CAUSES[smtpMeaning(step, reply).cause], code, message)
}

const stripped = ({ host, port }: FlowServer) =>
  new FlowFailure(
    'tls',
    'tls',
    `${host}:${port} does not offer STARTTLS: it is switched off there, or something on the way strips it; nothing was sent in the clear`,
  )
