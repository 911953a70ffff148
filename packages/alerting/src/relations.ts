import { lanNode } from './attribution/lan.ts'
import { providerNode } from './attribution/provider.ts'
import { SELF_NODE } from './attribution/self.ts'
import { newNodeRecord } from './new-record.ts'
import type { EngineNode, NodeRecord } from './record.ts'

/** Worked out once, for each link that fails asks for the others. */
export function findLinks(nodes: ReadonlyMap<string, NodeRecord>): void {
  for (const parent of nodes.values()) {
    const links = parent.children.filter(({ topology }) => topology.kind === 'link')
    if (links.length === 0) continue
    const watched = links.filter(({ probes }) => probes.length > 0).sort((a, b) => a.index - b.index)
    parent.links = watched
    const bySite = Map.groupBy(watched, ({ topology }) => topology.site)
    for (const link of links) link.siteLinks = bySite.get(link.topology.site) ?? []
  }
}

/** Nodes that stand for others: providers, local networks, ourselves. */
export function addGroups(nodes: Map<string, NodeRecord>): void {
  const group = (topology: Omit<EngineNode, 'parents'>): NodeRecord => {
    const made = nodes.get(topology.id) ?? newNodeRecord({ ...topology, parents: [] }, nodes.size)
    nodes.set(made.id, made)
    return made
  }
  const links = [...nodes.values()].filter(({ topology }) => topology.kind === 'link')
  const places = new Map(links.map(({ topology }) => [topology.site, topology.place]))
  // What stands behind another device fails with that one.
  const devices = [...nodes.values()].filter(
    ({ topology, parents }) => topology.kind === 'device' && !parents.some((each) => each.topology.kind === 'device'),
  )
  for (const link of links) {
    const { provider, providerName } = link.topology
    if (provider === undefined) continue
    const name = providerName ?? { vi: provider, en: provider }
    group({ id: providerNode(provider), kind: 'provider', name, site: '' }).peers.push(link)
  }
  for (const device of devices) {
    const { site } = device.topology
    const name = places.get(site) ?? { vi: site, en: site }
    group({ id: lanNode(site), kind: 'lan', name, site }).peers.push(device)
  }
  const hub = [...nodes.values()].find(({ topology }) => topology.kind === 'hub')
  group({ id: SELF_NODE, kind: 'self', name: { vi: 'Vọng Gác', en: 'Vọng Gác' }, site: hub?.topology.site ?? '' })
}
