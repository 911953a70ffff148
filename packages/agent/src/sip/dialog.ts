import { listed, nameAddressOf } from './header-value.ts'
import { type Identity, newRequest } from './identity.ts'
import { formatResponse, type HeaderLine, headerOf, type SipRequest, type SipResponse } from './message.ts'
import type { OpenRequest } from './transaction.ts'

/** A call that stands (RFC 3261 section 12). */
export interface Dialog {
  readonly identity: Identity
  readonly toTag: string | undefined
  /** Where requests go to: the Contact of the answer. */
  readonly target: string
  /** The proxies that want to stay in between, nearest first. */
  readonly routes: readonly string[]
}

/** The dialog that a 2xx to INVITE opens. One without Contact or tag, against the rules, is spoken to as it was called: it must be ended too. */
export const dialogOf = (identity: Identity, uri: string, response: SipResponse): Dialog => ({
  identity,
  toTag: tagOf(headerOf(response, 'to')),
  target: nameAddressOf(listed(response.headers.get('contact'))[0] ?? '')?.uri ?? uri,
  routes: listed(response.headers.get('record-route')).reverse(),
})

export const tagOf = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : nameAddressOf(value)?.params.get('tag')

/** A request within the call: ACK, BYE. */
export const requestWithin = (
  { identity, toTag, target, routes }: Dialog,
  method: string,
  cseq: number,
  more: readonly HeaderLine[] = [],
): OpenRequest =>
  newRequest(identity, {
    method,
    uri: target,
    cseq,
    toTag,
    headers: [...routes.map((route) => ['Route', route] as const), ...more],
  })

/** ACK to a final answer that opens no call: it belongs to the INVITE's own transaction (section 17.1.1.3). */
export const ackOfRefusal = (identity: Identity, uri: string, invite: OpenRequest, response: SipResponse): Buffer =>
  newRequest(identity, {
    method: 'ACK',
    uri,
    cseq: invite.cseq,
    branch: invite.branch,
    toTag: tagOf(headerOf(response, 'to')),
  }).bytes

/** What requests are answered with (section 8.2.6.2). */
const REPEATED = ['via', 'from', 'to', 'call-id', 'cseq', 'record-route']

/** Our answer to a request of the other side within a call; `undefined` for ACK, which has none. */
export function answerTo(request: SipRequest, { callId }: Identity): Buffer | undefined {
  if (request.method === 'ACK') return undefined
  const repeated = REPEATED.flatMap((name) => (request.headers.get(name) ?? []).map((value) => [name, value] as const))
  const [status, reason] =
    headerOf(request, 'call-id') === callId ? statusFor(request.method) : ([481, 'No Such Call'] as const)
  return formatResponse(status, reason, [...repeated, ['Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS']])
}

function statusFor(method: string): readonly [number, string] {
  if (method === 'BYE' || method === 'OPTIONS') return [200, 'OK']
  // The call stays as it is (section 14.1).
  if (method === 'INVITE') return [488, 'Not Acceptable Here']
  return [405, 'Method Not Allowed']
}
