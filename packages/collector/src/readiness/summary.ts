import type { Name } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { IncidentSummary, Meeting, MeetingSummary, Preflight } from '../api-types.ts'
import { openTimes } from '../state/incident-runs.ts'
import { listPreflights } from '../state/readiness.ts'
import type { State } from '../state/tables.ts'
import type { SeriesValue, Store } from '../store/store.ts'

/** Figures of the links of a site while a meeting was held. */
interface PathFigures {
  readonly loss: readonly number[]
  readonly latency: readonly number[]
}

/** Where the parts of a summary come from. */
export interface SummaryDeps {
  readonly config: Config
  readonly state: State
  readonly store: Pick<Store, 'series'>
}

/** One figure a minute is enough for a page. */
const STEP_MS = 60_000

/** Collects what is known of a meeting: its tests, what broke meanwhile, and how the links did. Figures are left out while the store is down. */
export async function meetingSummary(meeting: Meeting, { config, state, store }: SummaryDeps): Promise<MeetingSummary> {
  const range = { from: meeting.start, to: Math.max(meeting.start + STEP_MS, meeting.end) }
  const series = async (field: string, aggregate: 'mean' | 'max') =>
    store
      .series({
        measurement: 'ping',
        field,
        tags: { site: meeting.sites },
        groupBy: ['site'],
        ...range,
        stepMs: STEP_MS,
        aggregate,
        limit: 10_000,
      })
      .catch(() => [])
  const [tests, incidents, loss, latency] = await Promise.all([
    listPreflights(state, meeting.id),
    openTimes(state, meeting.start, meeting.end),
    series('percent_packet_loss', 'max'),
    series('average_response_ms', 'mean'),
  ])
  const bySite = (found: Awaited<ReturnType<typeof series>>) =>
    new Map(found.map(({ tags, points }) => [tags.site ?? '', numbers(points)]))
  const [lossBySite, latencyBySite] = [bySite(loss), bySite(latency)]
  const figures = (site: string): PathFigures => ({
    loss: lossBySite.get(site) ?? [],
    latency: latencyBySite.get(site) ?? [],
  })
  const names = new Map(config.sites.map(({ id, name }) => [id, name]))
  const told = incidents.map(({ title_vi: vi, title_en: en, ...run }) => ({ ...run, title: { vi, en } }))
  return summaryOf(meeting, { tests, incidents: told, figures, nameOf: (id) => names.get(id) ?? { vi: id, en: id } })
}

const numbers = (points: readonly (readonly [number, SeriesValue])[]): number[] =>
  points.flatMap(([, value]) => (typeof value === 'number' ? [value] : []))

interface Known {
  /** Newest first. */
  readonly tests: readonly Preflight[]
  readonly incidents: readonly Pick<IncidentSummary, 'id' | 'site' | 'title' | 'opened_at' | 'resolved_at'>[]
  readonly figures: (site: string) => PathFigures
  readonly nameOf: (site: string) => Name
}

/** Puts it together. Pure. An incident that goes on counts up to the end of the meeting. */
export function summaryOf(meeting: Meeting, { tests, incidents, figures, nameOf }: Known): MeetingSummary {
  const before = tests.toReversed()
  const last = tests.find(({ state, started_at }) => state === 'done' && started_at <= meeting.end)
  return {
    meeting,
    verdicts: before.map(({ id, started_at, lead_ms, verdict }) => ({
      at: started_at,
      lead_ms,
      verdict,
      preflight: id,
    })),
    sites: meeting.sites.map((site) => {
      const tested = last?.sites.find((each) => each.site === site)
      const { loss, latency } = figures(site)
      const here = incidents
        .filter((incident) => incident.site === site)
        .map(({ id, title, opened_at, resolved_at }) => ({
          id,
          title,
          from: Math.max(opened_at, meeting.start),
          to: Math.min(resolved_at ?? meeting.end, meeting.end),
        }))
        .filter(({ from, to }) => to > from)
        .sort((a, b) => a.from - b.from)
      return {
        site,
        name: nameOf(site),
        verdict: tested?.verdict ?? null,
        reason: tested?.reasons[0]?.text ?? null,
        loss_mean_pct: mean(loss),
        loss_max_pct: loss.length > 0 ? rounded(Math.max(...loss)) : null,
        latency_mean_ms: mean(latency),
        incidents: here,
        lost_s: Math.round(covered(here) / 1_000),
      }
    }),
  }
}

/** How much time is in any of these spans, which are in order of their beginning, ms. */
function covered(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let sum = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { from, to } of spans) {
    sum += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return sum
}

const rounded = (value: number) => Math.round(value * 100) / 100
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : rounded(values.reduce((sum, value) => sum + value, 0) / values.length)
