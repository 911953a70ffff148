import { type ErrorCode, type FieldValue, int, type Status, shownUrl } from '@vonggac/model'
import type { HttpConfig } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Failure } from '../target-failure.ts'
import { inDays } from '../tls/verdict.ts'
import type { Phases } from './exchange.ts'
import type { ReadValue } from './values.ts'

/** Values that one line for people can hold. */
const MAX_VALUES_SHOWN = 6

/** Telegraf's `result_code` and `result` of measurement `http_response`. */
const RESULT_CODE = {
  success: 0,
  response_string_mismatch: 1,
  body_read_error: 2,
  connection_failed: 3,
  timeout: 4,
  dns_error: 5,
  response_status_code_mismatch: 6,
} as const
type ResultName = keyof typeof RESULT_CODE

/** What a run has seen so far: whatever it ends with, this much is measured. */
export interface Seen {
  phases?: Phases
  /** Spent on redirects before the last request, ms. */
  redirectMs: number
  redirects: number
  totalMs?: number
  status?: number
  contentLength?: number
  statusMatches?: boolean
  bodyMatches?: boolean
  tlsVersion?: string
  certDays?: number
  /** What was taken out of the answer. */
  values?: readonly ReadValue[]
  /** The address that answered, when it is not the one that was asked first. */
  lastUrl?: URL
}

export interface Verdict {
  readonly status: Exclude<Status, 'unknown'>
  readonly error?: ErrorCode
  /** What is wrong; empty when nothing is. */
  readonly troubles: readonly string[]
}

/** A run that got its answer. */
export function answerReading(config: HttpConfig, seen: Seen, verdict: Verdict): Reading {
  const result: ResultName =
    seen.statusMatches === false
      ? 'response_status_code_mismatch'
      : seen.bodyMatches === false
        ? 'response_string_mismatch'
        : 'success'
  const parts = [`${seen.status} in ${formatMs(seen.totalMs ?? 0)}`]
  if (seen.redirects > 0 && seen.lastUrl)
    parts.push(`${seen.redirects === 1 ? 'a redirect' : `${seen.redirects} redirects`} to ${shownUrl(seen.lastUrl)}`)
  for (const { name, text } of (seen.values ?? []).slice(0, MAX_VALUES_SHOWN)) parts.push(`${name} ${text}`)
  if (seen.certDays !== undefined && seen.certDays >= 0) parts.push(`certificate good for ${inDays(seen.certDays)}`)
  const detail = verdict.troubles.length > 0 ? `${verdict.troubles.join('; ')} (${parts[0]})` : parts.join(', ')
  const { status, error } = verdict
  return {
    status,
    ...(error && { error }),
    detail,
    measured: [point(config, seen, result), ...valuePoints(config, seen)],
  }
}

/** A run without an answer, or with one that could not be read. */
export function failureReading(config: HttpConfig, seen: Seen, { error, detail }: Failure): Reading {
  const where = seen.lastUrl && seen.redirects > 0 ? ` (after a redirect to ${shownUrl(seen.lastUrl)})` : ''
  return { status: 'fail', error, detail: `${detail}${where}`, measured: [point(config, seen, resultOf(error, seen))] }
}

function resultOf(error: ErrorCode, seen: Seen): ResultName {
  if (error === 'timeout') return 'timeout'
  if (error === 'dns') return 'dns_error'
  return seen.status === undefined ? 'connection_failed' : 'body_read_error'
}

/** A point a value, in a measurement of their own: their fields are the check's, not those of HTTP. */
const valuePoints = (config: HttpConfig, { values = [] }: Seen) =>
  values.map(({ name, fields }) => ({
    measurement: 'http_value',
    tags: { server: shownUrl(config.url), name },
    fields,
  }))

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

/** `result_type` repeats the tag `result`, as Telegraf has it. The phases are those of the last request. */
function point(config: HttpConfig, seen: Seen, result: ResultName) {
  const { phases, totalMs, status, contentLength, statusMatches, bodyMatches, tlsVersion, certDays } = seen
  const fields: Record<string, FieldValue> = { result_code: int(RESULT_CODE[result]), result_type: result }
  if (totalMs !== undefined) Object.assign(fields, { response_time: ms(totalMs) / 1_000, total_ms: ms(totalMs) })
  if (status !== undefined) fields.http_response_code = int(status)
  if (contentLength !== undefined) fields.content_length = int(contentLength)
  if (statusMatches !== undefined) fields.response_status_code_match = statusMatches ? 1n : 0n
  if (bodyMatches !== undefined) fields.response_string_match = bodyMatches ? 1n : 0n
  for (const [name, value] of Object.entries(phases ?? {})) fields[name] = ms(value)
  fields.redirects = int(seen.redirects)
  if (seen.redirects > 0) fields.redirect_ms = ms(seen.redirectMs)
  if (tlsVersion !== undefined) fields.tls_version = tlsVersion
  if (certDays !== undefined && Number.isFinite(certDays)) fields.cert_days_left = Math.round(certDays * 100) / 100
  return {
    measurement: 'http_response',
    tags: {
      server: shownUrl(config.url),
      method: config.method,
      ...(status !== undefined && { status_code: `${status}` }),
      result,
    },
    fields,
  }
}
