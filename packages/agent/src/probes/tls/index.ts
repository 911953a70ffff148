import type { Clock, Log } from '@vonggac/model'
import type { TlsConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { readAuthorities } from '../certificate/source.ts'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { createSystemAuthorities } from '../pki/authorities.ts'
import { createRevocations } from '../pki/revocation.ts'
import { tlsFailureReading, tlsReading } from './reading.ts'
import { type Revocation, revocationOf } from './revocation.ts'
import { seeSession } from './session.ts'
import { soughtRevocation } from './sought-revocation.ts'
import { createTrust } from './trust.ts'

/** Opens a TLS session, at once or after STARTTLS, and reports on every certificate of the chain. Nothing is sent in it. */
export function createTlsProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<TlsConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: true })
  const revocations = createRevocations(clock)
  const systemAuthorities = createSystemAuthorities()
  return {
    kind: 'tls',
    async run(config, { signal }) {
      signal.throwIfAborted()
      const progress: Progress = { doing: 'starting' }
      try {
        const context = await trust.contextFor(config.caFile)
        const seen = await seeSession(config, { clock, resolve, context, signal, progress })
        progress.doing = 'looking up revocation'
        const nowMs = clock.now()
        const asksNothing = config.ocsp === 'ignore' || config.revocation === 'off'
        const revocation: Revocation = asksNothing
          ? { state: 'none', troubles: [] }
          : await revocationOf(seen.staple, seen.chain, { required: config.ocsp === 'require', nowMs })
        const { caFile } = config
        const authorities = async () =>
          caFile === undefined ? systemAuthorities() : readAuthorities(caFile, 'caFile', signal)
        const sought = await soughtRevocation(config, seen, revocation, { revocations, authorities, nowMs, signal })
        return tlsReading(config, seen, { revocation, sought, nowMs })
      } catch (error) {
        return tlsFailureReading(connectionFailure(error, progress, signal))
      }
    },
  }
}
