import { ProbeFailure, type SecretRef } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import type { ProbeContext } from '../../probe.ts'

/** What is asked of one server. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | Buffer | undefined
}

/** The headers of a check with its secrets read, apart by whom they may be sent to. */
export interface RequestHeaders {
  /** For every server on the way. */
  readonly open: readonly (readonly [string, string])[]
  /** For the host of the check's own address alone. */
  readonly guarded: readonly (readonly [string, string])[]
  /** Every secret that is sent, so that none is repeated to people. */
  readonly secrets: readonly string[]
}

/** Reads the secrets of a check. Throws `ProbeFailure('local')` for one that is missing or cannot be a header. */
export function requestHeaders({ headers, auth }: HttpConfig, secret: ProbeContext['secret']): RequestHeaders {
  const open: [string, string][] = []
  const guarded: [string, string][] = []
  const secrets: string[] = []
  const read = (ref: SecretRef, what: string): string => {
    const value = secret(ref)
    if (/[\r\n\0]/.test(value)) throw new ProbeFailure('local', `the secret for ${what} has more than one line`)
    secrets.push(value)
    return value
  }
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') open.push([name, value])
    else guarded.push([name, read(value, `the header ${name}`)])
  }
  if (auth && 'bearer' in auth) guarded.push(['Authorization', `Bearer ${read(auth.bearer, 'auth')}`])
  if (auth && 'user' in auth) {
    const pair = Buffer.from(`${auth.user}:${read(auth.password, 'auth')}`).toString('base64')
    secrets.push(pair)
    guarded.push(['Authorization', `Basic ${pair}`])
  }
  return { open, guarded, secrets }
}

/** Headers of every request, unless the check gives its own. */
const CUSTOMARY = [
  ['User-Agent', 'vonggac'],
  ['Accept', '*/*'],
  ['Accept-Encoding', 'gzip'],
] as const

/** The bytes of a request (RFC 9112). One connection serves one request. */
export function encodeRequest({ method, url, headers, body }: WireRequest): Buffer {
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`
  if (!given.has('host')) head += `Host: ${url.host}\r\n`
  for (const [name, value] of CUSTOMARY) if (!given.has(name.toLowerCase())) head += `${name}: ${value}\r\n`
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  if (bytes) head += `Content-Length: ${bytes.length}\r\n`
  const first = Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1')
  return bytes ? Buffer.concat([first, bytes]) : first
}
