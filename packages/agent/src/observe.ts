import {
  type Check,
  type Clock,
  type ErrorCode,
  errorCodes,
  formatDuration,
  type Log,
  type Point,
  ProbeFailure,
  type Result,
  type Status,
} from '@vonggac/model'
import type { Measured, ProbeContext, Reading } from './probe.ts'

export interface ObserveDeps {
  readonly clock: Clock
  readonly log: Log
  readonly secret: ProbeContext['secret']
}

/** Why a run's deadline signal fired; told apart from the agent's own stopping. */
class DeadlineError extends Error {
  override name = 'TimeoutError'
}

/**
 * Runs a probe once for a check: the only place where an error becomes data. "Down" is a result, stopping is none
 * (rejects with the signal's reason), and a bug of ours gives the target no verdict: `unknown`, with the stack in the log.
 */
export async function observe(
  check: Check,
  probe: (context: ProbeContext) => Promise<Reading>,
  { clock, log, secret }: ObserveDeps,
  signal: AbortSignal,
): Promise<Result> {
  const at = clock.now()
  const start = clock.monotonic()
  const deadline = new AbortController()
  const cancel = clock.after(check.timeoutMs, () => deadline.abort(new DeadlineError()))
  const done = (outcome: Omit<Result, 'check' | 'at' | 'durationMs'>): Result => ({
    check,
    at,
    durationMs: clock.monotonic() - start,
    ...outcome,
  })
  try {
    const reading = await probe({
      clock,
      secret,
      signal: AbortSignal.any([signal, deadline.signal]),
    })
    return done(outcomeOf(check, reading, at))
  } catch (error) {
    signal.throwIfAborted()
    const failure = failureOf(error, check)
    if (failure) return done({ status: statusOf(failure.error), ...failure, points: [] })
    log.error('a probe threw what it should not: this is a bug of ours', {
      check: check.id,
      error,
    })
    return done({
      status: 'unknown',
      error: 'local',
      detail: `the probe itself failed: ${messageOf(error)}`,
      points: [],
    })
  } finally {
    cancel()
  }
}

/** A reading as the outcome of a run: its points get the tags of the check. */
export function outcomeOf(check: Check, { status = 'ok', error, detail = '', measured }: Reading, at: number) {
  return {
    status,
    error: error ?? ('' as const),
    detail,
    points: measured.map((m) => pointOf(check, m, at)),
  }
}

const pointOf = ({ tags, vantage }: Check, measured: Measured, at: number): Point => ({
  measurement: measured.measurement,
  tags: { ...apart(measured, tags), ...tags, agent: vantage },
  fields: measured.fields,
  timestamp: measured.timestamp ?? at,
})

/**
 * Tags of a probe whose names the check's own tags have already get the measurement's name before them: the block device of a disk,
 * which Telegraf calls `device` as we call the machine, is `disk_device`. Whose a point is would be lost otherwise.
 */
function apart({ measurement, tags = {} }: Measured, own: Check['tags']): Check['tags'] {
  const given = Object.entries(tags)
  if (!given.some(([name]) => Object.hasOwn(own, name))) return tags
  return Object.fromEntries(
    given.map(([name, value]) => [Object.hasOwn(own, name) ? `${measurement}_${name}` : name, value]),
  )
}

/** Our own trouble says nothing about the target: it must neither raise an alert nor clear one. */
const statusOf = (code: ErrorCode): Status => (code === 'local' ? 'unknown' : 'fail')

/** What the operating system and the libraries call it, as one of our codes. */
const errnoCodes: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EINVAL: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EACCES: 'local',
  EPERM: 'local',
  EMFILE: 'local',
  ENFILE: 'local',
  ENOBUFS: 'local',
  EADDRNOTAVAIL: 'local',
  ENOENT: 'local',
}

function failureOf(error: unknown, check: Check): { error: ErrorCode; detail: string } | undefined {
  if (error instanceof ProbeFailure) return { error: error.code, detail: error.message }
  if (error instanceof DeadlineError) {
    return {
      error: 'timeout',
      detail: `no answer within ${formatDuration(check.timeoutMs)}`,
    }
  }
  const code = errnoCodes[(error as { code?: string } | undefined)?.code ?? '']
  return code && { error: code, detail: `${errorCodes[code]} (${messageOf(error)})` }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
