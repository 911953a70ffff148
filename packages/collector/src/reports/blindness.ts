import type { BlindReason } from '../api-report-types.ts'
import type { Store } from '../store/store.ts'
import { createRuns, type Run } from './runs.ts'
import { type Span, within, without } from './span.ts'
import { MAX_SUMMARIES, SUMMARY_MS } from './summaries.ts'

/** Agents and the collector report themselves every 10 s; after this long without a report they count as silent, ms. */
const SILENT_AFTER_MS = 60_000
/** How far back is looked for whether something had been watched before, ms. */
const LOOKS_BACK_MS = 400 * 86_400_000
const HOUR_MS = 3_600_000

/** A time of which nothing is known, and why. */
export interface Blind extends Span {
  readonly reason: BlindReason
}

/** Finds out why nothing is known. What it has read of an agent it keeps. */
export function createBlindness(store: Store, period: Span, knownFrom: number) {
  const silent = new Map<string, Promise<readonly Span[]>>()
  const silenceOf = (key: string, read: () => Promise<readonly Span[]>) => {
    const known = silent.get(key) ?? read()
    silent.set(key, known)
    return known
  }
  const agentSilent = (agent: string) =>
    silenceOf(`agent ${agent}`, () => silentSpans(store, { measurement: 'agent', field: 'checks', agent }, period))
  const collectorDown = () =>
    silenceOf('collector', () => silentSpans(store, { measurement: 'collector', field: 'store_up' }, period))

  return {
    /** Until when something was not watched yet: the beginning of the period, unless its first result ever is later. */
    async watchedSince(check: string, runs: readonly Run[]): Promise<number> {
      const [first] = runs.filter(({ state }) => state !== 'closed')
      if (first?.state !== 'silent' || first.from > period.from) return period.from
      const before = await store.series({
        measurement: 'check',
        field: 'status',
        tags: { check },
        groupBy: [],
        from: period.from - LOOKS_BACK_MS,
        to: period.from,
        stepMs: HOUR_MS,
        aggregate: 'count',
        limit: 1,
      })
      return before.length > 0 ? period.from : first.to
    },
    /** What of a history is not known, with reasons. `agent`: whose results are missing. */
    async spansOf(runs: readonly Run[], agent: string, watchedSince: number): Promise<Blind[]> {
      const unknown = runs.flatMap(({ from, to, state }): Blind[] =>
        state === 'unknown' ? [{ from, to, reason: 'unknown_result' }] : [],
      )
      const missing = runs.flatMap(({ from, to, state }): Span[] => (state === 'silent' ? [{ from, to }] : []))
      if (missing.length === 0) return unknown
      const found: Blind[] = unknown
      let rest: readonly Span[] = missing
      const take = (spans: readonly Span[], reason: BlindReason) => {
        found.push(...within(rest, spans).map(({ from, to }) => ({ from, to, reason })))
        rest = without(rest, spans)
      }
      take(
        [{ from: period.from, to: watchedSince }].filter(({ from, to }) => to > from),
        'not_watched',
      )
      const expired = Math.min(knownFrom, period.to)
      if (expired > period.from) take([{ from: period.from, to: expired }], 'expired')
      if (rest.length > 0) take(await agentSilent(agent), 'agent_silent')
      if (rest.length > 0) take(await collectorDown(), 'collector_down')
      found.push(...rest.map(({ from, to }): Blind => ({ from, to, reason: 'no_result' })))
      return found.sort((a, b) => a.from - b.from)
    },
  }
}

/** When somebody gave no sign of life. Whoever never did in the period says nothing by that. */
async function silentSpans(
  store: Store,
  { measurement, field, agent }: { measurement: string; field: string; agent?: string },
  period: Span,
): Promise<readonly Span[]> {
  const tags = agent === undefined ? {} : { agent }
  // Where reports are no longer kept, their summaries say whether there were any.
  const summarised = Math.ceil((store.rawSince() + SILENT_AFTER_MS) / SUMMARY_MS) * SUMMARY_MS
  const exact = Math.max(period.from, Math.min(period.to, summarised))
  const coarse = createRuns({ from: period.from, to: exact }, SILENT_AFTER_MS + SUMMARY_MS)
  const fine = createRuns({ from: exact, to: period.to }, SILENT_AFTER_MS)
  let any = false
  if (exact > period.from) {
    const range = { from: period.from - SUMMARY_MS, to: exact, stepMs: SUMMARY_MS, limit: MAX_SUMMARIES }
    const query = { measurement, field, tags, groupBy: [], ...range, aggregate: 'count' } as const
    for (const { points } of await store.series(query)) {
      for (const [at] of points) coarse.add({ at, status: 0, error: '' })
      any ||= points.length > 0
    }
  }
  const query = { measurement, fields: [field], tags, from: exact - SILENT_AFTER_MS, to: period.to }
  for await (const rows of store.rows(query)) {
    for (const [at] of rows) fine.add({ at, status: 0, error: '' })
    any = true
  }
  return any ? [...coarse.end(), ...fine.end()].filter(({ state }) => state === 'silent') : []
}
