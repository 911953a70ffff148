import { type Config, plannedWork } from '@vonggac/model/inventory'
import { sql } from 'kysely'
import type { ExclusionKind } from '../api-report-types.ts'
import type { CalendarWork } from '../maintenance/calendar-work.ts'
import { listQuietTimes } from '../state/quiet-times.ts'
import type { State } from '../state/tables.ts'
import type { Span } from './span.ts'

/** A time that may count on neither side, and for what. */
export interface Exclusion extends Span {
  readonly kind: ExclusionKind
  /** Globs over the ids of links, sites, services and checks. */
  readonly match: readonly string[]
  /** For people: which incident, which piece of work. */
  readonly reason: string
}

/** Where exclusions come from: everything that touches a span. */
export type Exclusions = (span: Span) => Promise<readonly Exclusion[]>

/** Most incidents of one report that are read. */
const MAX_INCIDENTS = 10_000

/** It takes time off a provider's account: a guess, or a trap that anybody can send, is not enough for that. */
const SURE = 0.8

/** Sites without electricity, as the incidents of that cause say: from the first failure until it was over. */
export function powerExclusions(state: State): Exclusions {
  return async (span) => {
    const rows = await state
      .selectFrom('incidents')
      .select(['id', 'site', 'since', 'resolved_at', 'title_vi'])
      .where('cause', '=', 'power')
      .where(sql<boolean>`coalesce(json_extract(attribution, '$.confidence'), 1) >= ${SURE}`)
      .where('since', '<', span.to)
      .where((where) => where.or([where('resolved_at', 'is', null), where('resolved_at', '>', span.from)]))
      .orderBy('since')
      .limit(MAX_INCIDENTS)
      .execute()
    return rows.map(({ id, site, since, resolved_at, title_vi }) => ({
      kind: 'power',
      from: Math.max(since, span.from),
      to: Math.min(resolved_at ?? span.to, span.to),
      match: [site, `${site}/**`],
      reason: `${id}: ${title_vi}`,
    }))
  }
}

/** Where maintenance windows come from. */
interface MaintenanceParts {
  readonly state: State
  readonly config: Config
  readonly calendars: Calendars
}

/** What calendars of maintenance say of a time. */
export type Calendars = (range: Span & { readonly signal: AbortSignal }) => Promise<CalendarWork>

/**
 * Maintenance windows: of the configuration, of calendars, and those that people entered. Of the last it is said by whom, and whether
 * that was only after the work had begun, since it takes time off somebody's account.
 */
export function maintenanceExclusions({ state, config, calendars }: MaintenanceParts) {
  return async (
    span: Span,
    signal = new AbortController().signal,
  ): Promise<{ readonly exclusions: readonly Exclusion[]; readonly problems: readonly string[] }> => {
    const { windows, problems } = await calendars({ ...span, signal })
    const entered = await listQuietTimes(state, 'maintenance', span.from, span.to)
    const planned = [...plannedWork(config, span.from, span.to), ...windows]
    const all = [
      ...planned.map((work) => ({ ...work, reason: work.title.vi })),
      ...entered.map((work) => ({
        ...work,
        reason: `${work.title.vi} (${work.by}${work.createdAt > work.from ? '; nhập sau khi bắt đầu / entered after it began' : ''})`,
      })),
    ]
    const exclusions = all
      .filter(({ from, to }) => to > span.from && from < span.to)
      .map(
        ({ from, to, match, reason }): Exclusion => ({
          kind: 'maintenance',
          from: Math.max(from, span.from),
          to: Math.min(to, span.to),
          match,
          reason,
        }),
      )
    return { exclusions, problems }
  }
}
