import { failsItself, hubOfLink } from '../reachability.ts'
import { reason } from '../reason.ts'
import type { NodeRecord } from '../record.ts'
import type { World } from '../world.ts'
import { joinGroup, openGroup } from './group.ts'

/** The node of a provider; no site can have this name. */
export const providerNode = (provider: string): string => `@provider/${provider}`

/** What is known of a provider's links, of those that hang on one hub. */
interface Tally {
  readonly provider: NodeRecord
  /** Its links, and those that fail since lately. */
  readonly links: readonly NodeRecord[]
  readonly failed: readonly NodeRecord[]
  /** Those of all others, and of them those that fail since lately. */
  readonly others: readonly NodeRecord[]
  readonly othersFailed: readonly NodeRecord[]
}

function tally(world: World, link: NodeRecord): Tally | undefined {
  const { provider } = link.topology
  const group = provider === undefined ? undefined : world.nodes.get(providerNode(provider))
  const hub = hubOfLink(link)
  if (!group || !hub) return undefined
  const all = hub.links
  const links = all.filter(({ topology }) => topology.provider === provider)
  const others = all.filter(({ topology }) => topology.provider !== provider)
  const lately = ({ failedAt, maintained }: NodeRecord) =>
    !maintained && failedAt > world.now - world.timing.providerWindowMs
  const out = (some: readonly NodeRecord[]) => some.filter((each) => hub.failing.has(each) && lately(each))
  return { provider: group, links, failed: out(links), others, othersFailed: out(others) }
}

const sitesOf = (links: readonly NodeRecord[]) => new Set(links.map(({ topology }) => topology.site)).size

/**
 * Whether a provider is the cause: links of it fail together at several sites, and hardly any link of the others does. With
 * no other provider to compare with, that cannot be told from our own end.
 */
const isProviderFailure = (world: World, { links, failed, others, othersFailed }: Tally): boolean =>
  failed.length >= Math.max(world.timing.providerSites, world.timing.providerShare * links.length) &&
  sitesOf(failed) >= world.timing.providerSites &&
  others.length > 0 &&
  othersFailed.length * 5 <= failed.length

/** A failing link that its provider explains: it joins that incident, or opens it. Returns whether it did. */
export function blameProvider(world: World, link: NodeRecord): boolean {
  if (!failsItself(link)) return false
  const counted = tally(world, link)
  if (!counted || counted.provider.maintained) return false
  const { provider, links, failed } = counted
  if (provider.incident) {
    joinGroup(world, provider, { node: link, why: reason('provider-down', `${provider.id} fails`) })
    return true
  }
  if (!isProviderFailure(world, counted)) return false
  const why = reason('provider-down', `${failed.length} of its ${links.length} links failed together`)
  openGroup(world, provider, { nodes: failed.filter(failsItself), why })
  return true
}

/** Links of the hub that failed together are all of one provider, while several of others work: then it is not our end. */
export function isOneProviders(failed: readonly NodeRecord[], hub: NodeRecord): boolean {
  const provider = failed[0]?.topology.provider
  if (provider === undefined || failed.some(({ topology }) => topology.provider !== provider)) return false
  const others = hub.links.filter(({ topology }) => topology.provider !== provider)
  return others.length > 1 && others.every((link) => !hub.failing.has(link))
}
