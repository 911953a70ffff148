import { TransientError } from '@vonggac/model'
import type { Message, Notifier, Recipient } from '../contract.ts'
import { uncertain } from '../uncertain.ts'
import { type Exchange, type ExchangeAnswer, exchange } from './exchange.ts'
import { onceEach } from './once-each.ts'
import type { NotifierOptions } from './registry.ts'
import { openSecrets, type Secrets } from './secrets.ts'

/** What a request is made from. */
export interface Sending {
  readonly message: Message
  readonly key: string
  readonly to: Recipient | undefined
  readonly secrets: Secrets
  /** Unix ms. */
  readonly now: number
}

/** A request as a kind of channel makes it. */
export type Request = Pick<Exchange, 'method' | 'url' | 'headers' | 'body' | 'read' | 'receipt'>

/** What makes one kind of channel over HTTP differ from the others. */
export interface HttpKind {
  /** One request for each receiver, by what tells receivers apart; none is a mistake of the configuration, and thrown. */
  requests(sending: Sending): readonly { readonly receiver: string; readonly request: Request }[]
  /** Throws for an answer that is none of success. Default: by the status alone. */
  judge?(answer: ExchangeAnswer, secrets: Secrets): void
}

/**
 * A notifier that sends by HTTP requests. Network trouble, time, 408, 425, 429 and 5xx are tried again, `Retry-After` is heeded;
 * every other answer, a redirect among them, is final. A receiver that has taken a message over does not get it again when another
 * has to be tried again.
 */
export function httpNotifier(
  channel: Pick<HttpChannel, 'id' | 'timeout'>,
  options: NotifierOptions,
  kind: HttpKind,
): Notifier {
  const once = onceEach()
  return {
    channel: channel.id,
    async send(message, { signal, key, to, underWay }) {
      signal.throwIfAborted()
      const secrets = openSecrets(options.secret)
      const requests = kind.requests({ message, key, to, secrets, now: options.clock.now() })
      const judge = kind.judge ?? judgeStatus
      await once(key, requests, async ({ request }) => {
        signal.throwIfAborted()
        // Of several receivers, or of an answer that must be read, a status alone does not say that it is there.
        const receipt = { key, channel: channel.id, byStatus: requests.length === 1 && !kind.judge }
        // A carrier notes by the receipt that it is under way: a second note would come after that of the answer.
        const noted = options.exchange ? undefined : underWay
        judge(
          await ask({ ...request, receipt }, { ...options, channel, key, secrets, signal, underWay: noted }),
          secrets,
        )
      }).catch((error: unknown) => {
        signal.throwIfAborted()
        throw error
      })
    },
  }
}

interface HttpChannel {
  readonly id: string
  readonly timeout: number
}

interface Circumstances extends Pick<NotifierOptions, 'ca' | 'exchange'> {
  readonly channel: Pick<HttpChannel, 'timeout'>
  readonly key: string
  readonly secrets: Secrets
  readonly signal: AbortSignal
  /** Called when the connection stands. */
  readonly underWay: (() => void) | undefined
}

/** One request within the channel's time. Errors hold no secret, and are uncertain where the request had gone out and no answer came. */
export async function ask(
  request: Request,
  { channel, key, secrets, signal, ca, exchange: carry = exchange, underWay }: Circumstances,
): Promise<ExchangeAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
  const { headers, body } = request
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  let isUnderWay = false
  const full = {
    ...request,
    headers: { 'user-agent': 'vonggac', 'idempotency-key': key, ...type, ...headers },
    signal: limit,
    ca,
    underWay: () => {
      isUnderWay = true
      underWay?.()
    },
  }
  try {
    const answer = await carry(full)
    signal.throwIfAborted()
    return answer
  } catch (error) {
    signal.throwIfAborted()
    const explained = explain(error, channel, secrets)
    throw isUnderWay ? uncertain(explained) : explained
  }
}

/** The address itself is in no error: it may be a secret. */
export function urlOf(text: string): URL {
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new Error('the address of the channel is no http or https address')
}

/** An address of an API: what stands under `base`, whatever path that has itself. */
export const under = (base: string, path: string): URL => urlOf(`${base.replace(/\/+$/, '')}${path}`)

/** Any 2xx means taken over. */
export function judgeStatus(answer: ExchangeAnswer, secrets: Secrets): void {
  if (answer.status < 200 || answer.status >= 300) throw statusRefusal(answer, secrets)
}

/** The error of an answer whose status is none of success. */
export function statusRefusal({ status, retryAfter, beginning, location }: ExchangeAnswer, secrets: Secrets): Error {
  const moved = status >= 300 && status < 400 && location !== undefined
  return refusal(`HTTP ${status}`, moved ? elsewhere(location) : secrets.clean(wordsOf(beginning)), {
    again: mayPass(status),
    retryAfterMs: waitOf(retryAfter),
  })
}

/** Only the host: the rest of the address may repeat a secret. */
function elsewhere(location: string): string {
  const host = URL.parse(location)?.host
  return `redirects${host ? ` to ${host}` : ''} are not followed; put the address that is meant into the channel`
}

/** What a page of HTML says, without its markup. */
const wordsOf = (text: string): string =>
  /^\s*</.test(text) ? text.replace(/<(style|script)\b.*?<\/\1>|<[^>]*(>|$)/gis, ' ') : text

/** Whether an HTTP status is one of those that pass. */
export const mayPass = (status: number): boolean => [408, 425, 429].includes(status) || status >= 500

/** The error of an answer that is none of success. */
export function refusal(
  what: string,
  said: string,
  { again, retryAfterMs }: { readonly again: boolean; readonly retryAfterMs?: number | undefined },
): Error {
  const text = `${what}${said === '' ? '' : `: ${said}`}`
  if (!again) return new Error(text)
  return new TransientError(text, retryAfterMs === undefined ? {} : { retryAfterMs })
}

/** Longest that a receiver can put us off, ms: an hour. */
const MAX_WAIT_MS = 3_600_000

/** Seconds (RFC 9110 §10.2.3), at most an hour. A date is not heeded: clocks differ, and our own backoff is good enough. */
export const waitOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Math.min(MAX_WAIT_MS, Number(header) * 1_000) : undefined

/** Network trouble passes; a request that cannot even be made (a line break in a header) does not. */
function explain(error: unknown, { timeout }: Pick<HttpChannel, 'timeout'>, secrets: Secrets): Error {
  if (!(error instanceof Error)) return new Error('the request failed')
  if (error.name === 'TimeoutError') return new TransientError(`no answer within ${timeout} ms`)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code.startsWith('ERR_INVALID') || code.startsWith('ERR_HTTP') || code === 'ERR_UNESCAPED_CHARACTERS') {
    return new Error(`the request cannot be made: check the address and the headers of the channel (${code})`)
  }
  return new TransientError(secrets.clean([code, error.message].filter(Boolean).join(': ')) || 'network error')
}

/** The JSON of an answer; `undefined` where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
