import type { Check, Status } from '@vonggac/model'
import type { Device, Link, Site } from '@vonggac/model/inventory'
import type { CheckStatus, DeviceStatus, LinkStatus, SiteState } from '../api-types.ts'
import { type CheckTable, worst } from './check-table.ts'
import type { PathTable } from './path-figures.ts'

/** What a status is worked out from: who asks gives the tables, the moment, and the checks by node. */
export interface View {
  readonly checks: CheckTable
  readonly paths: PathTable
  readonly byNode: ReadonlyMap<string, readonly Check[]>
  readonly now: number
  /** The organisation's time zone: of sites that have none of their own. */
  readonly zone: string
}

/** A link as its checks and the last ping see it. */
export function linkStatus(site: Site, link: Link, view: View): LinkStatus {
  const node = `${site.id}/${link.id}`
  const checks = (view.byNode.get(node) ?? []).map((check) => view.checks.describe(check, view.now))
  const graded = gradedOnLink(checks)
  const status = worst(graded.map((check) => check.status))
  const deciding = graded.filter((check) => check.status === status)
  const figures = status === 'unknown' ? undefined : view.paths.get(node)
  return {
    id: link.id,
    provider: link.provider,
    role: link.role,
    gateway: link.gateway,
    bandwidth_bps: link.bandwidth ?? null,
    status,
    since: earliest(deciding.map((check) => check.since)),
    at: latest(checks.map((check) => check.at)),
    latency_ms: figures?.latency_ms ?? null,
    loss_pct: figures?.loss_pct ?? null,
    jitter_ms: figures?.jitter_ms ?? null,
  }
}

/** Where a link is pinged, its pings say whether it is up; anything else that fails on it makes it poor. */
function gradedOnLink(checks: readonly CheckStatus[]): readonly CheckStatus[] {
  if (!checks.some(({ kind }) => kind === 'icmp')) return checks
  return checks.map((check) =>
    check.kind === 'icmp' || check.status !== 'fail' ? check : { ...check, status: 'warn' as const },
  )
}

/** A device: as bad as the worst check about it. */
export function deviceStatus(site: Site, device: Device, view: View): DeviceStatus {
  const checks = view.byNode.get(`${site.id}/${device.id}`) ?? []
  const status = worst(checks.map((check) => view.checks.status(check.id, view.now)))
  return { id: device.id, role: device.role, address: device.address, status }
}

/** Down: no link left. Degraded: a link is bad, or something on the site fails. Unknown: nothing is heard of it. */
export function siteState(links: readonly Status[], inside: readonly Status[]): SiteState {
  const all = [...links, ...inside]
  if (links.length > 0 && links.every((status) => status === 'fail')) return 'down'
  if (all.every((status) => status === 'unknown')) return 'unknown'
  if (links.length > 0 && links.every((status) => status === 'unknown')) return 'unknown'
  if (links.some((status) => status === 'fail' || status === 'warn') || inside.includes('fail')) return 'degraded'
  return 'ok'
}

/** The working link with the lowest latency, which is the site's own; a failed one when none works. */
export function bestLink(links: readonly LinkStatus[]): LinkStatus | undefined {
  const rank = (link: LinkStatus) =>
    (link.status === 'fail' ? 1e9 : link.status === 'unknown' ? 1e8 : 0) + (link.latency_ms ?? 1e7)
  return links.toSorted((a, b) => rank(a) - rank(b))[0]
}

const present = (times: readonly (number | null)[]) => times.filter((time) => time !== null)
const earliest = (times: readonly (number | null)[]) => (present(times).length > 0 ? Math.min(...present(times)) : null)
const latest = (times: readonly (number | null)[]) => (present(times).length > 0 ? Math.max(...present(times)) : null)
