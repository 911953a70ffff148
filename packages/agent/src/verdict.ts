import type { Answer } from './http-post.ts'

/** A line that the collector refused. */
export interface Refused {
  readonly line: number
  readonly reason: string
}

/** What the collector's answer means for the batch that was sent. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** Everything but these lines was accepted; no lines named: nothing was. */
  | {
      readonly kind: 'refused'
      readonly lines: readonly Refused[]
      readonly reason: string
    }
  | { readonly kind: 'too-large' }
  /** `auth` tells a wrong key from a collector that is merely away: the operator has to do something about it. */
  | {
      readonly kind: 'later'
      readonly reason: string
      readonly auth: boolean
      readonly retryAfterMs?: number
    }

/** Reads the collector's answer. Pure. Only a 400 condemns data; whatever else goes wrong, the batch is kept. */
export function verdictOf({ status, headers, body }: Answer): Verdict {
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if (status === 413) return { kind: 'too-large' }
  if (status === 400) {
    const problem = parse(body)
    return {
      kind: 'refused',
      lines: problem.lines,
      reason: problem.detail ?? `HTTP 400: ${body.slice(0, 200)}`,
    }
  }
  const auth = status === 401 || status === 403
  const seconds = Number(headers['retry-after'])
  const reason = `HTTP ${status}${auth ? ': the collector does not accept our key' : ''}`
  return {
    kind: 'later',
    reason,
    auth,
    ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
  }
}

function parse(body: string): { detail?: string; lines: Refused[] } {
  try {
    const problem = JSON.parse(body) as { detail?: unknown; errors?: unknown }
    const lines = Array.isArray(problem.errors) ? problem.errors.filter(isRefused) : []
    return {
      ...(typeof problem.detail === 'string' && { detail: problem.detail }),
      lines,
    }
  } catch {
    return { lines: [] }
  }
}

const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' &&
  value !== null &&
  Number.isInteger((value as Refused).line) &&
  typeof (value as Refused).reason === 'string'
