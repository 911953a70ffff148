import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Clock, laps, ProbeFailure } from '@vonggac/model'
import type { StunConfig } from '@vonggac/model/inventory'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver } from '../connection.ts'
import { handshakeFailure } from '../tls/handshake-failure.ts'
import type { Trust } from '../tls/trust.ts'
import { certificateTroubles, type Trouble } from '../tls/verdict.ts'
import { type Channel, streamChannel, udpChannel } from './channel.ts'

/** How long it took to get to where requests can be sent, ms. */
export interface Phases {
  readonly dns_ms: number
  /** Not over UDP. */
  readonly connect_ms?: number
  readonly tls_ms?: number
}

export interface Opened {
  /** The caller disposes of it. */
  readonly channel: Channel
  readonly phases: Phases
  /** What is wrong with the certificate, though not so wrong that nothing may be sent. */
  readonly troubles: readonly Trouble[]
}

export interface OpenDeps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly trust: Trust
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Opens the way to a server. Rejects with a `ProbeFailure`, the system's error, or `signal.reason`; nothing stays open then. */
export async function openChannel(config: StunConfig, port: number, deps: OpenDeps): Promise<Opened> {
  const { clock, resolve, signal, progress } = deps
  const lap = laps(clock)
  progress.doing = 'resolving the name'
  const address = await resolve(config.host, config.family, signal)
  const dns_ms = lap()
  if (config.transport === 'udp')
    return { channel: await openUdp(address, port, signal), phases: { dns_ms }, troubles: [] }
  const socket = newSocket()
  try {
    progress.doing = 'connecting'
    await connectTcp(socket, address, port, signal)
    const connect_ms = lap()
    if (config.transport === 'tcp')
      return { channel: streamChannel(socket), phases: { dns_ms, connect_ms }, troubles: [] }
    progress.doing = 'in the TLS handshake'
    const serverName = config.serverName ?? config.host
    const context = await deps.trust.contextFor(config.caFile)
    const secured = await connectTlsOn(socket, { serverName, context }, signal)
    const phases = { dns_ms, connect_ms, tls_ms: lap() }
    return { channel: streamChannel(secured), phases, troubles: judged(secured, config, clock.now()) }
  } catch (error) {
    socket.destroy()
    throw handshakeFailure(error) ?? error
  }
}

/** Throws when the server may be another than it says: nothing is sent to it then, unless the check says so. */
function judged(secured: TLSSocket, config: StunConfig, nowMs: number): readonly Trouble[] {
  const certificate = secured.getPeerX509Certificate()
  if (!certificate) throw new ProbeFailure('tls', 'the server has no certificate')
  const { authorizationError } = secured
  const trustError = authorizationError ? String(authorizationError) : undefined
  const rules = { ...config, names: [config.serverName ?? config.host] }
  const troubles = certificateTroubles(certificate, trustError, rules, nowMs)
  const distrusted = troubles.filter(({ distrust }) => distrust)
  if (distrusted.length > 0 && !config.insecure)
    throw new ProbeFailure('tls', distrusted.map(({ text }) => text).join('; '))
  return troubles
}

async function openUdp(address: string, port: number, signal: AbortSignal): Promise<Channel> {
  const { createSocket } = await import('node:dgram')
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  try {
    const connected = once(socket, 'connect', { signal })
    socket.connect(port, address)
    await connected
    return udpChannel(socket)
  } catch (error) {
    socket.on('error', () => {})
    socket.close()
    throw signal.aborted ? signal.reason : error
  }
}
