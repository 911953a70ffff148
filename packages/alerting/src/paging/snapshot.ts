import type { MaintenanceWindow } from '../contract.ts'
import { applyHush, hushOf } from './hush.ts'
import { policyFor } from './opening.ts'
import type { Page, Paging, Storm } from './page.ts'
import { stormId } from './storm.ts'

interface Snapshot {
  readonly version: 1
  readonly now: number
  readonly pages: readonly Page[]
  readonly storms: readonly Storm[]
  readonly groups: readonly (readonly [string, readonly string[]])[]
  readonly windows: readonly MaintenanceWindow[]
}

/** Everything that a pager remembers, as JSON: a copy that no longer changes. */
export const savePager = ({ now, pages, storms, groups, hush }: Paging): Snapshot =>
  structuredClone({
    version: 1,
    now,
    pages: [...pages.values()],
    storms: [...storms.values()],
    groups: [...groups],
    windows: [...hush.windows],
  })

/** Goes on from a snapshot. Throws when it is none of ours. */
export function restorePager(paging: Paging, snapshot: unknown): void {
  if (!isSnapshot(snapshot)) throw new TypeError('this is no snapshot of the pager')
  const { now, pages, storms, groups, windows } = structuredClone(snapshot)
  paging.now = now
  paging.hush = hushOf(windows)
  for (const page of pages) paging.pages.set(page.incident.id, page)
  for (const storm of storms) paging.storms.set(stormId(storm), storm)
  for (const [group, ids] of groups) paging.groups.set(group, ids)
  // Of the same moment, so that nothing changes by it.
  applyHush(paging)
  for (const page of pages) adopt(paging, page)
}

const isSnapshot = (value: unknown): value is Snapshot =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'pages' in value

/** The escalation of a page may be gone, or there is one for it now: that begins, and tells nobody twice. */
function adopt(paging: Paging, page: Page): void {
  const kept = paging.policies.find(({ id }) => id === page.policy)
  if (kept && page.level < kept.levels.length) return
  const policy = kept ?? policyFor(paging, page.incident)
  if (page.policy === (policy?.id ?? null) && !kept) return
  Object.assign(page, {
    policy: policy?.id ?? null,
    chains: [],
    level: -1,
    levelAt: null,
    round: 0,
  } satisfies Partial<Page>)
  if (policy && !page.end && !page.acknowledged && !page.hushed && page.snoozedUntil === null) page.levelAt = paging.now
}
