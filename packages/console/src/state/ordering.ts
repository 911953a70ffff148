import type { IncidentSummary, SiteState, SiteStatus, Status } from '../api/document.ts'
import { shortName } from '../i18n/short-name.ts'

const siteRank: Readonly<Record<SiteState, number>> = { down: 0, degraded: 1, unknown: 2, ok: 3 }
const kindRank: Readonly<Record<string, number>> = { hub: 0, district: 1, department: 2 }
const statusRank: Readonly<Record<Status, number>> = { fail: 0, warn: 1, unknown: 2, ok: 3 }
const collator = new Intl.Collator('vi', { numeric: true })

/** How the grid is ordered: `fixed` never moves a tile under the pointer, `worst` puts trouble first. */
export type SiteOrder = 'fixed' | 'worst'

/** By kind (hub, districts, departments, others), then by the short name that the tiles show. */
export function fixedOrder(sites: Iterable<SiteStatus>): SiteStatus[] {
  const rank = (site: SiteStatus) => kindRank[site.kind] ?? 3
  return [...sites].sort(
    (a, b) =>
      rank(a) - rank(b) || collator.compare(shortName(a.name, 'vi'), shortName(b.name, 'vi')) || (a.id < b.id ? -1 : 1),
  )
}

/** Down, degraded, unknown, ok; within one state as `fixedOrder`. */
export function worstFirst(sites: Iterable<SiteStatus>): SiteStatus[] {
  return fixedOrder(sites).sort((a, b) => siteRank[a.state] - siteRank[b.state])
}

/** Unresolved incidents that no other one speaks for: critical before warning, unacknowledged before acknowledged, the oldest first. */
export function openIncidents(incidents: Iterable<IncidentSummary>): IncidentSummary[] {
  const rank = ({ severity, state }: IncidentSummary) =>
    (severity === 'critical' ? 0 : 2) + (state === 'acknowledged' ? 1 : 0)
  return [...incidents]
    .filter(({ state, merged_into }) => state !== 'resolved' && !merged_into)
    .sort((a, b) => rank(a) - rank(b) || a.opened_at - b.opened_at)
}

/** Three places of the page ask at every change of anything: sorted once for each state of the incidents. */
const opened = new WeakMap<ReadonlyMap<string, IncidentSummary>, readonly IncidentSummary[]>()

/** `openIncidents` of what is known now: the same list as long as that is the same. */
export function openOf(incidents: ReadonlyMap<string, IncidentSummary>): readonly IncidentSummary[] {
  const known = opened.get(incidents)
  if (known) return known
  const list = openIncidents(incidents.values())
  opened.set(incidents, list)
  return list
}

/** Orders anything with a status: failures first. */
export const byStatus = (a: { readonly status: Status }, b: { readonly status: Status }) =>
  statusRank[a.status] - statusRank[b.status]
