import type { ErrorCode } from './error-code.ts'

/** The operator's mistake: wrong configuration or wrong usage. `main` prints the message and exits 2. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The target's failure, thrown by a probe. `observe` makes a result of it; nothing else catches it. */
export class ProbeFailure extends Error {
  override name = 'ProbeFailure'
  readonly code: ErrorCode
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
  }
}

/** Something that is worth trying again later, such as a store that is down. */
export class TransientError extends Error {
  override name = 'TransientError'
  /** What the other side asked us to wait, where it said so. */
  readonly retryAfterMs: number | undefined
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options)
    this.retryAfterMs = options?.retryAfterMs
  }
}
