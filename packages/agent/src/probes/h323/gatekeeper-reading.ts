import type { ErrorCode, Fields } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import { quoted } from '../quoted.ts'
import type { Consultation, GatekeeperAnswer } from './gatekeeper.ts'
import { addressText } from './h225/addresses.ts'
import type { GatekeeperRejectReason, LocationRejectReason } from './h225/ras.ts'
import { h323FailureReading, h323Reading, stored, type Verdict } from './reading.ts'

/** So much of what is no RAS message is shown, bytes. */
const MAX_SHOWN = 24

/** What a gatekeeper said, or that it said nothing. */
export function gatekeeperReading(config: H323Config, consultation: Consultation): Reading {
  const { answer, elapsedMs } = consultation
  if (answer === undefined) return h323FailureReading(config, silence(config, consultation))
  const verdict = expected(config, answer.name, verdictOn(config, answer))
  return h323Reading(config, { ...verdict, detail: `${verdict.detail} (${formatMs(elapsedMs)})` }, elapsedMs, {
    reply: answer.name,
    ...fieldsOf(answer),
  })
}

function silence({ tries, waitMs }: H323Config, { garbage, inProgress, strays }: Consultation) {
  const waited = `${tries} ${tries === 1 ? 'try' : 'tries'} of ${formatMs(waitMs)}`
  if (inProgress)
    return { error: 'timeout', detail: `the gatekeeper is at work on it, and not done after ${waited}` } as const
  if (garbage)
    return { error: 'protocol', detail: `what answers there speaks no RAS of H.323: ${hexText(garbage)}` } as const
  const others = strays > 0 ? `; ${strays} answers to other questions came` : ''
  return { error: 'timeout', detail: `no answer from a gatekeeper in ${waited}${others}` } as const
}

const hexText = (bytes: Buffer) =>
  bytes.length === 0
    ? 'an empty datagram'
    : `${bytes.subarray(0, MAX_SHOWN).toString('hex')}${bytes.length > MAX_SHOWN ? ' …' : ''} (${bytes.length} bytes)`

function verdictOn(config: H323Config, answer: GatekeeperAnswer): Verdict {
  const alias = quoted(config.alias ?? '')
  switch (answer.name) {
    case 'gatekeeperConfirm': {
      const { gatekeeperIdentifier } = answer.value
      const name = gatekeeperIdentifier === undefined ? '' : ` ${quoted(gatekeeperIdentifier)}`
      if (config.gatekeeper !== undefined && gatekeeperIdentifier !== config.gatekeeper)
        return mismatch(`gatekeeper${name || ' without a name'} answered instead of ${quoted(config.gatekeeper)}`)
      return { status: 'ok', detail: `gatekeeper${name} confirmed` }
    }
    case 'locationConfirm':
      return { status: 'ok', detail: `${alias} is at ${addressText(answer.value.callSignalAddress)}` }
    case 'gatekeeperReject': {
      const reason = answer.value.rejectReason.name
      return {
        status: 'fail',
        error: gatekeeperRejects[reason] ?? 'mismatch',
        detail: `the gatekeeper rejects us: ${reason}`,
      }
    }
    case 'locationReject': {
      const reason = answer.value.rejectReason.name
      const said =
        reason === 'notRegistered'
          ? `${alias} is not registered at the gatekeeper`
          : `the gatekeeper does not tell where ${alias} is: ${reason}`
      return { status: 'fail', error: locationRejects[reason] ?? 'mismatch', detail: said }
    }
    case 'unknownMessageResponse':
      return mismatch('the gatekeeper does not know this question: unknownMessageResponse')
  }
}

const mismatch = (detail: string): Verdict => ({ status: 'fail', error: 'mismatch', detail })

const gatekeeperRejects: Partial<Readonly<Record<GatekeeperRejectReason, ErrorCode>>> = {
  resourceUnavailable: 'down',
  securityDenial: 'auth',
  securityError: 'auth',
}

const locationRejects: Partial<Readonly<Record<LocationRejectReason, ErrorCode>>> = {
  notRegistered: 'down',
  resourceUnavailable: 'down',
  noRouteToDestination: 'down',
  invalidPermission: 'auth',
  securityDenial: 'auth',
  securityError: 'auth',
  securityDHmismatch: 'auth',
}

/** A rejection that is expected is what shall be, and a confirmation that is not is wrong. A wrong name stays wrong. */
function expected({ expect }: H323Config, reply: string, verdict: Verdict): Verdict {
  if (expect === undefined) return verdict
  if ((expect as readonly unknown[]).includes(reply))
    return reply.endsWith('Reject') ? { status: 'ok', detail: `${verdict.detail}, as expected` } : verdict
  return verdict.status === 'ok' ? mismatch(`${verdict.detail} where ${expect.join(' or ')} was expected`) : verdict
}

function fieldsOf(answer: GatekeeperAnswer): Fields {
  switch (answer.name) {
    case 'gatekeeperConfirm':
      return { ...named(answer.value.gatekeeperIdentifier), ras_address: addressText(answer.value.rasAddress) }
    case 'gatekeeperReject':
      return { ...named(answer.value.gatekeeperIdentifier), reason: answer.value.rejectReason.name }
    case 'locationConfirm':
      return {
        call_signal_address: addressText(answer.value.callSignalAddress),
        ras_address: addressText(answer.value.rasAddress),
      }
    case 'locationReject':
      return { reason: answer.value.rejectReason.name }
    case 'unknownMessageResponse':
      return {}
  }
}

const named = (gatekeeper: string | undefined): Fields =>
  gatekeeper === undefined ? {} : { gatekeeper: stored(gatekeeper) }
