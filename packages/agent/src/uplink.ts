import { gzipSync } from 'node:zlib'
import type { JournalRecord } from '@vonggac/journal'
import { backoffMs, type Clock, type Log } from '@vonggac/model'
import type { Post } from './http-post.ts'
import type { Quarantine } from './quarantine.ts'
import type { Spool } from './spool.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export interface UplinkOptions {
  /** The collector's base URL. */
  readonly url: string
  /** This agent's key; none where the collector trusts this machine. */
  readonly key: string | undefined
  readonly agent: string
  readonly version: string
}

export interface UplinkDeps {
  readonly spool: Spool
  readonly quarantine: Quarantine
  readonly post: Post
  readonly clock: Clock
  readonly log: Log
}

/** Disposing sends what is left for a short while; what does not get through stays in the spool. */
export interface Uplink extends AsyncDisposable {
  /** Sends what is there now instead of waiting for more to come. */
  flush(): void
}

/** Live results wait this long for company; a batch of a second costs the collector a tenth of ten single ones. */
const GATHER_MS = 1_000
/** Bytes of line protocol in one request: well below the collector's limit, and ~30 kB on the wire. */
const BATCH_BYTES = 512 * 1_024
const BATCH_RECORDS = 2_000
const POST_TIMEOUT_MS = 15_000
/** After an outage, what is older than this goes to the backlog lane, so that people see the present first. */
const LIVE_AGE_MS = 10_000
/** How long the last data may take on shutdown: within the five seconds that a stop may take. */
const DRAIN_MS = 2_500
const RETRY = { firstMs: 500, maxMs: 30_000 }

/**
 * Moves the spool to the collector. Two lanes share it: what is new goes out at once and in order; what was left
 * from an outage or an earlier life (`floor` and below) drains beside it, oldest first. A record leaves the spool
 * only after the collector has it on disk, or after the collector condemned it and the quarantine has it.
 */
export function startUplink(options: UplinkOptions, deps: UplinkDeps): Uplink {
  const { spool, clock, log } = deps
  const { journal } = spool
  const stopping = new AbortController()
  const { signal } = stopping
  const target = new URL('/api/v1/write?precision=ns', options.url)
  /** Ids up to here belong to the backlog. */
  let floor = journal.stats().head
  let urgent = new AbortController()
  let trouble = ''
  /** Nothing new to send: then it is the backlog that finds out whether the collector is back. A full disk brings nothing new. */
  let isIdle = false
  let maxBytes = BATCH_BYTES

  const send = async (records: readonly JournalRecord[], stop: AbortSignal): Promise<Verdict> => {
    const body = gzipSync(Buffer.concat(records.map((r) => r.body)), {
      level: 1,
    })
    try {
      const headers = headersOf(options, clock.now())
      return verdictOf(
        await deps.post(target, body, {
          headers,
          signal: stop,
          timeoutMs: POST_TIMEOUT_MS,
        }),
      )
    } catch (error) {
      stop.throwIfAborted()
      return { kind: 'later', reason: (error as Error).message, auth: false }
    }
  }

  /** Says once that something is wrong and once that it is over. */
  const say = (now: string, auth = false) => {
    if (now === trouble) return
    if (now)
      log[auth ? 'error' : 'warn']('the collector does not take our data; it is kept in the spool', { reason: now })
    else
      log.info('the collector takes our data again', {
        backlog_records: journal.stats().records,
      })
    trouble = now
  }

  /** Does with a batch what the verdict says. Returns how long to wait before going on, or 0. */
  const settle = (records: readonly JournalRecord[], verdict: Verdict, attempt: number): number => {
    if (verdict.kind === 'later') {
      say(verdict.reason, verdict.auth)
      return verdict.retryAfterMs ?? backoffMs(attempt, RETRY)
    }
    if (verdict.kind === 'too-large' && records.length > 1) {
      maxBytes = Math.max(1_024, Math.floor(maxBytes / 2))
      return 1
    }
    say('')
    if (verdict.kind === 'refused') deps.quarantine.keep(records, verdict.lines, verdict.reason)
    if (verdict.kind === 'too-large') deps.quarantine.keep(records, [], 'too large for the collector (HTTP 413)')
    journal.remove(records[0]!.id, records.at(-1)!.id)
    return 0
  }

  /** Sends the next batch of a lane. Returns how long to wait before going on; `undefined` when the lane is empty. */
  const step = async (after: number, through: number, attempt: number, stop: AbortSignal) => {
    const records = journal.read(after, {
      maxRecords: BATCH_RECORDS,
      maxBytes,
      through,
    })
    return records.length === 0 ? undefined : settle(records, await send(records, stop), attempt)
  }
  /** The same; trouble with the spool (a full disk cannot even forget) is waited out like trouble with the collector. */
  const tryStep: typeof step = async (after, through, attempt, stop) => {
    try {
      return await step(after, through, attempt, stop)
    } catch (error) {
      stop.throwIfAborted()
      say(`the spool does not work: ${(error as Error).message}`)
      return backoffMs(attempt, RETRY)
    }
  }

  const live = async () => {
    let mark = { id: floor, at: clock.monotonic() }
    for (let attempt = 0; ; ) {
      const waitMs = await tryStep(floor, Number.MAX_SAFE_INTEGER, attempt, signal)
      attempt = waitMs ? attempt + 1 : 0
      if (waitMs === undefined) {
        isIdle = true
        await journal.appended(journal.stats().head, signal)
        isIdle = false
        await gather()
      } else if (waitMs > 0) {
        await clock.sleep(waitMs, signal)
        if (clock.monotonic() - mark.at < LIVE_AGE_MS) continue
        floor = Math.max(floor, mark.id)
        mark = { id: journal.stats().head, at: clock.monotonic() }
      }
    }
  }
  const backlog = async () => {
    for (let attempt = 0; ; ) {
      const waitMs = trouble && !isIdle ? undefined : await tryStep(0, floor, attempt, signal)
      attempt = waitMs ? attempt + 1 : 0
      if (waitMs !== 0) await clock.sleep(waitMs ?? GATHER_MS, signal)
    }
  }
  /** Waits for more to come, unless somebody cannot wait. */
  const gather = async () => {
    const { signal: now } = urgent
    await clock.sleep(GATHER_MS, AbortSignal.any([signal, now])).catch(() => signal.throwIfAborted())
    if (now.aborted) urgent = new AbortController()
  }
  const drain = async () => {
    const limit = new AbortController()
    const cancel = clock.after(DRAIN_MS, () => limit.abort(new Error('no time left')))
    try {
      for (let waitMs: number | undefined = 0; waitMs !== undefined; ) {
        waitMs = await step(floor, Number.MAX_SAFE_INTEGER, 0, limit.signal)
        if (waitMs) await clock.sleep(waitMs, limit.signal)
      }
    } catch {
      // Out of time: what did not get through stays in the spool for the next start.
    } finally {
      cancel()
    }
  }

  const lanes = Promise.allSettled([live(), backlog()])
  return {
    flush: () => urgent.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error('the agent is stopping'))
      await lanes
      await drain()
    },
  }
}

function headersOf({ key, agent, version }: UplinkOptions, now: number): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-encoding': 'gzip',
    'user-agent': `vonggac-agent/${version}`,
    'x-vonggac-agent': agent,
    // Lets the collector see how far our clocks are apart.
    'x-vonggac-now': String(now),
    ...(key && { authorization: `Bearer ${key}` }),
  }
}
