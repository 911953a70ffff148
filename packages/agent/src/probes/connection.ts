import { isIP, Socket } from 'node:net'
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls'
import type { Clock } from '@vonggac/model'
import { createNameCache, lookupOf, type NameCache } from './name-cache.ts'

/** How far a run has come: what a deadline that fires is told with. */
export interface Progress {
  doing: string
}

/** Resolves names by family of address, each family with a cache of its own. */
export type Resolver = (host: string, family: 4 | 6 | undefined, signal: AbortSignal) => Promise<string>

export function createResolver(clock: Clock): Resolver {
  const caches: Record<0 | 4 | 6, NameCache> = {
    0: createNameCache(clock),
    4: createNameCache(clock, lookupOf(4)),
    6: createNameCache(clock, lookupOf(6)),
  }
  return (host, family, signal) => unlessAborted(caches[family ?? 0].resolve(host), signal)
}

/** getaddrinfo cannot be stopped: what is stopped is the waiting for it. Its answer still goes into the cache. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/**
 * Waits for what happens on a socket: `hook` puts up its listeners and returns what takes them down. Rejects with the
 * socket's error or `signal.reason`. The socket stays with the caller, who destroys it.
 */
export function waitOn<T>(
  socket: Socket,
  signal: AbortSignal,
  hook: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let unhook = () => {}
    const end = () => {
      signal.removeEventListener('abort', stop)
      socket.off('error', failed)
      unhook()
    }
    const failed = (error: unknown) => {
      end()
      reject(error)
    }
    const stop = () => failed(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    socket.on('error', failed)
    unhook = hook((value) => {
      end()
      resolve(value)
    }, failed)
  })
}

/** Errors that come after the verdict: an unheard `error` would end the process. */
const ignore = () => {}

/**
 * A socket that is not connected yet, for `connectTcp`. The caller owns it. `allowHalfOpen`: something can still be said to a
 * peer that has said its last.
 */
export function newSocket({ allowHalfOpen = false } = {}): Socket {
  const socket = new Socket({ allowHalfOpen })
  socket.on('error', ignore)
  return socket
}

/** Connects to an IP address. */
export const connectTcp = (socket: Socket, address: string, port: number, signal: AbortSignal): Promise<void> =>
  waitOn(socket, signal, (resolve) => {
    socket.setNoDelay(true)
    socket.connect({ host: address, port, autoSelectFamily: false }, resolve)
    return () => socket.off('connect', resolve)
  })

export interface TlsOptions {
  readonly serverName: string
  readonly context: SecureContext
  readonly alpn?: readonly string[]
  /** Whether the server is asked for the state of its certificate; told to `staple` before the promise resolves. */
  readonly staple?: (response: Buffer) => void
}

/**
 * Opens a TLS session on a connected socket, whoever the other side is: trust is judged afterwards, so that what is wrong can
 * be told. Destroying the result destroys the socket.
 */
export function connectTlsOn(socket: Socket, options: TlsOptions, signal: AbortSignal): Promise<TLSSocket> {
  const { serverName, context, alpn, staple } = options
  const session = connectTls({
    socket,
    secureContext: context,
    rejectUnauthorized: false,
    // Names are checked by the verdict, which tells more.
    checkServerIdentity: () => undefined,
    ...(isIP(serverName) === 0 && { servername: serverName }),
    ...(alpn && { ALPNProtocols: [...alpn] }),
    ...(staple && { requestOCSP: true }),
  })
  session.on('error', ignore)
  if (staple) session.on('OCSPResponse', (response: Buffer | null) => response && staple(response))
  return waitOn(session, signal, (resolve, reject) => {
    const secure = () => resolve(session)
    const closed = () => reject(Object.assign(new Error('closed during the TLS handshake'), { code: 'ECONNRESET' }))
    session.on('secureConnect', secure)
    session.on('close', closed)
    return () => session.off('secureConnect', secure).off('close', closed)
  })
}
