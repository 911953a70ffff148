import { gzipSync } from 'node:zlib'
import type { JournalRecord } from '@vonggac/journal'
import { backoffMs, type Clock, type Log } from '@vonggac/model'
import type { Post } from './http-post.ts'
import type { Quarantine } from './quarantine.ts'
import type { Spool } from './spool.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export interface DeliveryOptions {
  /** The collector's base URL. */
  readonly url: string
  /** This agent's key; none where the collector trusts this machine. */
  readonly key: string | undefined
  readonly agent: string
  readonly version: string
}

export interface DeliveryDeps {
  readonly spool: Spool
  readonly quarantine: Quarantine
  readonly post: Post
  readonly clock: Clock
  readonly log: Log
}

/** Records of the spool, by id. */
export interface Range {
  /** Exclusive. */
  readonly after: number
  /** Inclusive; without it, all that there are. */
  readonly through?: number
}

/** Takes batches from the spool to the collector, one at a time for each caller. */
export interface Delivery {
  /**
   * Sends the first batch of a range and does with it what the collector's answer says. Resolves to how long to wait before
   * the next, ms; `undefined` when the range is empty. Rejects only with the signal's reason.
   */
  send(range: Range, attempt: number, stop: AbortSignal): Promise<number | undefined>
  /** What stands in the way; empty when all is well. Told to the log when it changes. */
  readonly trouble: string
}

/** Bytes of line protocol in one request: well below the collector's limit, and ~30 kB on the wire. */
const BATCH_BYTES = 512 * 1_024
const BATCH_RECORDS = 2_000
const POST_TIMEOUT_MS = 15_000
const RETRY = { firstMs: 500, maxMs: 30_000 }

/**
 * A record leaves the spool only after the collector has it on disk, or after the collector condemned it and the
 * quarantine has it. Whatever else goes wrong, it stays and is sent again.
 */
export function createDelivery(
  options: DeliveryOptions,
  { spool, quarantine, post, clock, log }: DeliveryDeps,
): Delivery {
  const { journal } = spool
  const target = new URL('/api/v1/write?precision=ns', options.url)
  let trouble = ''
  let maxBytes = BATCH_BYTES

  const say = (now: string, auth = false) => {
    if (now === trouble) return
    trouble = now
    if (now) log[auth ? 'error' : 'warn']('our data is not delivered; it is kept in the spool', { reason: now })
    else log.info('our data is delivered again', { backlog_records: journal.stats().records })
  }
  const ask = async (records: readonly JournalRecord[], signal: AbortSignal): Promise<Verdict> => {
    const body = gzipSync(Buffer.concat(records.map((r) => r.body)), { level: 1 })
    const headers = headersOf(options, clock.now())
    try {
      return verdictOf(await post(target, body, { headers, signal, timeoutMs: POST_TIMEOUT_MS }))
    } catch (error) {
      signal.throwIfAborted()
      return { kind: 'later', reason: (error as Error).message, auth: false }
    }
  }
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
    if (verdict.kind === 'refused') quarantine.keep(records, verdict.lines, verdict.reason)
    if (verdict.kind === 'too-large') quarantine.keep(records, [], 'too large for the collector (HTTP 413)')
    journal.remove(records[0]!.id, records.at(-1)!.id)
    return 0
  }

  return {
    async send({ after, through = Number.MAX_SAFE_INTEGER }, attempt, stop) {
      try {
        const records = journal.read(after, { maxRecords: BATCH_RECORDS, maxBytes, through })
        return records.length === 0 ? undefined : settle(records, await ask(records, stop), attempt)
      } catch (error) {
        stop.throwIfAborted()
        // A full disk cannot even forget: waited out like trouble with the collector.
        say(`the spool does not work: ${(error as Error).message}`)
        return backoffMs(attempt, RETRY)
      }
    },
    get trouble() {
      return trouble
    },
  }
}

function headersOf({ key, agent, version }: DeliveryOptions, now: number): Record<string, string> {
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
