import type { Name } from '@vonggac/model'
import type { Distribution, SlaRow, SlaScope } from '../api-report-types.ts'
import type { Outage } from './outages.ts'
import type { Known, Run } from './runs.ts'
import { lengthOf, type Span, within, without } from './span.ts'

/** Decimals of a per cent, as availability is shown: a second of a month is four of them. */
const SHOWN = 10_000

/** What a row is made of. */
export interface RowParts {
  readonly scope: SlaScope
  readonly id: string
  readonly name: Name
  readonly site: string | null
  readonly provider: string | null
  readonly target: SlaRow['target']
  readonly latency: Distribution | null
  readonly loss: Distribution | null
}

/** Where the time of a thing went, ms. */
export interface Account {
  readonly period_ms: number
  readonly up_ms: number
  readonly down_ms: number
  readonly blind_ms: number
  readonly excluded_ms: number
  readonly closed_ms: number
  /** What of the time up and down was worked out from summaries. */
  readonly summarised_ms: number
}

/** Where the time went: closed before excluded before all else. Every millisecond is somewhere. What was before `exactFrom` is from summaries. */
export function accountOf(runs: readonly Run[], excluded: readonly Span[], exactFrom = 0): Account {
  const open = runs.filter(({ state }) => state !== 'closed')
  const counted = without(open, excluded)
  const of = (...states: Known[]) => lengthOf(counted.filter(({ state }) => states.includes(state)))
  return {
    period_ms: lengthOf(runs),
    up_ms: of('up'),
    down_ms: of('down'),
    blind_ms: of('unknown', 'silent'),
    excluded_ms: lengthOf(open) - lengthOf(counted),
    closed_ms: lengthOf(runs) - lengthOf(open),
    summarised_ms: lengthOf(
      within(
        counted.filter(({ state }) => state === 'up' || state === 'down'),
        [{ from: 0, to: exactFrom }],
      ),
    ),
  }
}

/** Several accounts as one: links of a provider. */
export const sumOf = (accounts: readonly Account[]): Account =>
  accounts.reduce(
    (sum, one) => ({
      period_ms: sum.period_ms + one.period_ms,
      up_ms: sum.up_ms + one.up_ms,
      down_ms: sum.down_ms + one.down_ms,
      blind_ms: sum.blind_ms + one.blind_ms,
      excluded_ms: sum.excluded_ms + one.excluded_ms,
      closed_ms: sum.closed_ms + one.closed_ms,
      summarised_ms: sum.summarised_ms + one.summarised_ms,
    }),
    { period_ms: 0, up_ms: 0, down_ms: 0, blind_ms: 0, excluded_ms: 0, closed_ms: 0, summarised_ms: 0 },
  )

/** A row from what became of its time. */
export function rowOf(parts: RowParts, account: Account, outages: readonly Outage[]): SlaRow {
  const { scope, id, name, site, provider, target, latency, loss } = parts
  const { up_ms, down_ms } = account
  const known = up_ms + down_ms
  const counted = outages.filter((outage) => outage.counted > 0)
  const per = (ms: number) => (counted.length === 0 ? null : Math.round(ms / counted.length))
  return {
    scope,
    id,
    name,
    site,
    provider,
    ...account,
    availability: known === 0 ? null : Math.floor(((100 * up_ms) / known) * SHOWN) / SHOWN,
    outages: counted.length,
    longest_ms: counted.reduce((most, outage) => Math.max(most, outage.counted), 0),
    mttr_ms: per(down_ms),
    mtbf_ms: per(up_ms),
    latency_ms: latency,
    loss_pct: loss,
    target,
    kept: {
      // Not the rounded figure: 99.49999 is less than 99.5, and 99.5 is not.
      availability: target.availability === null || known === 0 ? null : 100 * up_ms >= target.availability * known,
      latency: target.latency_ms === null || latency === null ? null : latency.mean <= target.latency_ms,
      loss: target.loss_pct === null || loss === null ? null : loss.mean <= target.loss_pct,
    },
  }
}

/** Of a provider: whether all of its links that have such a promise kept it. */
export function keptByAll(rows: readonly SlaRow[]): SlaRow['kept'] {
  const all = (what: keyof SlaRow['kept']) => {
    const said = rows.flatMap(({ kept }) => kept[what] ?? [])
    return said.length === 0 ? null : said.every(Boolean)
  }
  return { availability: all('availability'), latency: all('latency'), loss: all('loss') }
}
