import type { Clock, Log } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { createResolver, type Progress, type Resolver } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { type Failure, noWay, targetFailure } from '../target-failure.ts'
import { type CallRecord, placeCall } from './call.ts'
import { awaited, callFailureReading, callReading, isFinal } from './call-reading.ts'
import { askGatekeeper } from './gatekeeper.ts'
import { gatekeeperReading } from './gatekeeper-reading.ts'
import { h323FailureReading, portOf } from './reading.ts'
import type { CallAnswer } from './signalling.ts'

/** Places a call that is released at once, or asks a gatekeeper whether it is there, or where an alias is. */
export function createH323Probe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<H323Config> {
  const resolve = createResolver(clock)
  return {
    kind: 'h323',
    run(config, { signal }) {
      signal.throwIfAborted()
      const deps = { clock, resolve, signal }
      return config.mode === 'ras' ? consult(config, deps) : call(config, deps)
    },
  }
}

interface Deps extends Pick<ProbeContext, 'clock' | 'signal'> {
  readonly resolve: Resolver
}

async function call(config: H323Config, deps: Deps): Promise<Reading> {
  const progress: Progress = { doing: 'starting' }
  const record: CallRecord = { answers: [] }
  try {
    const decides = { isFinal: (answer: CallAnswer) => isFinal(config, answer), awaited: awaited(config) }
    const answer = await placeCall(config, { ...deps, ...decides, progress, record })
    return callReading(config, record, answer)
  } catch (error) {
    return callFailureReading(config, record, connectionFailure(error, progress, deps.signal))
  }
}

async function consult(config: H323Config, deps: Deps): Promise<Reading> {
  let late = 'the name was not resolved before the deadline'
  try {
    const address = await deps.resolve(config.host, config.family, deps.signal)
    late = 'no answer from a gatekeeper before the deadline'
    return gatekeeperReading(config, await askGatekeeper(config, { address, port: portOf(config) }, deps))
  } catch (error) {
    return h323FailureReading(config, targetFailure(error, deps.signal, rasFailures, late))
  }
}

const rasFailures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { error: 'refused', detail: 'port unreachable: no gatekeeper listens there' },
  ...noWay,
}
