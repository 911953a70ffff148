import type { Status, Topology } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { hubOf } from '@vonggac/model/inventory'
import type { TopologyContradiction, TopologyDocument, TopologyEdge } from '../api-types.ts'
import { byText, type Edge, edgesOf } from './edges.ts'
import { proposeParents } from './proposal.ts'
import type { NeighbourReport } from './report.ts'
import { createResolver, type KnownDevice } from './resolve.ts'

export interface TopologyInput {
  readonly config: Config
  readonly topology: Topology
  readonly reports: readonly NeighbourReport[]
  readonly stateOf: (node: string) => Status
  readonly now: number
}

/** The inventory's topology, what was seen, what that proposes, and where the two contradict each other. Pure. */
export function topologyDocument({ config, topology, reports, stateOf, now }: TopologyInput): TopologyDocument {
  const devices = config.sites.flatMap((site) =>
    site.devices.map(({ id, address }): KnownDevice => ({ id: `${site.id}/${id}`, site: site.id, address })),
  )
  const { edges, externals } = edgesOf(reports, createResolver(devices, reports))
  const proposed = proposeParents(edges, rootsOf(config), new Set(devices.map(({ id }) => id)))
  const seenAt = new Map(reports.map(({ device, at }) => [device, at]))
  const nodes = topology.nodes.map(({ id, kind, name, site, parents }) => ({
    id,
    kind,
    name,
    site,
    state: stateOf(id),
    parents,
    proposed_parent: proposed.get(id) ?? null,
    neighbours_at: seenAt.get(id) ?? null,
  }))
  const outside = externals.map(({ id, label }) => ({
    id,
    kind: 'external' as const,
    name: { vi: label, en: label },
    site: null,
    state: 'unknown' as const,
    parents: [],
    proposed_parent: null,
    neighbours_at: null,
  }))
  return {
    at: now,
    nodes: [...nodes, ...outside],
    edges: [...declaredEdges(topology), ...edges.map(seenEdge)],
    contradictions: contradictionsOf(config, topology, proposed, edges),
  }
}

/** Where the network begins: routers and firewalls of the hub, else whatever devices it has. */
function rootsOf(config: Config): string[] {
  const hub = hubSite(config)
  const core = hub?.devices.filter(({ role }) => role === 'router' || role === 'firewall') ?? []
  return (core.length > 0 ? core : (hub?.devices ?? [])).map(({ id }) => `${hub?.id}/${id}`)
}

function hubSite(config: Config) {
  const id = hubOf(config)?.site
  return config.sites.find((site) => (id === undefined ? site.kind === 'hub' : site.id === id))
}

const declaredEdges = ({ nodes }: Topology): TopologyEdge[] =>
  nodes.flatMap(({ id, parents }) =>
    parents.map((parent) => ({
      kind: 'declared' as const,
      ends: [
        { node: parent, port: '' },
        { node: id, port: '' },
      ] as const,
      protocols: [],
      both_ends: false,
    })),
  )

const seenEdge = ({ ends, protocols, both }: Edge): TopologyEdge => ({ kind: 'seen', ends, protocols, both_ends: both })

/**
 * A device of a site is reached through its site: the next device toward the hub stands on the same site, or on the hub's
 * for a device at which a link of the site ends. Anything else is not as the inventory says.
 */
function contradictionsOf(
  config: Config,
  { nodes }: Topology,
  proposed: ReadonlyMap<string, string>,
  edges: readonly Edge[],
): TopologyContradiction[] {
  const hub = hubSite(config)?.id
  const declared = new Map(nodes.map(({ id, parents }) => [id, parents]))
  const found: TopologyContradiction[] = []
  for (const site of config.sites) {
    const gateways = new Set(site.links.map(({ gateway }) => gateway))
    const hasGateway = site.devices.some(({ address }) => gateways.has(address))
    for (const { id, address } of site.devices) {
      const device = `${site.id}/${id}`
      const parent = proposed.get(device)
      const at = parent?.split('/')[0]
      if (!parent || at === site.id || (at === hub && (!hasGateway || gateways.has(address)))) continue
      const evidence = edges.filter(({ ends }) => ends.some(({ node }) => node === device)).map(evidenceOf)
      found.push({ device, declared: declared.get(device) ?? [], proposed: parent, evidence })
    }
  }
  return found.sort(byText(({ device }) => device))
}

const evidenceOf = ({ ends, protocols, both }: Edge): string => {
  const [a, b] = ends.map(({ node, port }) => (port ? `${node} ${port}` : node))
  return `${a} – ${b}, by ${protocols.join(' and ')}${both ? ', told by both ends' : ''}`
}
