import { TransientError } from '@vonggac/model'

/** What InfluxDB answered to a write that it did not take whole. */
export interface Refused {
  /** `partial`: the rest is stored. `lines`: some could not be read, the rest is stored. `size`: too large. `missing`: no such database. */
  readonly kind: 'partial' | 'lines' | 'size' | 'missing' | 'other'
  readonly reason: string
  /** How many points a partial write has left out. */
  readonly dropped: number
}

/** Reads a refusal out of an error of the `influx` package; `undefined` when it is no refusal but a failure. */
export function refused(error: unknown): Refused | undefined {
  if (!isRequestError(error)) return undefined
  const status = error.res.statusCode ?? 0
  if (status === 401 || status === 403 || status === 429) return undefined
  const reason = reasonIn(error.message)
  if (status === 413) return { kind: 'size', reason, dropped: 0 }
  if (status === 404) return { kind: 'missing', reason, dropped: 0 }
  if (status !== 400) return { kind: 'other', reason, dropped: 0 }
  const partial = /^partial write: (.*?) dropped=(\d+)$/s.exec(reason)
  if (partial) return { kind: 'partial', reason: partial[1]!, dropped: Number(partial[2]) }
  return { kind: reason.startsWith('unable to parse') ? 'lines' : 'other', reason, dropped: 0 }
}

/** A failure as an error that one may log: without the request, which carries the password. */
export function unavailable(error: unknown): TransientError {
  if (error instanceof TransientError) return error
  if (isRequestError(error)) {
    const status = error.res.statusCode
    const credentials = status === 401 || status === 403 ? 'refuses our credentials' : 'is busy'
    return new TransientError(`InfluxDB ${credentials} (${status}): ${reasonIn(error.message)}`)
  }
  const { message, code, cause } = error as Error & { code?: string; cause?: { message?: string; code?: string } }
  return new TransientError(`InfluxDB is not available: ${cause?.code ?? cause?.message ?? code ?? message}`)
}

/** The package's error for an answer below 500. It does not export the class. */
const isRequestError = (error: unknown): error is Error & { res: { statusCode?: number } } =>
  error instanceof Error && typeof (error as { res?: { statusCode?: unknown } }).res?.statusCode === 'number'

/** `A 400 Bad Request error occurred: {"error":"…"}` → the inner text. */
function reasonIn(message: string): string {
  const body = message.replace(/^A \d+ .*? error occurred: /s, '').trim()
  try {
    return (JSON.parse(body) as { error?: string }).error ?? body
  } catch {
    return body.slice(0, 500)
  }
}
