import { type ErrorCode, type FieldValue, int, type Status } from '@vonggac/model'
import type { ImapConfig, Pop3Config, SmtpConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Phases } from './phases.ts'
import type { TlsMode } from './tls-mode.ts'

/** Whose dialogues are read here. */
export type MailConfig = SmtpConfig | ImapConfig | Pop3Config

/** What a run has seen so far: whatever it ends with, this much is measured. */
export interface Seen {
  readonly kind: 'smtp' | 'imap' | 'pop3'
  readonly fields: Record<string, FieldValue>
  readonly phases: Phases
  /** Not as it should be, without ending the conversation. */
  readonly warnings: string[]
  tls?: TlsMode
  /** What the certificate says, where there was one. */
  certificate?: Reading
}

/** What ended a run early. */
export interface Ended {
  readonly error: ErrorCode
  readonly detail: string
  readonly status?: Extract<Status, 'warn' | 'fail'>
}

/** Names behind `result_code`: part of what is stored, so add at the end. */
const RESULTS = [
  'success',
  'timeout',
  'connection_failed',
  'dns_error',
  'tls_error',
  'auth_failed',
  'refused',
  'unavailable',
  'protocol_error',
  'put_off',
] as const
type ResultName = (typeof RESULTS)[number]

const resultOf: Partial<Record<ErrorCode, ResultName>> = {
  timeout: 'timeout',
  refused: 'connection_failed',
  unreachable: 'connection_failed',
  reset: 'connection_failed',
  dns: 'dns_error',
  tls: 'tls_error',
  auth: 'auth_failed',
  mismatch: 'refused',
  threshold: 'refused',
  down: 'unavailable',
  protocol: 'protocol_error',
  partial: 'put_off',
}

/** The outcome of a run and all that it measured. */
export function mailReading(config: MailConfig, seen: Seen, ended: Ended | undefined): Reading {
  const measured = [point(config, seen, ended), ...(seen.certificate?.measured ?? [])]
  if (ended)
    return { status: ended.status ?? 'fail', error: ended.error, detail: withHint(config, seen, ended), measured }
  const good = summary(seen)
  const { certificate, warnings } = seen
  if (certificate && certificate.status !== 'ok' && certificate.error)
    return {
      status: certificate.status ?? 'fail',
      error: certificate.error,
      detail: [certificate.detail, ...warnings].join('; '),
      measured,
    }
  if (warnings.length > 0)
    return { status: 'warn', error: 'threshold', detail: `${warnings.join('; ')} (${good})`, measured }
  const { totalMs = 0 } = seen.phases
  if (config.warnMs !== undefined && totalMs > config.warnMs)
    return { status: 'warn', error: 'slow', detail: `${good}; slower than ${formatMs(config.warnMs)}`, measured }
  return { status: 'ok', detail: [good, certificate?.detail].filter(Boolean).join('; '), measured }
}

/** A server that begins with TLS and one that does not wait for each other in silence: that is worth a word. */
function withHint({ port }: MailConfig, { tls, phases }: Seen, { error, detail }: Ended): string {
  if (
    error === 'timeout' &&
    tls !== 'implicit' &&
    phases.ms.connect_ms !== undefined &&
    phases.ms.banner_ms === undefined
  )
    return `${detail}; a server that wants TLS at once is silent, too: then \`tls: implicit\` is right`
  if (error === 'tls' && tls === 'implicit' && /does not speak TLS/.test(detail))
    return `${detail}; a server that is asked for TLS on port ${port} wants \`tls: starttls\``
  return detail
}

function summary({ kind, phases, fields, tls }: Seen): string {
  const parts = [`${kind.toUpperCase()} in ${formatMs(phases.totalMs ?? 0)}`]
  if (tls === 'none') parts.push('in the clear')
  if (phases.ms.auth_ms !== undefined) parts.push('logged in')
  if (phases.ms.rcpt_ms !== undefined) parts.push(`receiver answered with ${fields.code}`)
  if (fields.messages !== undefined) parts.push(fields.messages === 1n ? '1 message' : `${fields.messages} messages`)
  if (fields.unseen !== undefined) parts.push(`${fields.unseen} unseen`)
  return parts.join(', ')
}

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

function point({ host, port }: MailConfig, { kind, fields, phases, tls }: Seen, ended: Ended | undefined): Measured {
  const result = ended ? (resultOf[ended.error] ?? 'refused') : 'success'
  const times = Object.fromEntries(Object.entries(phases.ms).map(([phase, value]) => [phase, ms(value)]))
  return {
    measurement: kind,
    tags: { server: host, port: `${port}`, tls: tls ?? 'none' },
    fields: {
      ...times,
      ...(phases.totalMs !== undefined && { total_ms: ms(phases.totalMs) }),
      ...fields,
      result_code: int(RESULTS.indexOf(result)),
      result_type: result,
    },
  }
}
