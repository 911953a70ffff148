import { type Clock, type Log, ProbeFailure, sipPort } from '@vonggac/model'
import type { SipCallConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { openSoundPort } from '../../rtp/sound.ts'
import { hostPortOf } from '../../sip/flow.ts'
import { flowFailure } from '../../sip/flow-failure.ts'
import { calledAddress } from '../../sip/identity.ts'
import { openFlow } from '../../sip/open-flow.ts'
import { certificateReading } from '../../sip/peer-certificate.ts'
import { newTrace } from '../../sip/transaction.ts'
import { createLoopLag } from '../../stamp/loop-lag.ts'
import { createResolver, type Progress } from '../connection.ts'
import { createTrust } from '../tls/trust.ts'
import { call } from './call.ts'
import { callReading, noCallReading } from './reading.ts'
import { BusyFailure } from './refusal.ts'
import type { Progressing } from './setup.ts'

/** Calls a party that answers by itself (SIP, RFC 3261), exchanges sound with it (RTP, RFC 3550), and hangs up. */
export function createSipCallProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<SipCallConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: false })
  const lag = createLoopLag(clock)

  const run = async (
    config: SipCallConfig,
    seen: Progressing,
    progress: Progress,
    { signal, secret }: ProbeContext,
  ) => {
    // Known before anything is sent: without it the call would be our failure, and not the other side's.
    const password = config.credentials && secret(config.credentials.password)
    const { flow, session } = await openFlow(config, { clock, resolve, trust, signal, progress })
    try {
      if (session) {
        const certificate = certificateReading({ ...config, warnDays: 0, failDays: 0 }, session, clock.now())
        if (certificate.error === 'tls')
          throw new ProbeFailure('tls', certificate.detail ?? 'the certificate is not trusted')
      }
      using port = await openSoundPort(flow.local.address, config.rtpPort, { clock, lag })
      progress.doing = 'calling'
      return await call(config, calledAddress(config), { flow, port, clock, signal, progress: seen, password })
    } finally {
      flow.close()
    }
  }

  return {
    kind: 'sip_call',
    async run(config, context) {
      const { signal } = context
      signal.throwIfAborted()
      const seen: Progressing = { trace: newTrace() }
      const progress: Progress = { doing: 'starting' }
      const target = hostPortOf({ address: config.host, port: sipPort(config) })
      try {
        return callReading(config, target, await run(config, seen, progress, context), seen)
      } catch (error) {
        const failure = flowFailure(error, config.transport, { trace: seen.trace, progress, signal })
        return noCallReading(config, target, { failure, busy: error instanceof BusyFailure, progress: seen })
      }
    },
  }
}
