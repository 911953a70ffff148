import type { World } from '../world.ts'

/** What was heard of a site that may tell why something of it fails. By the agents' clocks, Unix ms. Plain JSON. */
export interface SiteClues {
  /** When a UPS ran on its battery, oldest first. */
  spells: readonly Spell[]
  /** When a UPS first and last said that it had mains, while something of the site failed; empty: it did not. */
  mains: readonly number[]
  /** By node: since when a device or machine is up. Only while something of the site fails. */
  boots: Readonly<Record<string, Boot>>
  /** By link: how the interface that ends it on the site was. Only while something of the site fails. */
  wan: Readonly<Record<string, WanEnd>>
  /** What devices said by themselves, oldest first. */
  traps: readonly TrapClue[]
  /** By link: where the way there ended when it was last traced and did not lead there. */
  paths: Readonly<Record<string, PathEnd>>
}

export interface Spell {
  readonly node: string
  readonly from: number
  /** When it was last said, and when mains was back; 0: it is not known to be. */
  readonly to: number
  readonly overAt: number
  /** Only by a trap, which anybody can send. */
  readonly unsure: boolean
}

export interface Boot {
  readonly at: number
  /** When that was said last. */
  readonly seenAt: number
}

export interface WanEnd {
  readonly at: number
  readonly up: boolean
  readonly device: string
  readonly interface: string
}

export interface TrapClue {
  readonly at: number
  readonly node: string
  /** What it means to us, as the agent says: `link-down`. */
  readonly effect: string
  readonly summary: string
}

export interface PathEnd {
  readonly at: number
  /** The last address that answered; empty: none did. */
  readonly last: string
}

/** By site. There are no more than the inventory has sites. */
export type Clues = Map<string, SiteClues>

const NONE: SiteClues = { spells: [], mains: [], boots: {}, wan: {}, traps: [], paths: {} }

/** What is remembered of a site: the last of each. */
export const MAX_SPELLS = 4
export const MAX_TRAPS = 8
/** Agents keep no more than a week: what is older is no clue to anything that is still open to judgement. */
export const KEEP_MS = 7 * 86_400_000
/** What agents' clocks may be ahead of ours without being wrong. */
const SKEW_MS = 2_000

/** Nothing is known of most sites. */
export const cluesOf = ({ clues }: Pick<World, 'clues'>, site: string): SiteClues => clues.get(site) ?? NONE

export const setClues = ({ clues }: Pick<World, 'clues'>, site: string, change: Partial<SiteClues>): void =>
  void clues.set(site, { ...(clues.get(site) ?? NONE), ...change })

/** Whether a moment can be one: neither in the future nor too long ago. */
export const isPlausible = ({ now }: Pick<World, 'now'>, at: number): boolean =>
  at > now - KEEP_MS && at <= now + SKEW_MS

/** What is only of use while something of a site fails is let go when nothing does. */
export function pruneClues({ clues, cases }: Pick<World, 'clues' | 'cases'>): void {
  for (const [site, known] of clues) {
    if (cases.sites.has(site)) continue
    const { spells, traps, paths } = known
    if (spells.length + traps.length + Object.keys(paths).length === 0) clues.delete(site)
    else if (known.mains.length > 0 || Object.keys(known.boots).length + Object.keys(known.wan).length > 0)
      clues.set(site, { ...NONE, spells, traps, paths })
  }
}
