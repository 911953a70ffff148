import { type ErrorCode, type Fields, type FieldValue, int, sipPort, type Tags } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { hostPortOf } from '../../sip/flow.ts'
import { listed, secondsOf, viaOf } from '../../sip/header-value.ts'
import { headerOf, type SipResponse } from '../../sip/message.ts'
import type { OpenedFlow } from '../../sip/open-flow.ts'
import { newTrace, type Trace } from '../../sip/transaction.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Failure } from '../target-failure.ts'
import type { Registration } from './register.ts'
import { contactsOf, optionsVerdict, type Verdict } from './verdict.ts'

/** What a run has seen so far: whatever it ends with, this much is measured. */
export interface Seen {
  opened?: OpenedFlow
  readonly options: Trace
  answer?: { readonly response: SipResponse; readonly elapsedMs: number }
  readonly register: Trace
  registration?: Registration
  /** What the certificate says, with its points. */
  certificate?: Reading
}

export const newSeen = (): Seen => ({ options: newTrace(), register: newTrace() })

/** Telegraf's `result` of measurement `sip`. */
type Result =
  | 'success'
  | 'error_response'
  | 'auth_required'
  | 'auth_failed'
  | 'timeout'
  | 'connection_refused'
  | 'no_route'
  | 'connection_failed'

/** A reading of everything that was seen; `failure` is what ended the run before its time. */
export function sipReading(config: SipConfig, seen: Seen, failure?: Failure): Reading {
  const answered = seen.answer && optionsVerdict(seen.answer.response, config.expect)
  const verdicts: Verdict[] = [
    ...(failure ? [{ status: 'fail' as const, error: failure.error, text: failure.detail }] : []),
    ...(answered ? [answered] : []),
    ...certificateVerdict(seen),
    ...leftVerdict(seen),
    ...slowness(config, seen),
  ]
  const worst = (['fail', 'warn', 'ok'] as const).flatMap(
    (status) => verdicts.find((each) => each.status === status) ?? [],
  )[0]
  const measured = [
    optionsPoint(config, seen, answered, seen.answer ? undefined : failure),
    ...registerPoint(config, seen, seen.answer ? failure : undefined),
    ...(seen.certificate?.measured ?? []),
  ]
  const error = worst?.status === 'ok' ? undefined : worst?.error
  return { status: worst?.status ?? 'ok', ...(error && { error }), detail: detailOf(config, seen, verdicts), measured }
}

/** What is wrong comes first, what is right after it. */
function detailOf(config: SipConfig, seen: Seen, verdicts: readonly Verdict[]): string {
  const { answer, registration, options } = seen
  const agent = answer && agentOf(answer.response)
  const good = [
    answer && `in ${formatMs(answer.elapsedMs)}`,
    agent && `by ${agent}`,
    options.sent > 1 && `sent ${options.sent} times`,
    registration &&
      `${config.register!.user} registered in ${formatMs(registration.elapsedMs)}${config.register!.bindingMs === undefined && registration.left === undefined ? ' and away again' : ''}`,
    seen.certificate?.status === 'ok' && seen.certificate.detail,
  ].filter(Boolean)
  const rank = { fail: 0, warn: 1, ok: 2 }
  const said = verdicts.toSorted((a, b) => rank[a.status] - rank[b.status]).map(({ text }) => text)
  return `${said.join('; ')}${good.length > 0 ? ` ${said.length > 0 && verdicts[0]!.status !== 'ok' ? `(${good.join(', ')})` : good.join(', ')}` : ''}`
}

function certificateVerdict({ certificate }: Seen): Verdict[] {
  if (!certificate || certificate.status === 'ok' || certificate.status === undefined) return []
  return [{ status: certificate.status, error: certificate.error ?? 'tls', text: certificate.detail ?? '' }]
}

function leftVerdict({ registration }: Seen): Verdict[] {
  if (registration?.left === undefined) return []
  const text = `registered, but our binding could not be taken away again (${registration.left}); it ends by itself`
  return [{ status: 'warn', error: 'partial', text }]
}

function slowness({ warnMs }: SipConfig, { answer }: Seen): Verdict[] {
  if (warnMs === undefined || !answer || answer.elapsedMs <= warnMs) return []
  return [{ status: 'warn', error: 'slow', text: `slower than ${formatMs(warnMs)}` }]
}

const tagsOf = ({ host, transport, ...config }: SipConfig, method: string, result: Result): Tags => ({
  server: `${transport === 'tls' ? 'sips' : 'sip'}://${hostPortOf({ address: host, port: sipPort({ ...config, transport }) })}`,
  method,
  transport,
  result,
})

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

function optionsPoint(
  config: SipConfig,
  seen: Seen,
  verdict: Verdict | undefined,
  failure: Failure | undefined,
): Measured {
  const { answer, options, opened } = seen
  const fields: Record<string, FieldValue> = {
    up: verdict && verdict.status !== 'fail' ? 1n : 0n,
    ...traceFields(options),
    ...(opened && Object.fromEntries(Object.entries(opened.phases).map(([name, value]) => [name, ms(value)]))),
  }
  if (!answer) return { measurement: 'sip', tags: tagsOf(config, 'OPTIONS', resultOf(failure?.error)), fields }
  const { response, elapsedMs } = answer
  Object.assign(fields, answerFields(response), {
    response_time: Math.round(elapsedMs * 1_000) / 1_000_000,
    response_ms: ms(elapsedMs),
  })
  const result = isChallenge(response) ? 'auth_required' : verdict?.status === 'ok' ? 'success' : 'error_response'
  return {
    measurement: 'sip',
    tags: { ...tagsOf(config, 'OPTIONS', result), status_code: `${response.status}` },
    fields,
  }
}

const isChallenge = ({ status }: SipResponse) => status === 401 || status === 407

const traceFields = ({ sent, provisional, strays }: Trace): Fields => ({
  retransmissions: int(Math.max(0, sent - 1)),
  provisional: int(provisional.length),
  strays: int(strays),
})

/** Characters of a header that become a field. */
const MAX_FIELD = 200

const text = (value: string): string => value.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '·').slice(0, MAX_FIELD)

/** What the peer says of itself. */
function answerFields(response: SipResponse): Record<string, FieldValue> {
  const agent = agentOf(response)
  const allow = listed(response.headers.get('allow')).join(', ')
  const [contact] = contactsOf(response)
  const seenAs = viaOf(headerOf(response, 'via') ?? '')?.params
  const retry = secondsOf(headerOf(response, 'retry-after'))
  return {
    reason: text(response.reason),
    response_code: int(response.status),
    ...(agent && { server_agent: agent }),
    ...(allow && { allow: text(allow) }),
    ...(contact && { contact: text(contact) }),
    ...(seenAs?.get('received') && { seen_as: text(`${seenAs.get('received')}:${seenAs.get('rport') ?? ''}`) }),
    ...(retry !== undefined && { retry_after_s: int(retry) }),
  }
}

const agentOf = (response: SipResponse): string | undefined => {
  const said = headerOf(response, 'server') ?? headerOf(response, 'user-agent')
  return said === undefined ? undefined : text(said)
}

function registerPoint(config: SipConfig, { register, registration }: Seen, failure: Failure | undefined): Measured[] {
  if (!config.register || register.sent === 0) return []
  const fields: Record<string, FieldValue> = {
    up: registration ? 1n : 0n,
    sent: int(register.sent),
    strays: int(register.strays),
  }
  if (registration) {
    const { elapsedMs, challenges, expiresS, bindings } = registration
    Object.assign(fields, {
      response_time: Math.round(elapsedMs * 1_000) / 1_000_000,
      response_ms: ms(elapsedMs),
      challenges: int(challenges),
      bindings: int(bindings),
      ...(expiresS !== undefined && { expires_s: int(expiresS) }),
    })
  }
  const result = registration ? 'success' : resultOf(failure?.error)
  return [{ measurement: 'sip', tags: tagsOf(config, 'REGISTER', result), fields }]
}

const results: Partial<Record<ErrorCode, Result>> = {
  timeout: 'timeout',
  refused: 'connection_refused',
  unreachable: 'no_route',
  auth: 'auth_failed',
  mismatch: 'error_response',
  down: 'error_response',
}

const resultOf = (error: ErrorCode | undefined): Result => results[error ?? 'reset'] ?? 'connection_failed'
