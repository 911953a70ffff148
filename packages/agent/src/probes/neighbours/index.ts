import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { NeighboursConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { Cancelled } from '../snmp/failure.ts'
import { keysOf } from '../snmp/keys.ts'
import { Sessions } from '../snmp/session.ts'
import { addressOf, silence } from '../snmp/target.ts'
import { pollNeighbours } from './poll.ts'
import { readingOf } from './reading.ts'

/** Reads who a device hears as neighbours, by LLDP-MIB and CISCO-CDP-MIB. A device with neither has none, and is well. */
export function createNeighboursProbe({ clock }: { clock: Clock; log: Log }): Probe<NeighboursConfig> {
  const sessions = new Sessions(clock)
  return {
    kind: 'neighbours',
    async run(config, { secret, signal }: ProbeContext): Promise<Reading> {
      signal.throwIfAborted()
      const keys = keysOf(config.credential, secret)
      const session = await sessions.open(await addressOf(config.address), config, keys)
      const cancel = () => session.cancel(new Cancelled('the run is over'))
      signal.addEventListener('abort', cancel, { once: true })
      try {
        signal.throwIfAborted()
        const { self, neighbours } = await pollNeighbours(session)
        return readingOf(self, neighbours)
      } catch (error) {
        if (error instanceof Cancelled) throw signal.reason
        throw error instanceof ProbeFailure && error.code === 'timeout' ? silence(config, error) : error
      } finally {
        signal.removeEventListener('abort', cancel)
        session.close()
      }
    },
    close: () => sessions.close(),
  }
}
