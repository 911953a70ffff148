import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import { type Clock, laps, ProbeFailure } from '@vonggac/model'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver, waitOn } from '../connection.ts'
import { handshakeFailure } from '../tls/handshake-failure.ts'
import { encodeRequest, type WireRequest } from './request.ts'
import { createResponseReader, type HttpResponse, type ResponseReader } from './response-reader.ts'

/** How long the parts of one request took, ms. */
export interface Phases {
  /** Until the name was resolved; next to nothing when it was known already. */
  readonly dns_ms: number
  readonly connect_ms: number
  /** None without TLS. */
  readonly tls_ms?: number
  /** From the request to the first byte of the answer. */
  readonly ttfb_ms: number
  /** From the first byte of the answer to its last. */
  readonly transfer_ms: number
}

export interface Session {
  readonly version: string
  readonly certificate: X509Certificate
  /** OpenSSL's code when the chain is not trusted. */
  readonly trustError: string | undefined
}

export interface Exchange {
  readonly response: HttpResponse
  readonly phases: Phases
  readonly session: Session | undefined
}

export interface ExchangeOptions {
  readonly host: string
  readonly port: number
  readonly family: 4 | 6 | undefined
  readonly maxBytes: number
  readonly keepBody: boolean
  /** For https. */
  readonly context: SecureContext | undefined
  /** Called before anything is sent. Throws when nothing may be sent to such a server. */
  readonly judge: (session: Session) => void
}

interface Deps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** One request over a connection of its own, which is closed in every case. */
export async function exchange(request: WireRequest, options: ExchangeOptions, deps: Deps): Promise<Exchange> {
  const { clock, resolve, signal, progress } = deps
  const lap = laps(clock)
  progress.doing = 'resolving the name'
  const address = await resolve(options.host, options.family, signal)
  const dns_ms = lap()
  const socket = newSocket()
  try {
    progress.doing = 'connecting'
    await connectTcp(socket, address, options.port, signal)
    const connect_ms = lap()
    let stream: Socket = socket
    let tls_ms: number | undefined
    let session: Session | undefined
    if (options.context) {
      progress.doing = 'in the TLS handshake'
      const secured = await handshake(socket, request.url, options.context, signal)
      tls_ms = lap()
      session = sessionOf(secured)
      options.judge(session)
      stream = secured
    }
    progress.doing = 'waiting for the answer'
    lap()
    const reader = createResponseReader({ method: request.method, ...options })
    const ttfb_ms = await converse(stream, encodeRequest(request), { reader, lap, progress, signal })
    const transfer_ms = lap()
    const phases = { dns_ms, connect_ms, ...(tls_ms !== undefined && { tls_ms }), ttfb_ms, transfer_ms }
    return { response: reader.response(), phases, session }
  } finally {
    socket.destroy()
  }
}

async function handshake(socket: Socket, url: URL, context: SecureContext, signal: AbortSignal): Promise<TLSSocket> {
  try {
    const serverName = hostOf(url)
    return await connectTlsOn(socket, { serverName, context, alpn: ['http/1.1'] }, signal)
  } catch (error) {
    throw handshakeFailure(error) ?? error
  }
}

/** The host of an address, an IPv6 one without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.+)\]$/, '$1')

function sessionOf(secured: TLSSocket): Session {
  const certificate = secured.getPeerX509Certificate()
  if (!certificate) throw new ProbeFailure('tls', 'the server has no certificate')
  const { authorizationError } = secured
  const trustError = authorizationError ? String(authorizationError) : undefined
  return { version: secured.getProtocol() ?? '', certificate, trustError }
}

interface Conversation {
  readonly reader: ResponseReader
  readonly lap: () => number
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Sends the request and reads the answer to its end; gives the time until its first byte. */
function converse(socket: Socket, bytes: Buffer, { reader, lap, progress, signal }: Conversation): Promise<number> {
  return waitOn(socket, signal, (resolve, reject) => {
    let ttfb: number | undefined
    const guarded =
      <A extends unknown[]>(call: (...args: A) => void) =>
      (...args: A) => {
        try {
          call(...args)
        } catch (error) {
          reject(error)
        }
      }
    const data = guarded((chunk: Buffer) => {
      ttfb ??= lap()
      if (reader.push(chunk)) resolve(ttfb)
      else if (reader.head) progress.doing = 'reading the body'
      else progress.doing = 'reading the headers'
    })
    const ended = guarded(() => {
      reader.end()
      resolve(ttfb ?? lap())
    })
    socket.on('data', data).on('end', ended).on('close', ended)
    socket.write(bytes)
    return () => socket.off('data', data).off('end', ended).off('close', ended)
  })
}
