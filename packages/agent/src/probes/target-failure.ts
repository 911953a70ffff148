import { type ErrorCode, ProbeFailure } from '@vonggac/model'

/** A failure of the target, in our code and in words. */
export interface Failure {
  readonly error: ErrorCode
  readonly detail: string
}

/** What the system says when packets do not get there, whatever the protocol. */
export const noWay: Readonly<Record<string, Failure>> = {
  EHOSTUNREACH: { error: 'unreachable', detail: 'host unreachable' },
  ENETUNREACH: { error: 'unreachable', detail: 'network unreachable' },
  EHOSTDOWN: { error: 'unreachable', detail: 'host is down' },
  EINVAL: { error: 'unreachable', detail: 'this machine has no way there' },
  EACCES: { error: 'unreachable', detail: 'administratively prohibited' },
}

/**
 * What an error of a conversation says of the target. The agent's stopping, and whatever has no entry in `failures` (this machine's
 * trouble, our own bugs), are thrown on. `late` is said at the deadline.
 */
export function targetFailure(
  error: unknown,
  signal: AbortSignal,
  failures: Readonly<Record<string, Failure>>,
  late: string,
): Failure {
  if (error instanceof ProbeFailure && error.code !== 'local') return { error: error.code, detail: error.message }
  if (signal.aborted) {
    if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') throw signal.reason
    return { error: 'timeout', detail: late }
  }
  const failure = failures[(error as NodeJS.ErrnoException).code ?? '']
  if (!failure) throw error
  return failure
}
