import { type Check, isOpen, nextChange } from '@vonggac/model'
import type { Store } from '../store/store.ts'
import { count, emptyTally, type Tally } from './distribution.ts'
import { append, createRuns, type Run } from './runs.ts'
import { merged, type Span, without } from './span.ts'

/** How long a result counts when no other follows, ms: one may be missed. */
export const holdOf = ({ intervalMs, timeoutMs }: Pick<Check, 'intervalMs' | 'timeoutMs'>): number =>
  2 * intervalMs + timeoutMs

/** How a check's target was over a span, from the results as they were written. */
export async function readRuns(store: Store, check: Check, span: Span, signal?: AbortSignal): Promise<Run[]> {
  const holdMs = holdOf(check)
  const runs = createRuns(span, holdMs)
  const query = { measurement: 'check', fields: ['status'], tags: { check: check.id } }
  for await (const rows of store.rows({ ...query, from: span.from - holdMs, to: span.to })) {
    signal?.throwIfAborted()
    for (const [at, status] of rows) if (typeof status === 'number') runs.add({ at, status, error: '' })
  }
  return overlaid(runs.end(), closedSpans(check, span))
}

/** When a check is not run at all, by its schedule. */
export function closedSpans({ schedule }: Pick<Check, 'schedule'>, span: Span): Span[] {
  if (!schedule) return []
  const closed: Span[] = []
  for (let from = span.from; from < span.to; ) {
    const to = Math.min(nextChange(schedule, from) ?? span.to, span.to)
    if (!isOpen(schedule, from)) closed.push({ from, to })
    from = to
  }
  return closed
}

/** The runs with `closed` laid over them. */
export function overlaid(runs: readonly Run[], closed: readonly Span[]): Run[] {
  if (closed.length === 0) return [...runs]
  const all = [...without(runs, closed), ...closed.map((span): Run => ({ ...span, state: 'closed' }))]
  const found: Run[] = []
  for (const run of all.sort((a, b) => a.from - b.from)) append(found, run)
  return found
}

/** Round trips and losses of a link: of the results in `counted` that no failure is near, one interval after each beginning. */
export async function readPings(
  store: Store,
  check: Check,
  counted: readonly Span[],
  signal?: AbortSignal,
): Promise<{ latency: Tally; loss: Tally }> {
  const latency = emptyTally()
  const loss = emptyTally()
  const { site = '', link = '' } = check.tags
  const tags = { site, link, agent: check.vantage }
  const inside = settledIn(counted, check.intervalMs)
  const range = { from: counted[0]?.from ?? 0, to: counted.at(-1)?.to ?? 0 }
  const fields = ['average_response_ms', 'percent_packet_loss']
  for await (const rows of store.rows({ measurement: 'ping', fields, tags, ...range })) {
    signal?.throwIfAborted()
    for (const [at, rtt, lost] of rows) {
      if (!inside(at)) continue
      if (typeof rtt === 'number') count(latency, rtt)
      if (typeof lost === 'number') count(loss, lost)
    }
  }
  return { latency, loss }
}

/** How long the checks of a service took while it was up: the results in `counted` that are ok or warn. */
export async function readDurations(
  store: Store,
  checks: readonly Check[],
  counted: readonly Span[],
  signal?: AbortSignal,
): Promise<Tally> {
  const tally = emptyTally()
  const range = { from: counted[0]?.from ?? 0, to: counted.at(-1)?.to ?? 0 }
  for (const check of checks) {
    const inside = settledIn(counted, 0)
    const query = { measurement: 'check', fields: ['status', 'duration_ms'], tags: { check: check.id }, ...range }
    for await (const rows of store.rows(query)) {
      signal?.throwIfAborted()
      for (const [at, status, took] of rows)
        if (inside(at) && (status === 0 || status === 1) && typeof took === 'number') count(tally, took)
    }
  }
  return tally
}

/** Whether a time lies in one of the spans, `afterMs` from its beginning at least. To be asked in order of time. */
function settledIn(spans: readonly Span[], afterMs: number): (at: number) => boolean {
  const all = merged(spans)
  let next = 0
  return (at) => {
    while (next < all.length && all[next]!.to <= at) next++
    const span = all[next]
    return span !== undefined && at >= span.from + afterMs
  }
}
