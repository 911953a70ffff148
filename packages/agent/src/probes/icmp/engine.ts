import type { Clock, Log } from '@vonggac/model'

/** One stream of echoes: what to send where, how often. Checks that ask for the very same share it. */
export interface Echo {
  /** Names the stream: everything below in one text. */
  readonly key: string
  /** An IP address, never a name. */
  readonly address: string
  readonly periodMs: number
  readonly lostAfterMs: number
  /** An answer that comes later than this is not heard of; those before it are told as `late`. */
  readonly forgetAfterMs: number
  /** Payload, bytes. */
  readonly size: number
  /** The class that the network shall give it, 0 to 63 (RFC 2474). */
  readonly dscp: number
}

/** Why a packet counts as lost: silence, or somebody (a router, or this machine's own kernel) said that there is no way. */
export type LossCause = 'timeout' | 'unreachable'

/** An answered packet, where the engine tells its packets apart. */
export interface Packet {
  /** An answer to a later packet came before it. */
  readonly reordered: boolean
}

export interface Loss {
  readonly cause: LossCause
  /** What the network said, for people. */
  readonly note?: string | undefined
  /** Counts up by one a packet, where the engine tells its packets apart. */
  readonly packet?: number
}

/** Takes the verdicts. A packet without a verdict was never measured: engines stay silent about their own trouble. */
export interface EchoSink {
  /** In time: within `lostAfterMs`. */
  answered(echo: Echo, rttMs: number, packet?: Packet): void
  lost(echo: Echo, loss: Loss): void
  /** An answer after all, to the packet that was lost with this number. */
  late(echo: Echo, packet: number): void
  /** One more answer to a packet that has one. */
  duplicate(echo: Echo): void
}

/** One way of sending echoes on this machine. */
export interface EchoEngine {
  /** Sends exactly these from now on; what runs already and stays is not disturbed. */
  watch(echoes: readonly Echo[]): Promise<void>
  /** Stops sending and leaves no process and no socket behind. Idempotent. */
  close(): Promise<void>
}

export interface EngineDeps {
  readonly clock: Clock
  readonly log: Log
  readonly sink: EchoSink
}

/** Which engine this machine gets and why, for `vonggac doctor` and the log. */
export interface EngineChoice {
  readonly engine: 'fping' | 'ping' | 'udp'
  readonly why: string
  /** The program, where there is one. */
  readonly path?: string
  /** fping only: the gap between two packets that it allows us, ms. */
  readonly gapMs?: number
}
