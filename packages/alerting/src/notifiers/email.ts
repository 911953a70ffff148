import { createHash } from 'node:crypto'
import { connect, isIP, type Socket } from 'node:net'
import { rootCertificates } from 'node:tls'
import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import { createTransport } from 'nodemailer'
import type { Message, Notifier } from '../contract.ts'
import { keyOf } from '../paging/broadcast.ts'
import type { NotifierOptions } from './registry.ts'
import { ACKNOWLEDGE_BOTH, headAndBody, plainText, receiversOf } from './rendering.ts'
import { openSecrets, type Secrets } from './secrets.ts'

/** Longest text of a mail, characters: more is no message to people. */
const MAX_TEXT = 100_000

type EmailChannel = Extract<Channel, { kind: 'email' }>

/**
 * Sends the message as an e-mail, one connection a message. STARTTLS is used where it is offered; the certificate has to be
 * good where a password is sent, otherwise any is better than none (RFC 7435). A 5xx answer is final; 4xx, time and network
 * are tried again. Repetitions carry the same Message-ID, and the end answers to the beginning, so that mail programs thread them.
 */
export function emailNotifier(channel: EmailChannel, { secret, ca }: NotifierOptions): Notifier {
  return {
    channel: channel.id,
    async send(message, { signal, key, to }) {
      signal.throwIfAborted()
      const secrets = openSecrets(secret)
      const receivers = receiversOf(channel.to, to, { address: 'email', what: 'e-mail address (`email`)' })
      const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
      const socket = connect({ host: channel.host, port: channel.port })
      const stop = () => socket.destroy(limit.reason)
      limit.addEventListener('abort', stop, { once: true })
      try {
        await transportOf(channel, { secrets, socket, ca }).sendMail(mailOf(channel, message, { key, receivers }))
      } catch (error) {
        signal.throwIfAborted()
        throw explain(error, { channel, secrets, timedOut: limit.aborted })
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
    ...auth,
    tls: {
      rejectUnauthorized: username !== undefined,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
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

function explain(error: unknown, { channel, secrets, timedOut }: Circumstances): Error {
  if (error instanceof TransientError) return error
  if (timedOut) return new TransientError(`no answer within ${channel.timeout} ms`)
  const { responseCode, response, code, message } = error as {
    responseCode?: number
    response?: string
    code?: string
    message?: string
  }
  if (responseCode) {
    const text = `SMTP ${secrets.clean(response ?? String(responseCode))}`
    return responseCode >= 500 ? new Error(text) : new TransientError(text)
  }
  return new TransientError(secrets.clean([code, message].filter(Boolean).join(': ')) || 'network error')
}
