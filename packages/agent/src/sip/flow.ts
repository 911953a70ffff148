import { isIPv6, type Socket } from 'node:net'
import type { SipMessage } from './message.ts'

/** Who hears what comes over a flow. */
export interface FlowListener {
  /** `at`: when it was read, monotonic ms. */
  message(message: SipMessage, at: number): void
  /** The other side sent what is no message of SIP. */
  garbage(sample: string, why: string): void
  /** The way is closed: the system's error, or a `ProbeFailure`. */
  failed(error: unknown): void
}

/** The way to one SIP peer: a connection, or a UDP socket that speaks with it alone (RFC 5626's word). */
export interface Flow {
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly local: { readonly address: string; readonly port: number }
  readonly remote: { readonly address: string; readonly port: number }
  send(message: Buffer): void
  /** Returns what ends the listening. */
  listen(listener: FlowListener): () => void
  /** Idempotent. */
  close(): void
}

/** Listeners of a flow; what failed stays failed for those who come later. */
export function createListeners() {
  const listeners = new Set<FlowListener>()
  let failure: { readonly error: unknown } | undefined
  return {
    listen(listener: FlowListener) {
      listeners.add(listener)
      if (failure) listener.failed(failure.error)
      return () => void listeners.delete(listener)
    },
    message: (message: SipMessage, at: number) => {
      for (const listener of [...listeners]) listener.message(message, at)
    },
    garbage: (sample: string, why: string) => {
      for (const listener of [...listeners]) listener.garbage(sample, why)
    },
    failed: (error: unknown) => {
      failure ??= { error }
      for (const listener of [...listeners]) listener.failed(error)
    },
  }
}

/** `host:port` as SIP writes it: IPv6 in brackets. */
export const hostPortOf = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  `${hostText(address)}:${port}`

/** An address as it stands in a SIP URI. */
export const hostText = (address: string): string => (isIPv6(address) ? `[${address}]` : address)

/** Our end of a connection. */
export const localOf = ({ localAddress = '', localPort = 0 }: Socket) => ({ address: localAddress, port: localPort })
