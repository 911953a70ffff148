import type { Topology, TopologyNode } from '@vonggac/model'

/** How many things cannot be reached while a node is down. */
export interface Affected {
  readonly sites: number
  readonly links: number
  readonly devices: number
  readonly services: number
}

/** Counts what is lost with this node, given what else is down; the node itself is not counted. */
export function affectedBy({ nodes }: Topology, id: string, down: readonly string[] = []): Affected {
  const others = down.filter((other) => other !== id)
  const before = cutOff(nodes, others)
  const found = [...cutOff(nodes, [...others, id])].filter((node) => !before.has(node) && node.id !== id)
  const count = (kind: TopologyNode['kind']) => found.filter((node) => node.kind === kind).length
  return {
    sites: new Set(found.filter(({ kind }) => kind === 'link').map(({ site }) => site)).size,
    links: count('link'),
    devices: count('device'),
    services: count('service'),
  }
}

/** The nodes that are down or have no other way than through those. */
function cutOff(nodes: readonly TopologyNode[], down: readonly string[]): Set<TopologyNode> {
  const lost = new Set(down)
  // Parents may stand behind their children in the list: go over it until nothing is added.
  for (let before = -1; before !== lost.size; ) {
    before = lost.size
    for (const { id, parents } of nodes) {
      if (parents.length > 0 && parents.every((parent) => lost.has(parent))) lost.add(id)
    }
  }
  return new Set(nodes.filter(({ id }) => lost.has(id)))
}
