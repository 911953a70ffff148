import type { Clock, ErrorCode, Fields, SecretRef, Status, Tags } from '@vonggac/model'

/** What a probe hands back as measured: a point without the tags of its check and, normally, without a time. */
export interface Measured {
  readonly measurement: string
  /** Only what tells several points of one run apart, such as `ifName`. */
  readonly tags?: Tags
  readonly fields: Fields
  /** Unix epoch ms, when it is not the start of the run. */
  readonly timestamp?: number
}

export interface Reading {
  /** `ok` unless said otherwise. A failure is normally thrown as `ProbeFailure`; `fail` here is for one that has points. */
  readonly status?: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  /** One line for people. */
  readonly detail?: string
  readonly measured: readonly Measured[]
}

export interface ProbeContext {
  readonly clock: Clock
  /** Fires at the deadline or when the agent stops. The probe stops its work and rejects with `signal.reason`. */
  readonly signal: AbortSignal
  /** Reads a secret that the configuration names. Throws `ProbeFailure('local', …)` when it is not there. */
  readonly secret: (ref: SecretRef) => string
}

/** The code that runs a check once. It measures; it never schedules, retries a run, logs, tags, or catches to carry on. */
export interface Probe<Config = unknown> {
  readonly kind: string
  /** One run. May keep per-target state between runs (sessions, counters) in the probe instance. */
  run(config: Config, context: ProbeContext): Promise<Reading>
  /** Ends what the probe keeps between runs. Idempotent. */
  close?(): Promise<void> | void
}

/** What a continuous probe reports outside the schedule: a check's own notice that something changed. */
export interface Notice {
  readonly checkId: string
  readonly status: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  readonly detail: string
  /** Unix epoch ms of what it is about. */
  readonly at: number
}

/**
 * A probe that watches its targets all the time and is only read out by the schedule.
 * Its `run` is the one-shot form, for `vonggac probe` and `agent --once`.
 */
export interface ContinuousProbe<Config = unknown> extends Probe<Config> {
  /**
   * Takes up exactly these targets, keeping what already runs; `notify` may be called at any time until `close`, and `heard` when a
   * target answers for the first time: from then on there is something to read out.
   */
  watch(
    targets: readonly { readonly checkId: string; readonly config: Config }[],
    notify: (notice: Notice) => void,
    heard?: (checkId: string) => void,
  ): Promise<void>
  /** What was seen of a target since the last read-out. */
  read(checkId: string, context: ProbeContext): Promise<Reading>
}
