import type { ErrorCode, Status } from '@vonggac/model'
import { listed, nameAddressOf, secondsOf } from '../../sip/header-value.ts'
import { headerOf, type SipResponse } from '../../sip/message.ts'
import { quoted } from '../quoted.ts'

/** What an answer, or the lack of one, says of the peer. */
export interface Verdict {
  readonly status: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  readonly text: string
}

type Row = readonly [status: Verdict['status'], error: ErrorCode | undefined, text: string]

/** What a final answer to OPTIONS says of who gave it: it is there in any case. `docs/conferencing.md` has this table. */
const meanings: Readonly<Record<number, Row>> = {
  401: ['ok', undefined, 'it is there, and wants to know who asks'],
  407: ['ok', undefined, 'it is there, and wants to know who asks'],
  403: ['warn', 'mismatch', 'it is there, but does not let us ask'],
  404: ['warn', 'mismatch', 'it is there, but does not know whom we ask for'],
  405: ['warn', 'mismatch', 'it is there, but takes no OPTIONS'],
  408: ['fail', 'down', 'nobody behind it answered'],
  410: ['warn', 'mismatch', 'it is there, but whom we ask for is gone'],
  480: ['fail', 'down', 'whom we ask for is not to be reached now'],
  482: ['fail', 'mismatch', 'the question went round in a loop'],
  483: ['fail', 'mismatch', 'the question went round until its hops were used up'],
  486: ['ok', undefined, 'it is there, and busy'],
  501: ['warn', 'mismatch', 'it is there, but takes no OPTIONS'],
  503: ['fail', 'down', 'it says that it is out of service'],
}

const classes: Readonly<Record<number, Row>> = {
  2: ['ok', undefined, ''],
  3: ['warn', 'mismatch', 'it sends us elsewhere'],
  4: ['warn', 'mismatch', 'it is there, but does not take the question'],
  5: ['fail', 'down', 'it says that it cannot serve'],
  6: ['fail', 'mismatch', 'it refuses everywhere'],
}

/** Judges the final answer to OPTIONS. `expect` given: these statuses are right, and no others. */
export function optionsVerdict(response: SipResponse, expect: readonly number[]): Verdict {
  const said = statusText(response)
  if (expect.length > 0) {
    if (expect.includes(response.status)) return { status: 'ok', text: said }
    return { status: 'fail', error: 'mismatch', text: `${said}, expected ${expect.join(' or ')}` }
  }
  const [status, error, meaning] = meanings[response.status] ?? classes[Math.floor(response.status / 100)]!
  const text = [said, meaning, ...hints(response)].filter(Boolean).join('; ')
  return { status, ...(error && { error }), text }
}

/** Characters of a reason phrase that are shown. */
const MAX_REASON = 60

/** `486 Busy Here`: with the peer's own words where it has any. */
export function statusText({ status, reason }: SipResponse): string {
  return reason === '' ? `${status}` : `${status} ${quoted(reason, MAX_REASON).slice(1, -1)}`
}

/** What else an answer says that helps: where to go, when to come back, what is wrong. */
function hints(response: SipResponse): string[] {
  const found: string[] = []
  if (response.status < 400) {
    const contacts = response.status < 300 ? [] : contactsOf(response)
    if (contacts.length > 0) found.push(`to ${quoted(contacts.join(', '))}`)
    return found
  }
  const retry = secondsOf(headerOf(response, 'retry-after'))
  if (retry !== undefined) found.push(`it asks to be left alone for ${retry} s (Retry-After)`)
  const warning = headerOf(response, 'warning') ?? headerOf(response, 'reason')
  if (warning !== undefined) found.push(quoted(warning))
  return found
}

/** The addresses of the Contact headers. */
export const contactsOf = ({ headers }: Pick<SipResponse, 'headers'>): string[] =>
  listed(headers.get('contact')).flatMap((value) => nameAddressOf(value)?.uri ?? [])
