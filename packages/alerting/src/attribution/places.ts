import type { CheckRecord, NodeRecord } from '../record.ts'

/** Where things stand, for those who look for causes. Follows from the configuration. */
export interface Places {
  readonly bySite: ReadonlyMap<string, readonly NodeRecord[]>
  readonly hubSite: string | undefined
  /** Devices, and the far ends of links, by the address at which they are watched. */
  readonly addresses: ReadonlyMap<string, NodeRecord>
  /** By device: its interfaces that end links, as its SNMP check names them. */
  readonly wanEnds: ReadonlyMap<string, readonly WanInterface[]>
}

export interface WanInterface {
  readonly interface: string
  /** The node of the link. */
  readonly link: string
}

export const placesOf = (nodes: ReadonlyMap<string, NodeRecord>, checks: ReadonlyMap<string, CheckRecord>): Places => ({
  bySite: Map.groupBy(nodes.values(), ({ topology }) => topology.site),
  hubSite: [...nodes.values()].find(({ topology }) => topology.kind === 'hub')?.topology.site,
  addresses: addressesOf(checks),
  wanEnds: wanEndsOf(checks),
})

/** The router that ends a link is meant by its address, not the link. */
function addressesOf(checks: ReadonlyMap<string, CheckRecord>): Map<string, NodeRecord> {
  const found = new Map<string, NodeRecord>()
  for (const kind of ['link', 'device'])
    for (const { node, check } of checks.values()) {
      const { address } = check.config
      if (node.topology.kind === kind && typeof address === 'string') found.set(address, node)
    }
  return found
}

function wanEndsOf(checks: ReadonlyMap<string, CheckRecord>): Map<string, WanInterface[]> {
  const found = new Map<string, WanInterface[]>()
  for (const { node, check } of checks.values()) {
    const ends = check.kind === 'snmp' ? endsIn(check.config.watch, node.topology.site) : []
    if (ends.length > 0) found.set(node.id, ends)
  }
  return found
}

/** `{links: [{interface: 'Gi0/0/1', link: 'vnpt'}]}`, as the configuration derives it. */
function endsIn(watch: unknown, site: string): WanInterface[] {
  if (typeof watch !== 'object' || watch === null || !('links' in watch) || !Array.isArray(watch.links)) return []
  return watch.links.flatMap((each: unknown) =>
    typeof each === 'object' &&
    each !== null &&
    'interface' in each &&
    typeof each.interface === 'string' &&
    'link' in each &&
    typeof each.link === 'string'
      ? [{ interface: each.interface, link: `${site}/${each.link}` }]
      : [],
  )
}
