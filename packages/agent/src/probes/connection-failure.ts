import type { Progress } from './connection.ts'
import { type Failure, targetFailure } from './target-failure.ts'

/** What an error of a connection says of the target and how far the run had come. Throws on what says nothing of it. */
export function connectionFailure(error: unknown, { doing }: Progress, signal: AbortSignal): Failure {
  const during = `while ${doing.replace(/^in /, 'still in ')}`
  return targetFailure(
    error,
    signal,
    Object.fromEntries(
      Object.entries(failures).map(([code, { error, detail }]) => [code, { error, detail: `${detail} ${during}` }]),
    ),
    `the deadline came ${during}`,
  )
}

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'connection refused: nothing listens on this port' },
  ECONNRESET: { error: 'reset', detail: 'the connection was reset' },
  EPIPE: { error: 'reset', detail: 'the connection was closed' },
  ETIMEDOUT: { error: 'timeout', detail: 'no answer' },
  EHOSTUNREACH: { error: 'unreachable', detail: 'host unreachable' },
  ENETUNREACH: { error: 'unreachable', detail: 'network unreachable' },
  EHOSTDOWN: { error: 'unreachable', detail: 'host is down' },
  EINVAL: { error: 'unreachable', detail: 'this machine has no way there' },
  EACCES: { error: 'unreachable', detail: 'administratively prohibited' },
}
