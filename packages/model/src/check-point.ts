import { type Result, type Status, statuses } from './check.ts'
import { type ErrorCode, isErrorCode } from './error-code.ts'
import { type Point, Unsigned } from './point.ts'

/** A result as the collector sees it again: the measurement `check` read back. */
export interface CheckReport {
  readonly check: string
  readonly status: Status
  readonly error: ErrorCode | ''
  readonly detail: string
  readonly at: number
  readonly durationMs: number
  readonly agent: string
}

/** The measurement `check` of a result: the one point that every run gives, whatever happened. */
export function checkPoint(result: Result): Point {
  const { check } = result
  return {
    measurement: 'check',
    tags: { ...check.tags, check: check.id, kind: check.kind, target: check.target, agent: check.vantage },
    fields: {
      status: BigInt(statuses.indexOf(result.status)),
      duration_ms: result.durationMs,
      error: result.error,
      detail: result.detail,
    },
    timestamp: result.at,
  }
}

/** Reads a `check` point back. Anything that is not one, from whatever client, gives `undefined`. */
export function checkReport({ measurement, tags, fields, timestamp }: Point): CheckReport | undefined {
  if (measurement !== 'check' || !tags.check) return undefined
  const status = statuses[toNumber(fields.status)]
  if (!status) return undefined
  const error = typeof fields.error === 'string' && isErrorCode(fields.error) ? fields.error : ''
  return {
    check: tags.check,
    status,
    error,
    detail: typeof fields.detail === 'string' ? fields.detail : '',
    at: timestamp,
    durationMs: toNumber(fields.duration_ms),
    agent: tags.agent ?? '',
  }
}

const toNumber = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : value instanceof Unsigned
        ? Number(value.value)
        : Number.NaN
