import type { Clock, Log } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { tlsFailureReading, tlsReading } from './reading.ts'
import { seeSession } from './session.ts'
import { createTrust } from './trust.ts'

/** Opens a TLS session, at once or after STARTTLS, and reports on every certificate of the chain. Nothing is sent in it. */
export function createTlsProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<TlsConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: true })
  return {
    kind: 'tls',
    async run(config, { signal }) {
      signal.throwIfAborted()
      const progress: Progress = { doing: 'starting' }
      try {
        const context = await trust.contextFor(config.caFile)
        const seen = await seeSession(config, { clock, resolve, context, signal, progress })
        return tlsReading(config, seen, clock.now())
      } catch (error) {
        return tlsFailureReading(connectionFailure(error, progress, signal))
      }
    },
  }
}
