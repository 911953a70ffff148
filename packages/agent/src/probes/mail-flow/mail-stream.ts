import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver, waitOn } from '../connection.ts'
import { handshakeFailure } from '../tls/handshake-failure.ts'
import { certificateTroubles } from '../tls/verdict.ts'

/** Where a server is and how a connection to it becomes private. */
export interface MailServer {
  /** `SMTP` or `IMAP`, for people. */
  readonly protocol: string
  readonly host: string
  readonly port: number
  readonly tls: 'implicit' | 'starttls' | 'none'
  readonly serverName: string
  readonly family: 4 | 6 | undefined
  /** The authorities to trust; undefined where nothing is private. */
  readonly context: SecureContext | undefined
  readonly insecure: boolean
}

/** What conversations are made with. */
export interface StreamDeps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Bytes to and from a mail server. Disposing closes the connection at once. */
export interface MailStream extends Disposable {
  /** What comes next; undefined when the server has closed. */
  read(): Promise<Buffer | undefined>
  write(bytes: string | Buffer): void
  /** Begins TLS on the connection. Throws `ProbeFailure('tls')` for a server that may be another. */
  secure(): Promise<void>
  /** Whom we are for the server, an IP address. */
  readonly localAddress: string
}

/** Connects, and begins TLS where it comes first. */
export async function openMailStream(server: MailServer, deps: StreamDeps): Promise<MailStream> {
  const { progress, signal } = deps
  const { protocol, host, port } = server
  progress.doing = `resolving the name of the ${protocol} server`
  const address = await deps.resolve(host, server.family, signal)
  const tcp = newSocket()
  try {
    progress.doing = `connecting to ${protocol} at ${host}:${port}`
    await connectTcp(tcp, address, port, signal)
    const stream = streamOn(tcp, server, deps)
    if (server.tls === 'implicit') await stream.secure()
    return stream
  } catch (error) {
    tcp.destroy()
    throw error
  }
}

function streamOn(tcp: Socket, server: MailServer, { clock, progress, signal }: StreamDeps): MailStream {
  let socket = tcp
  return {
    read: () => nextChunk(socket, signal),
    write: (bytes) => void socket.write(bytes),
    async secure() {
      progress.doing = `in the TLS handshake with ${server.protocol}`
      try {
        const session = await connectTlsOn(tcp, { serverName: server.serverName, context: server.context! }, signal)
        socket = session
        if (server.insecure) return
        const certificate = session.getPeerX509Certificate()
        if (!certificate) throw new ProbeFailure('tls', `the ${server.protocol} server has no certificate`)
        const trustError = session.authorizationError ? String(session.authorizationError) : undefined
        const rules = { warnDays: 0, failDays: 0, names: [server.serverName] }
        const troubles = certificateTroubles(certificate, trustError, rules, clock.now()).filter((t) => t.distrust)
        if (troubles.length > 0)
          throw new ProbeFailure('tls', `${server.protocol}: ${troubles.map(({ text }) => text).join('; ')}`)
      } catch (error) {
        throw handshakeFailure(error) ?? error
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
