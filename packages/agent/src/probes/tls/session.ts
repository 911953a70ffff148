import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import { type Clock, laps, ProbeFailure } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver, waitOn } from '../connection.ts'
import { handshakeFailure } from './handshake-failure.ts'
import { type StartTlsProtocol, startTlsDialogue } from './start-tls.ts'

/** Certificates of a chain that are looked at; longer ones do not occur. */
const MAX_CHAIN = 10

/** What was seen of a TLS server. */
export interface SeenSession {
  readonly version: string
  readonly cipher: string
  /** The server's own certificate first, each with its issuer behind it. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]]
  /** OpenSSL's code when the chain is not trusted. */
  readonly trustError: string | undefined
  /** The stapled OCSP answer as it came. */
  readonly staple: Buffer | undefined
  readonly phases: {
    readonly dns_ms: number
    readonly connect_ms: number
    /** Asking for TLS inside another protocol. */
    readonly starttls_ms?: number
    readonly tls_ms: number
  }
}

interface Deps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly context: SecureContext
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Opens a session, looks at it, and closes it. */
export async function seeSession(config: TlsConfig, deps: Deps): Promise<SeenSession> {
  const { clock, resolve, context, signal, progress } = deps
  const lap = laps(clock)
  progress.doing = 'resolving the name'
  const address = await resolve(config.host, config.family, signal)
  const dns_ms = lap()
  const socket = newSocket()
  try {
    progress.doing = 'connecting'
    await connectTcp(socket, address, config.port, signal)
    const connect_ms = lap()
    let starttls_ms: number | undefined
    if (config.startTls) {
      progress.doing = `asking for TLS in ${config.startTls}`
      await askForTls(socket, config.startTls, signal)
      starttls_ms = lap()
    }
    progress.doing = 'in the TLS handshake'
    let staple: Buffer | undefined
    const serverName = config.serverName ?? config.host
    const session = await connectTlsOn(
      socket,
      {
        serverName,
        context,
        ...(config.ocsp !== 'ignore' && config.revocation !== 'off' && { staple: (bytes: Buffer) => (staple = bytes) }),
      },
      signal,
    )
    const phases = { dns_ms, connect_ms, ...(starttls_ms !== undefined && { starttls_ms }), tls_ms: lap() }
    return { ...seenOf(session), staple, phases }
  } catch (error) {
    throw handshakeFailure(error) ?? error
  } finally {
    socket.destroy()
  }
}

/** What a session that stands tells of the server. Throws `ProbeFailure('tls')` for one without a certificate. */
export function seenOf(session: TLSSocket): Omit<SeenSession, 'staple' | 'phases'> {
  const { authorizationError } = session
  return {
    version: session.getProtocol() ?? '',
    cipher: session.getCipher().standardName ?? session.getCipher().name,
    chain: chainOf(session),
    trustError: authorizationError ? String(authorizationError) : undefined,
  }
}

function chainOf(session: TLSSocket): [X509Certificate, ...X509Certificate[]] {
  const own = session.getPeerX509Certificate()
  if (!own) throw new ProbeFailure('tls', 'the server has no certificate')
  const chain: [X509Certificate, ...X509Certificate[]] = [own]
  while (chain.length < MAX_CHAIN) {
    const issuer = chain.at(-1)!.issuerCertificate
    if (!issuer || chain.some(({ fingerprint256 }) => fingerprint256 === issuer.fingerprint256)) break
    chain.push(issuer)
  }
  return chain
}

/** Leads the dialogue of the protocol to where TLS begins. */
function askForTls(socket: Socket, protocol: StartTlsProtocol, signal: AbortSignal): Promise<void> {
  const dialogue = startTlsDialogue(protocol)
  return waitOn(socket, signal, (resolve, reject) => {
    const data = (chunk: Buffer) => {
      try {
        const { send, done } = dialogue.feed(chunk)
        if (send) socket.write(send)
        if (!done) return
        // The session takes the socket over; what came next would be its bytes.
        socket.pause()
        resolve(undefined)
      } catch (error) {
        reject(error)
      }
    }
    const closed = () => reject(new ProbeFailure('reset', `the server closed the connection before TLS`))
    socket.on('data', data).on('end', closed).on('close', closed)
    if (dialogue.opening) socket.write(dialogue.opening)
    return () => socket.off('data', data).off('end', closed).off('close', closed)
  })
}
