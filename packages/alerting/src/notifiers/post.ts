import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { rootCertificates } from 'node:tls'

/** One POST. */
export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
  /** A certificate authority (PEM) to trust beside the usual ones. */
  readonly ca: string | undefined
}

/** The answer, of whose body only the beginning was read. */
export interface PostAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly beginning: string
}

/** An answer is read this far, for its first words; the rest is not waited for. */
const MAX_ANSWER = 1_024

/**
 * Posts over a connection of its own, which is closed at the end whatever happens: `fetch` keeps trying to connect
 * behind an aborted request. Redirects are not followed. Rejects with `signal.reason` when aborted.
 */
export function post({ url, headers, body, signal, ca }: Post): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const trust = secure && ca !== undefined ? { ca: [...rootCertificates, ca] } : {}
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      ...trust,
    })
    const stop = () => request.destroy(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    const finish = () => {
      signal.removeEventListener('abort', stop)
      request.destroy()
    }
    request.on('error', (error) => {
      finish()
      reject(signal.aborted ? signal.reason : error)
    })
    request.on('response', (response) => {
      readBeginning(response)
        .then((beginning) =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], beginning }),
        )
        .catch((error) => reject(signal.aborted ? signal.reason : error))
        .finally(finish)
    })
    request.end(body)
  })
}

async function readBeginning(response: IncomingMessage): Promise<string> {
  if ((response.statusCode ?? 0) < 300) return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_ANSWER) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER).toString()
}
