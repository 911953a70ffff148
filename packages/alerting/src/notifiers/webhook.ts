import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import { type PostAnswer, post } from './post.ts'
import type { NotifierOptions } from './registry.ts'
import { openSecrets, type Secrets } from './secrets.ts'

type WebhookChannel = Extract<Channel, { kind: 'webhook' }>

/** The body of a webhook, version 1: fields may be added, never renamed. Times are Unix epoch milliseconds. */
export interface WebhookBody {
  readonly version: 1
  /** The same at every repetition; also the header `Idempotency-Key`. */
  readonly key: string
  readonly channel: string
  readonly kind: Message['kind']
  readonly subject: string
  readonly text: string
  readonly link: string | null
  readonly incident: Message['incident']
}

/**
 * POSTs the message as JSON (`WebhookBody`). Any 2xx means taken over; 408, 425, 429, 5xx and network trouble are tried
 * again, `Retry-After` is heeded; every other answer, a redirect among them, is final.
 */
export function webhookNotifier(channel: WebhookChannel, { secret, ca }: NotifierOptions): Notifier {
  return {
    channel: channel.id,
    async send(message, { signal, key }) {
      signal.throwIfAborted()
      const secrets = openSecrets(secret)
      const url = urlOf(secrets.read(channel.url))
      const headers = Object.fromEntries(
        Object.entries(channel.headers).map(([name, value]) => [name.toLowerCase(), secrets.read(value)]),
      )
      const own = { 'content-type': 'application/json', 'user-agent': 'vonggac', 'idempotency-key': key }
      const body = JSON.stringify(bodyOf(message, channel.id, key))
      const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
      const answer = await post({ url, headers: { ...headers, ...own }, body, signal: limit, ca }).catch((error) => {
        signal.throwIfAborted()
        throw explain(error, channel, secrets)
      })
      judge(answer, secrets)
    },
  }
}

/** The address itself is in no error: it may be a secret. */
function urlOf(text: string): URL {
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new Error('the address of the channel is no http or https address')
}

const bodyOf = ({ kind, subject, text, link, incident }: Message, channel: string, key: string): WebhookBody => ({
  version: 1,
  key,
  channel,
  kind,
  subject,
  text,
  link,
  incident,
})

function judge({ status, retryAfter, beginning }: PostAnswer, secrets: Secrets): void {
  if (status >= 200 && status < 300) return
  const said = secrets.clean(beginning)
  const text = `HTTP ${status}${said === '' ? '' : `: ${said}`}`
  if (![408, 425, 429].includes(status) && status < 500) throw new Error(text)
  const retryAfterMs = waitOf(retryAfter)
  throw new TransientError(text, retryAfterMs === undefined ? {} : { retryAfterMs })
}

/** Seconds, at most an hour (RFC 9110 §10.2.3). A date is not heeded: clocks differ, and our own backoff is good enough. */
const waitOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Math.min(3_600_000, Number(header) * 1_000) : undefined

/** Network trouble passes; a request that cannot even be made (a line break in a header) does not. */
function explain(error: unknown, { timeout }: WebhookChannel, secrets: Secrets): Error {
  if (!(error instanceof Error)) return new Error('the request failed')
  if (error.name === 'TimeoutError') return new TransientError(`no answer within ${timeout} ms`)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code.startsWith('ERR_INVALID') || code.startsWith('ERR_HTTP')) {
    return new Error(`the request cannot be made: check the headers of the channel (${code})`)
  }
  return new TransientError(secrets.clean([code, error.message].filter(Boolean).join(': ')) || 'network error')
}
