import type { Socket } from 'node:net'
import { type Clock, laps, type SipTransport, sipPort } from '@vonggac/model'
import { connectTcp, connectTlsOn, newSocket, type Progress, type Resolver } from '../probes/connection.ts'
import { handshakeFailure } from '../probes/tls/handshake-failure.ts'
import { type SeenSession, seenOf } from '../probes/tls/session.ts'
import type { Trust } from '../probes/tls/trust.ts'
import type { Flow } from './flow.ts'
import { streamFlow } from './stream-flow.ts'
import { openUdpFlow } from './udp-flow.ts'

/** Whom to reach, and how. */
export interface FlowTarget {
  readonly host: string
  readonly port?: number | undefined
  readonly transport: SipTransport
  readonly serverName?: string | undefined
  readonly family?: 4 | 6 | undefined
  readonly caFile?: string | undefined
}

export interface FlowDeps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly trust: Trust
  readonly signal: AbortSignal
  readonly progress: Progress
}

export interface OpenedFlow {
  readonly flow: Flow
  /** How long each part took, ms; none for what the transport does not do. */
  readonly phases: { readonly dns_ms: number; readonly connect_ms?: number; readonly tls_ms?: number }
  /** With TLS. */
  readonly session: SeenSession | undefined
}

/** Opens the way to a SIP peer. Trust in a certificate is the caller's to judge. Rejects as `connection.ts` does; the caller closes the flow. */
export async function openFlow(target: FlowTarget, deps: FlowDeps): Promise<OpenedFlow> {
  const { clock, resolve, signal, progress } = deps
  const lap = laps(clock)
  const port = sipPort(target)
  progress.doing = 'resolving the name'
  const address = await resolve(target.host, target.family, signal)
  const dns_ms = lap()
  if (target.transport === 'udp') {
    const flow = await openUdpFlow(address, port, clock)
    return { flow, phases: { dns_ms }, session: undefined }
  }
  const socket = newSocket()
  try {
    progress.doing = 'connecting'
    await connectTcp(socket, address, port, signal)
    const connect_ms = lap()
    if (target.transport === 'tcp')
      return { flow: streamFlow(socket, 'tcp', clock), phases: { dns_ms, connect_ms }, session: undefined }
    progress.doing = 'in the TLS handshake'
    const secured = await handshake(socket, target, deps)
    const phases = { dns_ms, connect_ms, tls_ms: lap() }
    return {
      flow: streamFlow(secured, 'tls', clock),
      phases,
      session: { ...seenOf(secured), staple: undefined, phases },
    }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function handshake(socket: Socket, { host, serverName = host, caFile }: FlowTarget, deps: FlowDeps) {
  try {
    return await connectTlsOn(socket, { serverName, context: await deps.trust.contextFor(caFile) }, deps.signal)
  } catch (error) {
    throw handshakeFailure(error) ?? error
  }
}
