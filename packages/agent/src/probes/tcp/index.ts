import type { Clock, Log } from '@vonggac/model'
import type { TcpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { createResolver } from '../connection.ts'
import { type Failure, noWay, targetFailure } from '../target-failure.ts'
import { connect } from './connect.ts'
import { failureReading, tcpReading } from './reading.ts'

/** Opens a TCP connection and closes it again; nothing is sent. Names are looked up beforehand and apart from the response time. */
export function createTcpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<TcpConfig> {
  const resolve = createResolver(clock)
  return {
    kind: 'tcp',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      let late = LATE_NAME
      try {
        const address = await resolve(config.host, undefined, signal)
        signal.throwIfAborted()
        late = LATE
        return tcpReading(config, await connect(address, config.port, clock, signal))
      } catch (error) {
        return failureReading(config, targetFailure(error, signal, failures, late))
      }
    },
  }
}

const LATE_NAME = 'the name was not resolved before the deadline'
const LATE = 'no answer to the connection request before the deadline'

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'connection refused: nothing listens on this port' },
  ECONNRESET: { error: 'reset', detail: 'connection reset while it was being opened' },
  ETIMEDOUT: { error: 'timeout', detail: 'no answer to the connection request' },
  ...noWay,
}
