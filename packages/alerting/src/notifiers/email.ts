import { createHash } from 'node:crypto'
import { connect, isIP, type Socket } from 'node:net'
import { rootCertificates } from 'node:tls'
import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import { createTransport } from 'nodemailer'
import type { Message, Notifier } from '../contract.ts'
import { keyOf } from '../paging/broadcast.ts'
import { isUncertain, uncertain } from '../uncertain.ts'
import { onceTogether } from './once-each.ts'
import type { NotifierOptions } from './registry.ts'
import { ACKNOWLEDGE_BOTH, headAndBody, plainText, receiversOf } from './rendering.ts'
import { openSecrets, type Secrets } from './secrets.ts'

/** Longest text of a mail, characters: more is no message to people. */
const MAX_TEXT = 100_000

type EmailChannel = Extract<Channel, { kind: 'email' }>

/**
 * Sends the message as an e-mail, one connection a message. STARTTLS is used where it is offered; where a password is sent it has
 * to be, with a good certificate, otherwise any is better than none (RFC 7435). A 5xx answer is final; 4xx, time and network
 * are tried again. A receiver whom the server has taken the mail for does not get it again when another was refused.
 * Repetitions carry the same Message-ID, and the end answers to the beginning, so that mail programs thread them.
 */
export function emailNotifier(channel: EmailChannel, { secret, ca }: NotifierOptions): Notifier {
  const once = onceTogether()
  return {
    channel: channel.id,
    async send(message, { signal, key, to, underWay }) {
      signal.throwIfAborted()
      const secrets = openSecrets(secret)
      const receivers = receiversOf(channel.to, to, { address: 'email', what: 'e-mail address (`email`)' })
      const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
      const socket = connect({ host: channel.host, port: channel.port })
      if (underWay) socket.once('connect', underWay)
      const stop = () => socket.destroy(limit.reason)
      limit.addEventListener('abort', stop, { once: true })
      try {
        const transport = transportOf(channel, { secrets, socket, ca })
        const mail = mailOf(channel, message, { key, receivers })
        await once(key, receivers.map(bareAddress), async (those) => {
          const { rejectedErrors = [] } = await transport.sendMail({
            ...mail,
            envelope: { from: channel.from, to: [...those] },
          })
          return rejectedErrors.map((error: { readonly recipient?: string }) => ({
            receiver: bareAddress(error.recipient ?? ''),
            error,
          }))
        })
      } catch (error) {
        signal.throwIfAborted()
        const explained = explain(error, { channel, secrets, timedOut: limit.aborted })
        // A server that has never said a word has no mail; otherwise a good answer may have been on its way to us.
        const isLost = socket.bytesRead > 0 && (limit.aborted || !isAnswer(error))
        throw isLost || isUncertain(error) ? uncertain(explained) : explained
      } finally {
        limit.removeEventListener('abort', stop)
        socket.destroy()
      }
    },
  }
}

interface Wiring {
  readonly secrets: Secrets
  readonly socket: Socket
  readonly ca: string | undefined
}

function transportOf(channel: EmailChannel, { secrets, socket, ca }: Wiring) {
  const { host, port, secure, username, password, timeout } = channel
  const auth = username === undefined ? {} : { auth: { user: username, pass: password ? secrets.read(password) : '' } }
  return createTransport({
    host,
    port,
    secure,
    // Somebody between us and the server who takes the offer away would read the password.
    requireTLS: username !== undefined,
    ...auth,
    tls: {
      rejectUnauthorized: username !== undefined,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    },
    // Ours ends the conversation first, and says so.
    connectionTimeout: 2 * timeout,
    greetingTimeout: 2 * timeout,
    socketTimeout: 2 * timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket(_options: unknown, done: (error: Error | null, found?: { connection: Socket }) => void) {
      // Ours, so that an abort ends the conversation at whatever point it is.
      socket.once('error', done)
      socket.once('connect', () => {
        socket.off('error', done)
        done(null, { connection: socket })
      })
    },
  })
}

interface Envelope {
  readonly key: string
  readonly receivers: readonly string[]
}

function mailOf({ id, from }: EmailChannel, message: Message, { key, receivers }: Envelope) {
  const { kind, incident, subject } = message
  const idOf = (of: string) => `<${createHash('sha256').update(of).digest('hex').slice(0, 32)}@${domainOf(from)}>`
  const opening = idOf(keyOf(incident.id, 'opened', id))
  const messageId = idOf(key)
  return {
    from,
    to: [...receivers],
    subject,
    text: `${plainText(message, MAX_TEXT)}\n`,
    html: htmlOf(message),
    messageId,
    ...(messageId !== opening && kind !== 'test' && { inReplyTo: opening, references: opening }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Vonggac-Incident': incident.id },
    ...((kind === 'opened' || kind === 'flapping') &&
      incident.severity === 'critical' && { priority: 'high' as const }),
  }
}

/** Without the name, and as servers repeat it. */
const bareAddress = (mailbox: string) => (/<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox).trim().toLowerCase()

const domainOf = (from: string) => /@([\w.-]+)/.exec(from)?.[1] ?? 'vonggac.invalid'

const ENTITY: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => ENTITY[char]!)

/** The same words; the first line large, the address clickable, and a button for whoever takes care of it. */
function htmlOf({ text, link, actions }: Message): string {
  const { head, body } = headAndBody(text)
  const line = (one: string) => {
    const safe = escapeHtml(one)
    return link === null
      ? safe
      : safe.replace(escapeHtml(link), `<a href="${escapeHtml(link)}">${escapeHtml(link)}</a>`)
  }
  const button = actions
    ? `<p><a href="${escapeHtml(actions.acknowledge)}" style="${BUTTON}">${ACKNOWLEDGE_BOTH}</a></p>`
    : ''
  const lines = body.split('\n').map(line).join('<br>\n')
  return `<!doctype html><meta charset="utf-8"><div style="font:15px sans-serif"><p style="font-size:19px;font-weight:bold">${line(head)}</p>${button}<p>${lines}</p></div>`
}

const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#0b57d0;color:#fff;text-decoration:none;font-weight:bold'

interface Circumstances {
  readonly channel: EmailChannel
  readonly secrets: Secrets
  readonly timedOut: boolean
}

/** Whether the server has said no, or we have before anything was sent. */
const isAnswer = (error: unknown): boolean =>
  error instanceof TransientError ||
  (error instanceof Error && ('responseCode' in error || ('code' in error && error.code === 'ETLS')))

function explain(error: unknown, { channel, secrets, timedOut }: Circumstances): Error {
  if (error instanceof TransientError) return error
  if (timedOut) return new TransientError(`no answer within ${channel.timeout} ms`)
  const { responseCode, response, code, message, recipient } = error as {
    responseCode?: number
    recipient?: string
    response?: string
    code?: string
    message?: string
  }
  if (code === 'ETLS' && channel.username !== undefined)
    return new TransientError('the server offers no STARTTLS, and a password is not sent where others can read it')
  if (responseCode) {
    const about = recipient === undefined ? '' : ` (${recipient})`
    const text = `SMTP ${secrets.clean(response ?? String(responseCode))}${about}`
    return responseCode >= 500 ? new Error(text) : new TransientError(text)
  }
  return new TransientError(secrets.clean([code, message].filter(Boolean).join(': ')) || 'network error')
}
