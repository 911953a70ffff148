import type { Cause } from '../contract.ts'
import { causeOf } from '../severity.ts'
import type { World } from '../world.ts'
import { beginCase, type ClosedCase, isConfirmed, type Span } from './case.ts'
import type { SiteClues } from './clues.ts'
import type { Sign } from './sign.ts'

/** What is remembered of causes, as JSON. */
export interface SavedCases {
  readonly open: Readonly<Record<string, { readonly base: Cause; readonly signs: readonly Sign[] }>>
  readonly closed: readonly ClosedCase[]
  readonly sites: readonly (readonly [string, readonly Span[]])[]
  readonly clues: readonly (readonly [string, SiteClues])[]
  readonly dueAt: number
}

/** Left out when there is nothing in it. */
export function saveCases({ cases, clues, incidents }: World): { cases?: SavedCases } {
  const { closed, sites, dueAt } = cases
  if (incidents.size + closed.size + clues.size + sites.size === 0) return {}
  const open = Object.fromEntries([...incidents.values()].map(({ id, base, signs }) => [id, { base, signs }]))
  return { cases: { open, closed: [...closed.values()], sites: [...sites], clues: [...clues], dueAt } }
}

/** Goes on from it, when the incidents are there. Sites that are no longer configured are let go. */
export function restoreCases(world: World, saved: SavedCases | undefined): void {
  const { cases, clues, incidents, places } = world
  for (const record of incidents.values()) {
    const known = saved?.open[record.id]
    record.base = known?.base ?? causeOf(record.node)
    record.signs = known?.signs ?? []
    if (!known && !isConfirmed(record.attribution)) beginCase(world, record.held, record.since)
  }
  if (!saved) return
  for (const closed of saved.closed) cases.closed.set(closed.incident.id, closed)
  for (const [site, spans] of saved.sites) if (places.bySite.has(site)) cases.sites.set(site, spans)
  for (const [site, known] of saved.clues) if (places.bySite.has(site)) clues.set(site, known)
  cases.dueAt = saved.dueAt
}
