import type { Measured } from '../../probe.ts'

/** Everything about this machine at one moment. */
export interface HostSample {
  readonly points: readonly Measured[]
  /** Mount points of file systems that did not answer. */
  readonly silentDisks: readonly string[]
}

/** One way of looking at this machine. Keeps what rates need between samples: one sampler in a process. */
export interface HostSampler {
  sample(signal: AbortSignal): Promise<HostSample>
}
