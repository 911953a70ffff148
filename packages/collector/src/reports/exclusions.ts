import type { ExclusionKind } from '../api-report-types.ts'
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

/** Sites without electricity, as the incidents of that cause say: from the first failure until it was over. */
export function powerExclusions(state: State): Exclusions {
  return async (span) => {
    const rows = await state
      .selectFrom('incidents')
      .select(['id', 'site', 'since', 'resolved_at', 'title_vi'])
      .where('cause', '=', 'power')
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
