import type { Attribution, Cause, Incident } from '../contract.ts'
import type { IncidentRecord, NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import type { Sign } from './sign.ts'

/** What is judged: an incident, open or over. */
export interface Case {
  readonly node: NodeRecord
  /** All nodes that it is about. */
  readonly held: Iterable<NodeRecord>
  /** As what it is seen. */
  readonly base: Cause
  /** What was seen when it opened, and since then. */
  readonly signs: readonly Sign[]
  /** When it began and ended, by the agents' clocks; `Infinity`: it lasts. */
  readonly since: number
  readonly until: number
}

/** An incident that is over and whose cause may still turn out to be another. Plain JSON. */
export interface ClosedCase {
  readonly incident: Incident
  readonly base: Cause
  readonly signs: readonly Sign[]
  /** When its checks were well again, by the agents' clocks, before that was believed. */
  readonly wellAt: number
  /** When it ended, by our clock. */
  readonly overAt: number
}

/** Everything about causes that are not certain yet. */
export interface Cases {
  /** By incident, the one that ended first in front. */
  readonly closed: Map<string, ClosedCase>
  /** Sites of incidents, open or over, whose cause is not confirmed: of these more is kept. */
  readonly sites: Map<string, readonly Span[]>
  /** When all of them are looked at next, by our clock; 0: there are none. */
  dueAt: number
}

/** From when to when something of a site failed; `null`: it lasts. */
export interface Span {
  readonly from: number
  readonly to: number | null
}

/** Incidents that are over and wait for confirmation: beyond it the oldest are taken as they are. */
export const MAX_CLOSED = 1_000
/** After something new was heard of a site: what comes with it is judged together. */
export const SOON_MS = 5_000
/** How often everything is looked at that is not confirmed. */
export const EVERY_MS = 30_000
/** A result may come a little after what it tells of, and what it tells of may begin a little before the first lost packet. */
const EDGE_MS = 15_000

export const newCases = (): Cases => ({ closed: new Map(), sites: new Map(), dueAt: 0 })

export const isConfirmed = (attribution: Attribution | undefined): boolean => attribution?.state === 'confirmed'

/** The sites that an incident is about. */
export const sitesOf = (held: Iterable<NodeRecord>): Set<string> =>
  new Set([...held].map(({ topology }) => topology.site).filter((site) => site !== ''))

export const caseOf = (record: IncidentRecord): Case => ({ ...record, until: Number.POSITIVE_INFINITY })

/** The same of one that is over; `undefined`: what it was about is not configured any more. */
export function closedCaseOf({ nodes }: World, { incident, base, signs, wellAt }: ClosedCase): Case | undefined {
  const node = nodes.get(incident.node)
  if (!node) return undefined
  const held = (incident.nodes ?? [incident.node]).flatMap((id) => nodes.get(id) ?? [])
  return { node, held, base, signs, since: incident.since, until: Math.min(incident.resolvedAt ?? wellAt, wellAt) }
}

/** Its cause is to be found out: from now on more is kept of its sites. */
export function beginCase({ cases, now }: World, held: Iterable<NodeRecord>, since: number): void {
  for (const site of sitesOf(held)) putSpan(cases, site, { from: since - EDGE_MS, to: null })
  cases.dueAt = cases.dueAt === 0 ? now + EVERY_MS : Math.min(cases.dueAt, now + EVERY_MS)
}

const endOf = (to: number | null): number => to ?? Number.POSITIVE_INFINITY

function putSpan({ sites }: Cases, site: string, span: Span): void {
  const spans = sites.get(site) ?? []
  const covers = ({ from, to }: Span) => from <= span.from && endOf(to) >= endOf(span.to)
  if (!spans.some(covers)) sites.set(site, [...spans, span])
}

/** An incident is over. Why it was may only now be found out. */
export function closeCase({ cases, now }: World, record: IncidentRecord, incident: Incident): void {
  const { attribution, base, signs, ends } = record
  if (isConfirmed(attribution)) return
  const wellAt = ends.size > 0 ? Math.max(...ends.values()) : now
  cases.closed.set(incident.id, { incident, base, signs, wellAt, overAt: now })
}

/** Times of one that is over were put right. */
export function amendCase({ cases }: World, incident: Incident): void {
  const known = cases.closed.get(incident.id)
  if (known) cases.closed.set(incident.id, { ...known, incident })
}

/** Our clock was set back: what is over is so for as long as before. */
export function moveCases({ cases, now }: World, moved: (at: number) => number): void {
  for (const [id, closed] of cases.closed) cases.closed.set(id, { ...closed, overAt: moved(closed.overAt) })
  if (cases.dueAt > 0) cases.dueAt = now + EVERY_MS
}

/** Works out of which sites more is to be kept. Returns whether there are any cases. */
export function recountSites(world: World): boolean {
  const { cases, incidents } = world
  cases.sites.clear()
  const open = [...incidents.values()].filter(({ attribution }) => !isConfirmed(attribution))
  for (const { held, since } of open)
    for (const site of sitesOf(held)) putSpan(cases, site, { from: since - EDGE_MS, to: null })
  for (const closed of cases.closed.values()) {
    const one = closedCaseOf(world, closed)
    for (const site of sitesOf(one?.held ?? []))
      putSpan(cases, site, { from: one!.since - EDGE_MS, to: one!.until + EDGE_MS })
  }
  return open.length + cases.closed.size > 0
}

/** Whether more is kept of a site: something of it fails, or did, and why is not certain. */
export const isOpenToJudgement = ({ cases }: World, site: string): boolean => cases.sites.has(site)

/** Whether something of the site failed at a moment. */
export const isInOutage = ({ cases }: World, site: string, at: number): boolean =>
  cases.sites.get(site)?.some(({ from, to }) => from <= at && at <= endOf(to)) ?? false

/** Something was heard that may change a cause. */
export function noteNews({ cases, now }: World): void {
  if (cases.dueAt > 0) cases.dueAt = Math.min(cases.dueAt, now + SOON_MS)
}
