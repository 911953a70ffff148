import type { Clock, Log } from '@vonggac/model'
import type { TcpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { createNameCache } from '../name-cache.ts'
import { type Failure, noWay, targetFailure } from '../target-failure.ts'
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
        return failureReading(config, targetFailure(error, signal, failures, LATE))
      }
    },
  }
}

const LATE = 'no answer to the connection request before the deadline'

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'connection refused: nothing listens on this port' },
  ECONNRESET: { error: 'reset', detail: 'connection reset while it was being opened' },
  ETIMEDOUT: { error: 'timeout', detail: 'no answer to the connection request' },
  ...noWay,
}
