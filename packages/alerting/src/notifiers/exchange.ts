import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { rootCertificates } from 'node:tls'

/** One HTTP request. */
export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
  /** A certificate authority (PEM) to trust beside the usual ones. */
  readonly ca: string | undefined
  /** Bytes of a good answer that are of interest; of a bad one the beginning is always read. Default: 0. */
  readonly read?: number
  /**
   * Whose message it is: whoever carries the request may note then and there that it is under way, and where `byStatus` that any 2xx has
   * taken it over and any other has not, so that a crash neither sends it again nor forgets that somebody has it.
   */
  readonly receipt?: { readonly key: string; readonly channel: string; readonly byStatus: boolean }
  /** Called when the connection stands, just before the request goes out: from here on the other side may have it. */
  readonly underWay?: (() => void) | undefined
}

/** The answer, of whose body only the beginning was read. */
export interface ExchangeAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** Where a redirect points. */
  readonly location: string | undefined
  readonly beginning: string
}

/** An answer of failure is read this far, for its first words; the rest is not waited for. */
const MAX_FAILURE = 1_024

/**
 * Asks over a connection of its own, which is closed at the end whatever happens: `fetch` keeps trying to connect
 * behind an aborted request. Redirects are not followed. Rejects with `signal.reason` when aborted; only where the status says already
 * that it failed, that is the answer, whatever becomes of the words behind it.
 */
export function exchange({
  method,
  url,
  headers,
  body,
  signal,
  ca,
  read = 0,
  underWay,
}: Exchange): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const trust = secure && ca !== undefined ? { ca: [...rootCertificates, ca] } : {}
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method,
      agent: false,
      headers: { ...headers, ...length },
      ...trust,
    })
    // Before what the request itself waits for, which is to write.
    if (underWay)
      request.once('socket', (socket) => socket.prependOnceListener(secure ? 'secureConnect' : 'connect', underWay))
    const stop = () => request.destroy(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    const finish = () => {
      signal.removeEventListener('abort', stop)
      request.destroy()
    }
    let isFailure = false
    request.on('error', (error) => {
      finish()
      if (isFailure) return
      reject(signal.aborted ? signal.reason : error)
    })
    request.on('response', (response) => {
      isFailure = (response.statusCode ?? 0) >= 300
      readBeginning(response, Math.max(read, isFailure ? MAX_FAILURE : 0))
        .catch((error) => {
          if (isFailure) return ''
          throw error
        })
        .then((beginning) =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            location: response.headers.location,
            beginning,
          }),
        )
        .catch((error) => reject(signal.aborted ? signal.reason : error))
        .finally(finish)
    })
    request.end(body)
  })
}

async function readBeginning(response: IncomingMessage, limit: number): Promise<string> {
  if (limit === 0) return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= limit) break
  }
  return Buffer.concat(chunks).subarray(0, limit).toString()
}
