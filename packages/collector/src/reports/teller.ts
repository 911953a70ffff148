import type { Check } from '@vonggac/model'
import type { ExclusionKind, SlaRow, SlaScope } from '../api-report-types.ts'
import type { Store } from '../store/store.ts'
import { type Blind, createBlindness } from './blindness.ts'
import { added, distributionOf, type Tally } from './distribution.ts'
import type { Exclusion } from './exclusions.ts'
import { readDurations, readPings } from './histories.ts'
import type { Source } from './notes.ts'
import { type Outage, outagesOf } from './outages.ts'
import { combined, type Run } from './runs.ts'
import { type Account, accountOf, keptByAll, rowOf, sumOf } from './sla-row.ts'
import { merged, type Span, within, without } from './span.ts'
import { type LinkSubject, meantBy, type ServiceSubject, serviceState, siteState } from './subjects.ts'

/** Most outages of a thing whose error is looked up. */
const MAX_LOOKED_UP = 5_000

/** What histories are told from. */
interface TellerParts {
  readonly store: Store
  readonly source: Source
  /** Everything that may be left out in the period. */
  readonly exclusions: readonly Exclusion[]
  /** What every row leaves out. */
  readonly exclude: readonly ExclusionKind[]
  readonly span: Span
  readonly signal?: AbortSignal | undefined
}

/** A thing's history with all that a report says of it. */
export interface Told {
  readonly row: SlaRow
  /** Of a link: what its results come from. */
  readonly check?: string
  readonly runs: readonly Run[]
  readonly outages: readonly Outage[]
  readonly blind: readonly Blind[]
  readonly excluded: readonly Span[]
}
/** A link's, with what sites and providers are made of. */
export interface ToldLink extends Told {
  readonly subject: LinkSubject
  readonly account: Account
  readonly tallies: { readonly latency: Tally; readonly loss: Tally }
  readonly watchedSince: number
  readonly exactFrom: number
}

/** What a site's or a service's history is, and what it rests on. */
interface History extends Pick<Told, 'runs' | 'excluded' | 'blind'> {
  readonly exactFrom: number
}

/** Tells of one thing after the other. What it has read of agents it keeps. */
export function createTeller(parts: TellerParts) {
  const { store, exclusions, exclude, span, signal, source } = parts
  const blindness = createBlindness(store, span, source.knownFrom)
  const excludedFor = (kinds: readonly ExclusionKind[], subject: { id: string; site: string; check?: string }) =>
    merged(exclusions.filter(({ kind, match }) => kinds.includes(kind) && meantBy(match)(subject)))
  const blindIn = (runs: readonly Run[], agent = '', watched: readonly number[]) =>
    blindness.spansOf(runs, agent, watched.length === 0 ? span.from : Math.min(...watched))
  return {
    /** A link, from its check. */
    async link(subject: LinkSubject): Promise<ToldLink> {
      const { check, id, site } = subject
      const runs = await source.runs(check, span, signal)
      // A contract is about the circuit: that a site has no electricity is not the provider's fault.
      const excluded = excludedFor([...exclude, 'power'], { id, site, check: check.id })
      const up = without(upOf(runs), excluded)
      const tallies = await readPings(store, check, up, signal)
      const outages = await withErrors(store, check.id, outagesOf(runs, excluded))
      const exactFrom = source.exactFrom(check, span)
      const account = accountOf(runs, excluded, exactFrom)
      const watchedSince = await blindness.watchedSince(check.id, runs)
      const row = rowOf(
        { ...subject, scope: 'link', latency: distributionOf(tallies.latency), loss: distributionOf(tallies.loss) },
        account,
        outages,
      )
      const blind = await blindness.spansOf(runs, check.vantage, watchedSince)
      return {
        subject,
        row,
        check: check.id,
        runs,
        outages,
        account,
        excluded,
        tallies,
        watchedSince,
        blind,
        exactFrom,
      }
    },

    /** A site, from its links. */
    async site(site: { id: string; name: SlaRow['name'] }, links: readonly ToldLink[]): Promise<Told> {
      const runs = combined(
        links.map((link) => link.runs),
        siteState,
      )
      // What is worked on at one of two links is no time without the site.
      const ofAll = links
        .map(({ subject: { id, check } }) => excludedFor(exclude, { id, site: site.id, check: check.id }))
        .reduce((all, one) => within(all, one))
      const watched = links.map(({ watchedSince }) => watchedSince)
      return whole(
        { ...site, scope: 'site', site: site.id },
        {
          runs,
          excluded: ofAll,
          blind: await blindIn(runs, links[0]?.subject.check.vantage, watched),
          exactFrom: Math.max(...links.map((link) => link.exactFrom)),
        },
        talliesOf(links),
      )
    },

    /** A service, from its checks. */
    async service(subject: ServiceSubject): Promise<Told> {
      const { histories, watched, exactFrom } = await readAll(subject.checks, parts, blindness)
      const runs =
        histories.length === 0 ? [{ ...span, state: 'silent' as const }] : combined(histories, serviceState(subject))
      const excluded = excludedFor(exclude, subject)
      const latency = await readDurations(store, subject.checks, without(upOf(runs), excluded), signal)
      const blind = await blindIn(runs, subject.checks[0]?.vantage, watched)
      return whole({ ...subject, scope: 'service' }, { runs, excluded, blind, exactFrom }, { latency })
    },
  }
}

/** The histories of several checks, since when each was watched, and from when on all are exact. */
async function readAll(
  checks: readonly Check[],
  { source, span, signal }: TellerParts,
  blindness: ReturnType<typeof createBlindness>,
) {
  const histories: Run[][] = []
  const watched: number[] = []
  for (const check of checks) {
    const runs = await source.runs(check, span, signal)
    histories.push(runs)
    watched.push(await blindness.watchedSince(check.id, runs))
  }
  return { histories, watched, exactFrom: Math.max(span.from, ...checks.map((check) => source.exactFrom(check, span))) }
}

/** A row of several parts: a site by its links, a service by its checks. */
function whole(
  what: { scope: SlaScope; id: string; name: SlaRow['name']; site: string; target?: SlaRow['target'] },
  { runs, excluded, blind, exactFrom }: History,
  { latency, loss }: { latency: Tally; loss?: Tally },
): Told {
  const outages = outagesOf(runs, excluded)
  const row = rowOf(
    {
      ...what,
      provider: null,
      target: what.target ?? NO_TARGET,
      latency: distributionOf(latency),
      loss: loss ? distributionOf(loss) : null,
    },
    accountOf(runs, excluded, exactFrom),
    outages,
  )
  return { row, runs, outages, excluded, blind }
}

const talliesOf = (links: readonly ToldLink[]) => ({
  latency: added(links.map(({ tallies }) => tallies.latency)),
  loss: added(links.map(({ tallies }) => tallies.loss)),
})

const NO_TARGET = { availability: null, latency_ms: null, loss_pct: null }

const upOf = (runs: readonly Run[]) => runs.filter(({ state }) => state === 'up')

/** A provider is the sum of its links. */
export function providerRow(id: string, name: SlaRow['name'], links: readonly ToldLink[]): SlaRow {
  const { latency, loss } = talliesOf(links)
  const row = rowOf(
    {
      scope: 'provider',
      id,
      name,
      site: null,
      provider: id,
      target: NO_TARGET,
      latency: distributionOf(latency),
      loss: distributionOf(loss),
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
    if (error === '' && found.length < MAX_LOOKED_UP)
      for await (const rows of store.rows(query)) error = String(rows.at(-1)?.[1] ?? '')
    found.push({ ...outage, failure: { ...outage.failure, error } })
  }
  return found
}
