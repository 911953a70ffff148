import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver, waitOn } from '../connection.ts'
import { handshakeFailure } from '../tls/handshake-failure.ts'
import { type SeenSession, seenOf } from '../tls/session.ts'

/** How long a server may take to take leave, ms: nothing depends on it any more. */
const GOODBYE_MS = 300

/** Where a mail server is. */
export interface MailServer {
  readonly protocol: MailProtocol
  readonly host: string
  readonly port: number
  readonly family: 4 | 6 | undefined
  /** All that it may say in one conversation, bytes. */
  readonly maxBytes: number
}

export type MailProtocol = 'SMTP' | 'IMAP' | 'POP3'

/** What a conversation is made with. */
export interface StreamDeps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Told when a part of the conversation is over. */
  readonly mark: (phase: 'dns_ms' | 'connect_ms' | 'tls_ms') => void
}

/** What a TLS session says of the server. */
export type SeenServer = Omit<SeenSession, 'staple' | 'phases'>

/** Bytes to and from a mail server. Disposing closes the connection at once. */
export interface MailStream extends Disposable {
  /** What comes next; undefined when the server has closed. Throws `ProbeFailure('protocol')` for one that says too much. */
  read(): Promise<Buffer | undefined>
  write(text: string): void
  /** Begins TLS, whoever the other side is: that is for the caller to judge. Throws `ProbeFailure('tls')` when it fails. */
  secure(tls: { readonly context: SecureContext; readonly serverName: string }): Promise<SeenServer>
  /** Says a last word and waits for a moment, so that the server does not take us for a lost connection. Never throws. */
  sayGoodbye(text: string): Promise<void>
  /** Whom we are for the server, an IP address. */
  readonly localAddress: string
}

/** Connects to a mail server. */
export async function openMailStream(server: MailServer, deps: StreamDeps): Promise<MailStream> {
  const { progress, signal, mark } = deps
  progress.doing = 'resolving the name'
  const address = await deps.resolve(server.host, server.family, signal)
  mark('dns_ms')
  const tcp = newSocket()
  try {
    progress.doing = 'connecting'
    await connectTcp(tcp, address, server.port, signal)
    mark('connect_ms')
    return streamOn(tcp, server, deps)
  } catch (error) {
    tcp.destroy()
    throw error
  }
}

function streamOn(tcp: Socket, { protocol, maxBytes }: MailServer, deps: StreamDeps): MailStream {
  const { clock, progress, signal, mark } = deps
  let socket = tcp
  let heard = 0
  return {
    async read() {
      const chunk = await nextChunk(socket, signal)
      heard += chunk?.length ?? 0
      if (heard > maxBytes)
        throw new ProbeFailure('protocol', `the ${protocol} server says more than ${maxBytes} bytes and does not stop`)
      return chunk
    },
    write: (text) => void socket.write(text),
    async secure({ context, serverName }) {
      progress.doing = 'in the TLS handshake'
      try {
        const session = await connectTlsOn(tcp, { serverName, context }, signal)
        socket = session
        mark('tls_ms')
        return seenOf(session)
      } catch (error) {
        throw handshakeFailure(error) ?? error
      }
    },
    async sayGoodbye(text) {
      const stop = new AbortController()
      const cancel = clock.after(GOODBYE_MS, () => stop.abort())
      try {
        socket.end(text)
        await once(socket.resume(), 'close', { signal: AbortSignal.any([signal, stop.signal]) })
      } catch {
        // The verdict stands already.
      } finally {
        cancel()
      }
    },
    get localAddress() {
      return tcp.localAddress ?? '127.0.0.1'
    },
    [Symbol.dispose]() {
      socket.destroy()
      tcp.destroy()
    },
  }
}

/** The socket rests between two reads, so that a server that pours waits with us. */
function nextChunk(socket: Socket, signal: AbortSignal): Promise<Buffer | undefined> {
  if (socket.errored) return Promise.reject(socket.errored)
  if (socket.readableEnded || socket.destroyed) return Promise.resolve(undefined)
  return waitOn(socket, signal, (resolve) => {
    const data = (chunk: Buffer) => {
      socket.pause()
      resolve(chunk)
    }
    const end = () => resolve(undefined)
    socket.on('data', data).on('end', end).on('close', end)
    socket.resume()
    return () => socket.off('data', data).off('end', end).off('close', end)
  })
}
