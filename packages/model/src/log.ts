/** Structured log: a stable message, data in keys, never a secret. `error` means that a human must act. */
export interface Log {
  info(message: string, data?: Record<string, unknown>): void
  warn(message: string, data?: Record<string, unknown>): void
  error(message: string, data?: Record<string, unknown>): void
}

/** A log that keeps nothing, for tests and one-shot commands. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }

/** One JSON object a line: `{"at":"…","level":"warn","message":"…",…data}`. An `Error` becomes its message and stack. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  const at = (level: string) => (message: string, data?: Record<string, unknown>) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...data }, printable)}\n`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

function printable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { message: value.message, stack: value.stack }
  return typeof value === 'bigint' ? value.toString() : value
}
