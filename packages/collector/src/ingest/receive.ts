import type { Journal } from '@vonggac/journal'
import { type Clock, checkLines, type LineError, type Log, type Precision } from '@vonggac/model'
import type { Metrics } from '../metrics.ts'
import { HttpProblem } from '../problem.ts'
import { inflate, release } from './body.ts'
import type { Handoff } from './handoff.ts'
import { encodeMeta, type RecordMeta } from './record-meta.ts'
import type { WatchedIn } from './watched.ts'

/** How far a body may grow when inflated, as a multiple of `maxBody`: line protocol shrinks 5 to 20 times. */
const INFLATED_PER_BODY = 8
/** Beyond this much unread data something is badly wrong downstream, and agents' spools are the better place. */
const MAX_JOURNAL_BYTES = 8 * 1024 ** 3
/** What clients are asked to wait when we cannot take a write. */
const RETRY_AFTER_S = 5

const NOTHING = new Uint8Array()

/** A write as it came over the wire. */
export interface Incoming {
  readonly body: Uint8Array
  readonly encoding: 'gzip' | 'identity'
  readonly precision: Precision
  readonly agent: string | null
  /** The sender's wall clock when it sent, Unix ms. */
  readonly agentNow: number | undefined
}

/** What became of a write: how many lines it had, and how many of them were refused. The others are on disk. */
export interface Receipt {
  readonly lines: number
  /** The first of the refused lines, to be named. */
  readonly errors: readonly LineError[]
  readonly failed: number
}

/** Takes writes in. Resolves once the good lines are on disk; throws an `HttpProblem` when nothing could be taken. */
export type Receive = (incoming: Incoming) => Promise<Receipt>

/** The one way into the journal. */
export function createReceive(options: {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly handoff: Handoff
  readonly maxBody: number
  readonly watchedIn: WatchedIn
}): Receive {
  const { journal, clock, log, metrics, handoff, maxBody, watchedIn } = options
  return async ({ body, encoding, precision, agent, agentNow }) => {
    const receivedAt = clock.now()
    const plain = encoding === 'gzip' ? await inflate(body, maxBody * INFLATED_PER_BODY) : body
    const checked = checkLines(plain, { precision })
    const { lines, errors, failed } = checked
    metrics.writes++
    metrics.lines += lines - failed
    metrics.badLines += failed
    if (lines === failed) return { lines, errors, failed }
    if (journal.stats().bytes > MAX_JOURNAL_BYTES) throw unavailable('the journal is full')
    const watched = watchedIn(plain, checked)
    if (watched.length === 0 && plain !== body) release(plain)
    const skew = agentNow === undefined ? {} : { skewMs: agentNow - receivedAt }
    const meta: RecordMeta = { agent, encoding, precision, receivedAt, bad: failed, watched, ...skew }
    // The client's own bytes, bad lines included: whoever reads them skips those again, and nothing is packed twice.
    const record = await journal.append(body, encodeMeta(meta)).catch((cause: unknown) => {
      metrics.journalErrors++
      if (!metrics.journalDown)
        log.error('cannot write to the journal: writes are refused until this is mended', { cause })
      metrics.journalDown = true
      throw unavailable('the journal cannot be written', cause)
    })
    handoff.put(record, { meta, body: watched.length > 0 ? plain : NOTHING })
    metrics.journalDown = false
    return { lines, errors, failed }
  }
}

const unavailable = (detail: string, cause?: unknown) =>
  new HttpProblem(503, `${detail}: try again later`, { headers: { 'Retry-After': String(RETRY_AFTER_S) }, cause })
