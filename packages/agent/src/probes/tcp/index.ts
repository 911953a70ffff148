import { type Clock, type ErrorCode, type Log, ProbeFailure } from '@vonggac/model'
import type { TcpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { createNameCache } from '../name-cache.ts'
import { connect } from './connect.ts'
import { failureReading, tcpReading } from './reading.ts'

/** Opens a TCP connection and closes it again; nothing is sent. Names are looked up beforehand and apart from the response time. */
export function createTcpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<TcpConfig> {
  const names = createNameCache(clock)
  return {
    kind: 'tcp',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      try {
        const address = await names.resolve(config.host)
        signal.throwIfAborted()
        return tcpReading(config, await connect(address, config.port, clock, signal))
      } catch (error) {
        return failureReading(config, failureOf(error, signal))
      }
    },
  }
}

interface Failure {
  readonly error: ErrorCode
  readonly detail: string
}

/** The target's failures as such; the agent's stopping, this machine's trouble and our own bugs are thrown on. */
function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof ProbeFailure) return { error: error.code, detail: error.message }
  if (signal.aborted) {
    if ((signal.reason as Error | undefined)?.name !== 'TimeoutError') throw signal.reason
    return { error: 'timeout', detail: 'no answer to the connection request before the deadline' }
  }
  const failure = failures[(error as NodeJS.ErrnoException).code ?? '']
  if (!failure) throw error
  return failure
}

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'connection refused: nothing listens on this port' },
  ECONNRESET: { error: 'reset', detail: 'connection reset while it was being opened' },
  ETIMEDOUT: { error: 'timeout', detail: 'no answer to the connection request' },
  EHOSTUNREACH: { error: 'unreachable', detail: 'host unreachable' },
  ENETUNREACH: { error: 'unreachable', detail: 'network unreachable' },
  EHOSTDOWN: { error: 'unreachable', detail: 'host is down' },
  EINVAL: { error: 'unreachable', detail: 'this machine has no way there' },
  EACCES: { error: 'unreachable', detail: 'administratively prohibited' },
  EPERM: { error: 'local', detail: 'this machine does not permit the connection' },
  EADDRNOTAVAIL: { error: 'local', detail: 'no local address or port left for the connection' },
  EMFILE: { error: 'local', detail: 'this machine has no file descriptors left' },
  ENFILE: { error: 'local', detail: 'this machine has no file descriptors left' },
}
