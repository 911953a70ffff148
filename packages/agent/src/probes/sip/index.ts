import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { flowFailure } from '../../sip/flow-failure.ts'
import { calledAddress, newIdentity, newRequest, sipAddress } from '../../sip/identity.ts'
import { type OpenedFlow, openFlow } from '../../sip/open-flow.ts'
import { certificateReading } from '../../sip/peer-certificate.ts'
import { silence } from '../../sip/silence.ts'
import { transact } from '../../sip/transaction.ts'
import { createResolver, type Progress } from '../connection.ts'
import { createTrust } from '../tls/trust.ts'
import { newSeen, type Seen, sipReading } from './reading.ts'
import { register } from './register.ts'

/** The user part of our own address where nobody gave us one. */
const OUR_USER = 'vonggac'

/** Asks a SIP peer what it can do (RFC 3261 section 11), and registers with it where configured. */
export function createSipProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<SipConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: false })

  const ask = async (config: SipConfig, { flow }: OpenedFlow, seen: Seen, signal: AbortSignal) => {
    const to = calledAddress(config)
    const us = config.register?.user ?? OUR_USER
    const from = config.register ? sipAddress(us, config.domain ?? config.host) : sipAddress(us, flow.local.address)
    const headers = [['Accept', 'application/sdp'] as const]
    const request = newRequest(newIdentity(flow, from, to, us), { method: 'OPTIONS', uri: to, cseq: 1, headers })
    const { response, elapsedMs } = await transact(request, { flow, clock, signal, trace: seen.options })
    if (response) seen.answer = { response, elapsedMs }
    else {
      const { error, detail } = silence(seen.options, flow.transport)
      throw new ProbeFailure(error, detail)
    }
  }

  const run = async (config: SipConfig, seen: Seen, progress: Progress, { signal, secret }: ProbeContext) => {
    const opened = await openFlow(config, { clock, resolve, trust, signal, progress })
    const { flow, session } = opened
    try {
      seen.opened = opened
      if (session) seen.certificate = certificateReading(config, session, clock.now())
      progress.doing = 'waiting for the answer to OPTIONS'
      await ask(config, opened, seen, signal)
      // Whoever may be another than he says gets nothing that proves who we are.
      if (!config.register || seen.certificate?.error === 'tls') return
      progress.doing = 'registering'
      const password = secret(config.register.password)
      seen.registration = await register(config, config.register, {
        flow,
        clock,
        signal,
        trace: seen.register,
        password,
      })
    } finally {
      flow.close()
    }
  }

  return {
    kind: 'sip',
    async run(config, context) {
      const { signal } = context
      signal.throwIfAborted()
      const seen = newSeen()
      const progress: Progress = { doing: 'starting' }
      try {
        await run(config, seen, progress, context)
        return sipReading(config, seen)
      } catch (error) {
        const trace = seen.answer ? seen.register : seen.options
        return sipReading(config, seen, flowFailure(error, config.transport, { trace, progress, signal }))
      }
    },
  }
}
