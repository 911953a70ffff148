import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
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
export function webhookNotifier(channel: WebhookChannel, { secret }: NotifierOptions): Notifier {
  return {
    channel: channel.id,
    async send(message, { signal, key }) {
      signal.throwIfAborted()
      const secrets = openSecrets(secret)
      const url = secrets.read(channel.url)
      const headers = Object.entries(channel.headers).map(([name, value]): [string, string] => [
        name,
        secrets.read(value),
      ])
      const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
      try {
        const response = await fetch(url, {
          method: 'POST',
          body: JSON.stringify(bodyOf(message, channel.id, key)),
          headers: [
            ...headers,
            ['content-type', 'application/json'],
            ['user-agent', 'vonggac'],
            ['idempotency-key', key],
          ],
          redirect: 'manual',
          signal: limit,
        })
        await judge(response, secrets)
      } catch (error) {
        signal.throwIfAborted()
        throw explain(error, channel, secrets)
      }
    },
  }
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

/** An answer is read this far, for its first words; the rest is not waited for. */
const MAX_ANSWER = 1_024

async function judge(response: Response, secrets: Secrets): Promise<void> {
  const { status } = response
  if (response.ok) {
    await response.body?.cancel()
    return
  }
  const said = secrets.clean(await beginning(response))
  const text = `HTTP ${status}${said === '' ? '' : `: ${said}`}`
  if (![408, 425, 429].includes(status) && status < 500) throw new WebhookRefusal(text)
  const retryAfterMs = retryAfter(response.headers.get('retry-after'))
  throw new TransientError(text, retryAfterMs === undefined ? {} : { retryAfterMs })
}

class WebhookRefusal extends Error {
  override name = 'WebhookRefusal'
}

async function beginning({ body }: Response): Promise<string> {
  if (!body) return ''
  const reader = body.getReader()
  try {
    const { value } = await reader.read()
    return value ? new TextDecoder().decode(value.subarray(0, MAX_ANSWER)) : ''
  } finally {
    await reader.cancel()
  }
}

/** Seconds, at most an hour (RFC 9110 §10.2.3). A date is not heeded: clocks differ, and our own backoff is good enough. */
function retryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Math.min(3_600_000, Number(header) * 1_000) : undefined
}

function explain(error: unknown, { timeout }: WebhookChannel, secrets: Secrets): Error {
  if (error instanceof TransientError || error instanceof WebhookRefusal) return error
  if (error instanceof Error && error.name === 'TimeoutError')
    return new TransientError(`no answer within ${timeout} ms`)
  // The cause is not passed on: it names the address, which may be a secret.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (
    code === 'ERR_INVALID_URL' ||
    (error instanceof TypeError && code === '' && !(cause instanceof Error && cause !== error))
  ) {
    return new WebhookRefusal('the request cannot be made: check the address and the headers of the channel')
  }
  return new TransientError(secrets.clean(code || (cause instanceof Error ? cause.message : 'network error')))
}
