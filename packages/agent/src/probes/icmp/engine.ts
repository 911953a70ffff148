import type { Clock, Log } from '@vonggac/model'

/** One stream of echoes: what to send where, how often. Checks that ask for the very same share it. */
export interface Echo {
  /** Names the stream: everything below in one text. */
  readonly key: string
  /** An IP address, never a name. */
  readonly address: string
  readonly periodMs: number
  readonly lostAfterMs: number
  /** Payload, bytes. */
  readonly size: number
}

/** Why a packet counts as lost: silence, or somebody (a router, or this machine's own kernel) said that there is no way. */
export type LossCause = 'timeout' | 'unreachable'

/** Takes the verdicts. A packet without a verdict was never measured: engines stay silent about their own trouble. */
export interface EchoSink {
  answered(echo: Echo, rttMs: number): void
  /** `note` is what the network said, for people. */
  lost(echo: Echo, cause: LossCause, note?: string): void
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
