import type { Check } from '@vonggac/model'
import type { Store } from '../store/store.ts'
import { closedSpans, holdOf, overlaid, readRuns } from './histories.ts'
import type { Source } from './notes.ts'
import { momentText } from './report-text.ts'
import { append, createRuns, type Run } from './runs.ts'
import type { Span } from './span.ts'
import { guessedResults, MAX_SUMMARIES, SUMMARY_MS, type Summary } from './summaries.ts'

/**
 * Histories from the results as they were written, and where those are no longer kept from the summaries of five minutes that are left of
 * them. What is from summaries is said.
 */
export function summarisedSource(store: Store, timezone: string): Source {
  const raw = store.rawSince()
  const knownFrom = Math.min(raw, store.summariesSince())
  let summarised: number | undefined
  /** Raw results are needed from a while before on, since they hold. */
  const exactFrom = (check: Check, span: Span) =>
    raw <= span.from - holdOf(check)
      ? span.from
      : Math.min(span.to, Math.ceil((raw + holdOf(check)) / SUMMARY_MS) * SUMMARY_MS)
  return {
    exactFrom,
    knownFrom,
    async runs(check, span, signal) {
      const exact = exactFrom(check, span)
      if (exact <= span.from) return readRuns(store, check, span, signal)
      const runs = await readSummarised(store, check, { from: span.from, to: exact })
      signal?.throwIfAborted()
      if (runs.some(({ state }) => state === 'up' || state === 'down'))
        summarised = Math.max(summarised ?? exact, exact)
      const rest = exact < span.to ? await readRuns(store, check, { from: exact, to: span.to }, signal) : []
      for (const run of rest) append(runs, run)
      return runs
    },
    notes() {
      if (summarised === undefined) return []
      const moment = momentText(summarised, timezone)
      return [
        {
          vi: `Kết quả đo gốc trước ${moment} đã hết hạn lưu trữ. Phần đó tính từ số liệu tổng hợp 5 phút: lúc bắt đầu và kết thúc của mỗi lần gián đoạn có thể sai đến 5 phút. Độ trễ và mất gói chỉ tính từ lúc đó trở đi.`,
          en: `Raw results from before ${moment} are no longer kept. That part is worked out from summaries of 5 minutes: the beginning and the end of an outage may each be off by up to 5 minutes. Latency and loss are those of the time after it.`,
        },
      ]
    },
  }
}

async function readSummarised(store: Store, check: Check, span: Span): Promise<Run[]> {
  // The summary before says how it was at the beginning.
  const from = (Math.floor(span.from / SUMMARY_MS) - 1) * SUMMARY_MS
  const query = { measurement: 'check', field: 'status', tags: { check: check.id }, groupBy: [], stepMs: SUMMARY_MS }
  const column = async (aggregate: 'min' | 'max' | 'mean' | 'last') => {
    const [found] = await store.series({ ...query, from, to: span.to, aggregate, limit: MAX_SUMMARIES })
    return new Map(found?.points.flatMap(([at, value]) => (typeof value === 'number' ? [[at, value] as const] : [])))
  }
  const min = await column('min')
  const [max, mean, last] = [await column('max'), await column('mean'), await column('last')]
  const summaries = [...min].flatMap(([at, least]): Summary[] => {
    const rest = { max: max.get(at), mean: mean.get(at), last: last.get(at) }
    return rest.max === undefined || rest.mean === undefined || rest.last === undefined
      ? []
      : [{ at, min: least, max: rest.max, mean: rest.mean, last: rest.last }]
  })
  // The last result that a summary stands for may have come at its very end.
  const runs = createRuns(span, SUMMARY_MS + holdOf(check))
  for (const result of guessedResults(summaries)) runs.add(result)
  return overlaid(runs.end().map(uncounted), closedSpans(check, span))
}

/** How many results said so is not known any more. */
const uncounted = ({ failure, ...run }: Run): Run => (failure ? { ...run, failure: { ...failure, results: 0 } } : run)
