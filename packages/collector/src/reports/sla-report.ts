import type { Config } from '@vonggac/model/inventory'
import type { ExclusionKind, SlaBlind, SlaOutage, SlaReport, SlaRow, SlaScope } from '../api-report-types.ts'
import type { Store } from '../store/store.ts'
import { type Blind, createBlindness } from './blindness.ts'
import { added, distributionOf, type Tally } from './distribution.ts'
import type { Exclusion } from './exclusions.ts'
import { readDurations, readPings } from './histories.ts'
import { notesOf, type Source } from './notes.ts'
import { type Outage, outagesOf } from './outages.ts'
import type { Period } from './period.ts'
import { combined, type Run } from './runs.ts'
import { type Account, accountOf, keptByAll, rowOf, sumOf } from './sla-row.ts'
import { lengthOf, merged, type Span, within, without } from './span.ts'
import {
  type LinkSubject,
  meantBy,
  type Scope,
  type ServiceSubject,
  serviceState,
  siteState,
  subjectsOf,
} from './subjects.ts'

/** Most outages and most blind times that a report lists, the longest of each. */
const MAX_LISTED = 5_000

/** What is asked of a report. */
export interface ReportQuery extends Scope {
  readonly period: Period
  /** What every row leaves out. */
  readonly exclude: readonly ExclusionKind[]
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
  readonly signal?: AbortSignal | undefined
}

/** A thing's history with all that a report says of it. */
interface Told {
  readonly row: SlaRow
  /** Of a link: what its results come from. */
  readonly check?: string
  readonly runs: readonly Run[]
  readonly outages: readonly Outage[]
  readonly blind: readonly Blind[]
  readonly excluded: readonly Span[]
}
interface ToldLink extends Told {
  readonly subject: LinkSubject
  readonly account: Account
  readonly tallies: { readonly latency: Tally; readonly loss: Tally }
  readonly watchedSince: number
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
    notes: notesOf({
      config,
      span,
      period,
      links: links.length,
      source: parts.source,
      rawSince: parts.store.rawSince(),
    }),
  }
}

function createTeller(parts: ReportParts & { exclude: readonly ExclusionKind[]; span: Span }) {
  const { store, exclusions, exclude, span, signal, source } = parts
  const blindness = createBlindness(store, span)
  const excludedFor = (kinds: readonly ExclusionKind[], subject: { id: string; site: string; check?: string }) =>
    merged(exclusions.filter(({ kind, match }) => kinds.includes(kind) && meantBy(match)(subject)))
  return {
    async link(subject: LinkSubject): Promise<ToldLink> {
      const { check, id, site } = subject
      const runs = await source.runs(check, span, signal)
      // A contract is about the circuit: that a site has no electricity is not the provider's fault.
      const excluded = excludedFor([...exclude, 'power'], { id, site, check: check.id })
      const up = without(upOf(runs), excluded)
      const tallies = await readPings(store, check, up, signal)
      const outages = await withErrors(store, check.id, outagesOf(runs, excluded))
      const account = accountOf(runs, excluded)
      const watchedSince = await blindness.watchedSince(check.id, runs)
      const row = rowOf(
        { ...subject, scope: 'link', latency: distributionOf(tallies.latency), loss: distributionOf(tallies.loss) },
        account,
        outages,
      )
      const blind = await blindness.spansOf(runs, check.vantage, watchedSince)
      return { subject, row, check: check.id, runs, outages, account, excluded, tallies, watchedSince, blind }
    },

    async site(site: { id: string; name: SlaRow['name'] }, links: readonly ToldLink[]): Promise<Told> {
      const runs = combined(
        links.map((link) => link.runs),
        siteState,
      )
      // What is worked on at one of two links is no time without the site.
      const ofAll = links
        .map(({ subject: { id, check } }) => excludedFor(exclude, { id, site: site.id, check: check.id }))
        .reduce((all, one) => within(all, one))
      const tallies = links.map((link) => link.tallies)
      return this.whole(
        { ...site, scope: 'site', site: site.id },
        { runs, excluded: ofAll, watched: links.map(({ watchedSince }) => watchedSince) },
        {
          agent: links[0]?.subject.check.vantage ?? '',
          latency: added(tallies.map(({ latency }) => latency)),
          loss: added(tallies.map(({ loss }) => loss)),
        },
      )
    },

    async service(subject: ServiceSubject): Promise<Told> {
      const histories: Run[][] = []
      for (const check of subject.checks) histories.push(await source.runs(check, span, signal))
      const watched: number[] = []
      for (const [i, { id }] of subject.checks.entries()) watched.push(await blindness.watchedSince(id, histories[i]!))
      const runs =
        histories.length === 0 ? [{ ...span, state: 'silent' as const }] : combined(histories, serviceState(subject))
      const excluded = excludedFor(exclude, subject)
      const latency = await readDurations(store, subject.checks, without(upOf(runs), excluded), signal)
      const agent = subject.checks[0]?.vantage ?? ''
      return this.whole({ ...subject, scope: 'service' }, { runs, excluded, watched }, { agent, latency })
    },

    async whole(
      what: { scope: SlaScope; id: string; name: SlaRow['name']; site: string; target?: SlaRow['target'] },
      { runs, excluded, watched }: { runs: readonly Run[]; excluded: readonly Span[]; watched: readonly number[] },
      { agent, latency, loss }: { agent: string; latency: Tally; loss?: Tally },
    ): Promise<Told> {
      const outages = outagesOf(runs, excluded)
      const row = rowOf(
        {
          ...what,
          provider: null,
          target: what.target ?? NO_TARGET,
          latency: distributionOf(latency),
          loss: loss ? distributionOf(loss) : null,
        },
        accountOf(runs, excluded),
        outages,
      )
      const since = watched.length === 0 ? span.from : Math.min(...watched)
      return { row, runs, outages, excluded, blind: await blindness.spansOf(runs, agent, since) }
    },
  }
}

const NO_TARGET = { availability: null, latency_ms: null, loss_pct: null }

const upOf = (runs: readonly Run[]) => runs.filter(({ state }) => state === 'up')

function providerRow(id: string, name: SlaRow['name'], links: readonly ToldLink[]): SlaRow {
  const row = rowOf(
    {
      scope: 'provider',
      id,
      name,
      site: null,
      provider: id,
      target: NO_TARGET,
      latency: distributionOf(added(links.map(({ tallies }) => tallies.latency))),
      loss: distributionOf(added(links.map(({ tallies }) => tallies.loss))),
    },
    sumOf(links.map(({ account }) => account)),
    links.flatMap(({ outages }) => outages),
  )
  return { ...row, kept: keptByAll(links.map((link) => link.row)) }
}

/** What was wrong at first stands in the results: read for the outages alone, since a month has a quarter of a million. */
async function withErrors(store: Store, check: string, outages: readonly Outage[]): Promise<Outage[]> {
  const found: Outage[] = []
  for (const outage of outages) {
    const { first } = outage.failure
    let error = outage.failure.error
    const query = { measurement: 'check', fields: ['error'], tags: { check }, from: first, to: first + 1 }
    if (error === '' && found.length < MAX_LISTED)
      for await (const rows of store.rows(query)) error = String(rows.at(-1)?.[1] ?? '')
    found.push({ ...outage, failure: { ...outage.failure, error } })
  }
  return found
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
