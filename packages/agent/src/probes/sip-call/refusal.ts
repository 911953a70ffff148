import { type ErrorCode, ProbeFailure } from '@vonggac/model'
import { secondsOf } from '../../sip/header-value.ts'
import { headerOf, type SipResponse } from '../../sip/message.ts'
import { quoted } from '../quoted.ts'
import { contactsOf, statusText } from '../sip/verdict.ts'

/** The party is there and in another call: no failure of anything, but no measurement either. */
export class BusyFailure extends ProbeFailure {
  override name = 'BusyFailure'
}

const meanings: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  403: ['auth', 'we may not call'],
  404: ['mismatch', 'there is no such party'],
  408: ['timeout', 'nobody behind it answered'],
  410: ['mismatch', 'the party is gone'],
  415: ['mismatch', 'it does not take our offer of sound (PCMU)'],
  480: ['down', 'the party is not to be reached now: not registered, or not to be disturbed'],
  484: ['mismatch', 'the number is not complete'],
  485: ['mismatch', 'the number means several parties'],
  488: ['mismatch', 'it does not take our offer of sound (PCMU)'],
  603: ['mismatch', 'the party declined'],
  604: ['mismatch', 'there is no such party anywhere'],
  606: ['mismatch', 'it does not take our offer of sound (PCMU)'],
}

/** Why a call was refused. */
export function callRefusal(response: SipResponse): ProbeFailure {
  const { status } = response
  const said = statusText(response)
  if (status === 486 || status === 600) return new BusyFailure('mismatch', `${said}; the party is busy`)
  if (status < 400) {
    const contacts = contactsOf(response)
    const where = contacts.length > 0 ? ` to ${quoted(contacts.join(', '))}` : ''
    return new ProbeFailure('mismatch', `${said}; the call is sent elsewhere${where}`)
  }
  const retry = secondsOf(headerOf(response, 'retry-after'))
  const later = retry === undefined ? '' : `; it asks to be left alone for ${retry} s (Retry-After)`
  const [error, meaning] =
    meanings[status] ??
    (status >= 500 && status < 600 ? ['down', 'it cannot serve'] : ['mismatch', 'the call is refused'])
  return new ProbeFailure(error as ErrorCode, `${said}; ${meaning}${later}`)
}
