import { exchange } from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import { type Check, type Clock, checkPoint, type ErrorCode, type Log, type Result } from '@vonggac/model'
import { startLoop } from '../consumers/loop.ts'
import { appendOwnPoints } from '../ingest/own-points.ts'

/** `/readyz` is a few lines. */
const MAX_ANSWER = 4_096

/** What a look at another collector gave. */
type Seen = Pick<Result, 'status' | 'error' | 'detail'>

/**
 * Watches other collectors: asks each for `/readyz` and writes down what it says as the result of a check, so that the engine makes one
 * incident of it, with everything that belongs to one.
 */
export function startPeerWatch(parts: {
  readonly checks: readonly Check[]
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Clock
  readonly log: Log
}): AsyncDisposable {
  const { checks, journal, clock, log } = parts
  const stack = new AsyncDisposableStack()
  for (const check of checks) {
    stack.use(
      startLoop(`the watch over ${check.node}`, { clock, log, onError: () => {} }, async (signal) => {
        const [at, started] = [clock.now(), clock.monotonic()]
        const seen = await look(check, signal)
        const result = { check, ...seen, at, durationMs: clock.monotonic() - started, points: [] }
        // Alerting reads these, as it does those of agents.
        await appendOwnPoints({ journal, clock }, [checkPoint(result)], ['check'])
        await clock.sleep(Math.max(0, check.intervalMs - (clock.monotonic() - started)), signal)
      }),
    )
  }
  return stack
}

async function look({ target, timeoutMs }: Check, signal: AbortSignal): Promise<Seen> {
  try {
    const { status, beginning } = await exchange({
      method: 'GET',
      url: new URL(`${target.replace(/\/+$/, '')}/readyz`),
      headers: { 'user-agent': 'vonggac' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ca: undefined,
      read: MAX_ANSWER,
    })
    return readiness(status, beginning)
  } catch (error) {
    signal.throwIfAborted()
    return unreachable(error, timeoutMs)
  }
}

/** What the answer of `/readyz` says of a collector. One that does not know `alerting` is of an older version, and taken at its word. */
export function readiness(status: number, text: string): Seen {
  const said = parsed(text)
  if (said === undefined)
    return { status: 'fail', error: 'protocol', detail: `HTTP ${status}, and no answer of a collector` }
  const { status: word, journal, alerting = 'ok' } = said
  if (word !== 'ready')
    return { status: 'fail', error: 'threshold', detail: `it takes no results: journal ${String(journal)}` }
  if (alerting !== 'ok')
    return { status: 'fail', error: 'threshold', detail: `it answers, but does not watch: ${String(alerting)}` }
  return { status: 'ok', error: '', detail: '' }
}

function parsed(text: string): { status?: unknown; journal?: unknown; alerting?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'status' in value ? value : undefined
  } catch {
    return undefined
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
}

function unreachable(error: unknown, timeoutMs: number): Seen {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { status: 'fail', error: 'timeout', detail: `no answer within ${timeoutMs} ms` }
  const { code = '', message = 'the request failed' } = error as NodeJS.ErrnoException
  return { status: 'fail', error: CODES[code] ?? 'protocol', detail: code || message }
}
