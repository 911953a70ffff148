import type { Clock, Log } from '@vonggac/model'
import type { UdpConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { exchange } from '../datagram.ts'
import { createNameCache } from '../name-cache.ts'
import { type Failure, noWay, targetFailure } from '../target-failure.ts'
import { failureReading, udpReading } from './reading.ts'

/** Sends a datagram and looks at what comes back: an answer, nothing, or the news that nothing listens there. */
export function createUdpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<UdpConfig> {
  const names = createNameCache(clock)
  return {
    kind: 'udp',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      const { host, port, tries, waitMs } = config
      try {
        const address = await names.resolve(host)
        const payload = payloadOf(config)
        const accept = (datagram: Buffer) => datagram
        return udpReading(config, await exchange({ address, port, payload, tries, waitMs, accept }, { clock, signal }))
      } catch (error) {
        return failureReading(config, targetFailure(error, signal, failures, LATE))
      }
    },
  }
}

const payloadOf = ({ send = '', sendHex }: UdpConfig): Buffer =>
  sendHex === undefined ? Buffer.from(send) : Buffer.from(sendHex.replace(/\s/g, ''), 'hex')

const LATE = 'no answer before the deadline'

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'port unreachable: nothing listens on this port' },
  ...noWay,
}
