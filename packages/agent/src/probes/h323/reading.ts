import { type ErrorCode, type Fields, int } from '@vonggac/model'
import type { H323Config } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Failure } from '../target-failure.ts'

/** Where gatekeepers and endpoints listen unless said otherwise (H.225.0, annex D). */
const STANDARD_PORT = { call: 1720, ras: 1719 } as const

/** The port that is spoken to. */
export const portOf = ({ port, mode }: Pick<H323Config, 'port' | 'mode'>): number => port ?? STANDARD_PORT[mode]

/** `result_code` of measurement `h323`: Telegraf's of `net_response`, and one for a target that answers and says no. */
const RESULT_CODE = { success: 0, timeout: 1, connection_failed: 2, read_failed: 3, mismatch: 4, refused: 5 } as const

const resultOf: Partial<Readonly<Record<ErrorCode, keyof typeof RESULT_CODE>>> = {
  timeout: 'timeout',
  protocol: 'read_failed',
  reset: 'read_failed',
  mismatch: 'mismatch',
  down: 'refused',
  auth: 'refused',
  threshold: 'refused',
  slow: 'success',
}

/** What an answer comes to. */
export interface Verdict {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly error?: ErrorCode
  readonly detail: string
}

/** A verdict as a reading. An answer that is right and later than `warnMs` is `slow`. */
export function h323Reading(config: H323Config, verdict: Verdict, responseMs: number, fields: Fields): Reading {
  const { warnMs } = config
  const late = verdict.status === 'ok' && warnMs !== undefined && responseMs > warnMs
  const { status, error, detail } = late
    ? { status: 'warn' as const, error: 'slow' as const, detail: `${verdict.detail}; slower than ${formatMs(warnMs)}` }
    : verdict
  return {
    status,
    ...(error && { error }),
    detail,
    measured: [point(config, error, { response_ms: milliseconds(responseMs), ...fields })],
  }
}

/** No answer that counts. `reply`: the last that came all the same. */
export function h323FailureReading(config: H323Config, { error, detail }: Failure, fields: Fields = {}): Reading {
  return { status: 'fail', error, detail, measured: [point(config, error, fields)] }
}

/** Characters of a foreign text that are kept: a product's name can be 512 octets. */
const MAX_TEXT = 128

/** A foreign text as it is stored: cut, and without what would break a line. */
export const stored = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT)

/** Milliseconds to the microsecond. */
export const milliseconds = (ms: number): number => Math.round(ms * 1_000) / 1_000

const point = (config: H323Config, error: ErrorCode | undefined, fields: Fields): Measured => ({
  measurement: 'h323',
  tags: { server: config.host, port: `${portOf(config)}`, phase: config.mode },
  fields: {
    reply: 'none',
    ...fields,
    result_code: int(RESULT_CODE[error === undefined ? 'success' : (resultOf[error] ?? 'connection_failed')]),
  },
})
