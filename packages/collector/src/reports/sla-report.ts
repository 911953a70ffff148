import type { Name } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { ExclusionKind, SlaBlind, SlaOutage, SlaReport, SlaRow } from '../api-report-types.ts'
import type { Store } from '../store/store.ts'
import type { Blind } from './blindness.ts'
import type { Exclusion } from './exclusions.ts'
import { notesOf, type Source } from './notes.ts'
import type { Outage } from './outages.ts'
import type { Period } from './period.ts'
import { lengthOf, type Span, within } from './span.ts'
import { meantBy, type Scope, subjectsOf } from './subjects.ts'
import { createTeller, providerRow, type Told, type ToldLink } from './teller.ts'

/** Most outages and most blind times that a report lists, the longest of each. */
const MAX_LISTED = 5_000

/** What is asked of a report. */
export interface ReportQuery extends Scope {
  readonly period: Period
  /** What every row leaves out. */
  readonly exclude: readonly ExclusionKind[]
  /** From raw results only, whatever else is kept. */
  readonly raw?: boolean
}

/** What a report is made from. */
export interface ReportParts {
  readonly config: Config
  readonly store: Store
  /** Everything that may be left out in the period. */
  readonly exclusions: readonly Exclusion[]
  /** Where histories come from. */
  readonly source: Source
  readonly now: number
  /** What else a reader has to know. */
  readonly notes?: readonly Name[]
  readonly signal?: AbortSignal | undefined
}

/** Makes the report. A month of a province is read once, link by link, in little memory. */
export async function slaReport(query: ReportQuery, parts: ReportParts): Promise<SlaReport> {
  const { config, now } = parts
  const { period, exclude } = query
  const span = { from: period.from, to: Math.min(period.to, Math.max(period.from, now)) }
  const subjects = subjectsOf(config, query)
  const teller = createTeller({ ...parts, exclude, span })
  const links: ToldLink[] = []
  for (const subject of subjects.links) links.push(await teller.link(subject))
  const services: Told[] = []
  for (const subject of subjects.services) services.push(await teller.service(subject))
  const providers = subjects.providers.map(({ id, name }) =>
    providerRow(
      id,
      name,
      links.filter(({ subject }) => subject.provider === id),
    ),
  )
  const sites: Told[] = []
  for (const { id, name } of subjects.sites) {
    const own = links.filter(({ subject }) => subject.site === id)
    sites.push(await teller.site({ id, name }, own))
  }
  const told = [...links, ...sites, ...services]
  const outages = longest(told.flatMap(({ row, outages: found }) => found.map((one) => outageOf(row, one))))
  const blind = longest(told.flatMap(({ row, blind: found }) => found.map((one) => blindOf(row, one))))
  return {
    organisation: config.organisation.name,
    period: {
      from: span.from,
      to: span.to,
      month: period.month,
      timezone: config.organisation.timezone,
      complete: period.to <= now,
    },
    generated_at: now,
    excluded: exclude,
    rows: [...providers, ...told.map(({ row }) => row)],
    outages: outages.kept,
    blind: blind.kept,
    exclusions: parts.exclusions.map((exclusion) => ({ ...exclusion, applied: appliedTo(exclusion, told, exclude) })),
    left_out: { outages: outages.left, blind: blind.left },
    notes: [...notesOf({ span, period, links: links.length, source: parts.source }), ...(parts.notes ?? [])],
  }
}

const outageOf = (
  { scope, id }: SlaRow,
  { failure, firstGood, counted, from, to, before, after }: Outage,
): SlaOutage => ({
  scope,
  id,
  from,
  to,
  counted_ms: counted,
  before,
  after,
  results: failure.results === 0 ? null : failure.results,
  first_failed: failure.first,
  last_failed: failure.last,
  last_good: failure.lastGood,
  first_good: firstGood,
  error: failure.error,
})

const blindOf = ({ scope, id }: SlaRow, { from, to, reason }: Blind): SlaBlind => ({ scope, id, from, to, reason })

/** The longest, in order of time. */
function longest<T extends Span>(all: readonly T[]): { kept: T[]; left: number } {
  const kept = all.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_LISTED)
  return { kept: kept.sort((a, b) => a.from - b.from), left: all.length - kept.length }
}

/** What of an exclusion lies in the rows that leave it out. */
function appliedTo({ kind, from, to, match }: Exclusion, told: readonly Told[], exclude: readonly ExclusionKind[]) {
  const means = meantBy(match)
  return told.flatMap(({ row, check, runs, excluded }) => {
    const counts = exclude.includes(kind) || (kind === 'power' && row.scope === 'link')
    if (!counts || !means({ id: row.id, site: row.site ?? '', ...(check !== undefined && { check }) })) return []
    const inside = within(
      runs.filter(({ state }) => state !== 'closed'),
      within([{ from, to }], excluded),
    )
    const ms = lengthOf(inside)
    return ms === 0 ? [] : [{ id: row.id, ms, down_ms: lengthOf(inside.filter(({ state }) => state === 'down')) }]
  })
}
