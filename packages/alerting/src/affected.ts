import type { Topology, TopologyNode } from '@vonggac/model'
import type { Cause, Incident } from './contract.ts'
import { type ReasonCode, reasonCode } from './reason.ts'

/** What a failure takes with it, by id. */
export interface Impact {
  /** Sites that no link of theirs leads to any more. */
  readonly cutOff: readonly string[]
  /** Sites that lost a link and still have another. */
  readonly weakened: readonly string[]
  /** Nodes that cannot be reached; the failed one itself is not named. */
  readonly links: readonly string[]
  readonly devices: readonly string[]
  readonly services: readonly string[]
  /**
   * How many people feel it, as far as the inventory tells: those of the sites that are cut off, or those who use the
   * most used of the services, whichever are more. Never the sum, for most users of a service sit on the same sites.
   */
  readonly people: number
}

/** Causes whose node still does its work: it is a check, or he who looks, that has trouble. */
const HARMLESS: ReadonlySet<Cause> = new Set(['check', 'agent', 'self'])
/** Reasons for which something is told that still works, or that nobody knows to be down. */
const STILL_WORKS: ReadonlySet<ReasonCode> = new Set(['warn-met', 'no-data', 'agent-silent'])

/** Whether an incident, as it was told for this reason, takes its node down: only then is lost what is behind it. */
export const takesDown = ({ incident, reason }: { readonly incident: Incident; readonly reason: string }): boolean =>
  !HARMLESS.has(incident.cause) && !STILL_WORKS.has(reasonCode(reason))

/** How many things cannot be reached while a node is down. */
export type Affected = Readonly<Record<'sites' | 'links' | 'devices' | 'services' | 'people', number>>

interface Also {
  /** Nodes that are down beside these: what is lost with those already is not counted again. */
  readonly down?: readonly string[]
  /** Services that are known to suffer, whatever the topology says. */
  readonly suffering?: readonly string[]
}

/** What an incident affects; `takes`: its nodes are down, and with them what is behind them. Pure. */
export function impactOfIncident(
  topology: Topology,
  { node, nodes = [], cause, site }: Pick<Incident, 'node' | 'nodes' | 'cause' | 'site'>,
  { takes, ...also }: Also & { readonly takes: boolean },
): Impact {
  const found = impactOf(topology, takes ? [node, ...nodes.filter((id) => id !== node)] : [], also)
  if (!takes || cause !== 'lan') return found
  // Nothing that stands at the site can be reached, though its router answers.
  const people = Math.max(found.people, topology.people?.[site] ?? 0)
  return { ...found, cutOff: [...found.cutOff, site], people }
}

/** What is lost with these nodes, of which the first is the one that has to be named. Pure. */
export function impactOf(topology: Topology, ids: readonly string[], { down = [], suffering = [] }: Also = {}): Impact {
  const { nodes, people = {} } = topology
  const others = down.filter((other) => !ids.includes(other))
  const before = cutOff(nodes, others)
  const lost = cutOff(nodes, [...others, ...ids])
  const found = nodes.filter((node) => lost.has(node) && !before.has(node))
  const behind = (kind: TopologyNode['kind']) =>
    found.filter((node) => node.kind === kind && node.id !== ids[0]).map(({ id }) => id)
  const sites = sitesOf(found, nodes, lost)
  const services = [...new Set([...found.filter(({ kind }) => kind === 'service').map(({ id }) => id), ...suffering])]
  const count = (id: string) => people[id] ?? 0
  return {
    ...sites,
    links: behind('link'),
    devices: behind('device'),
    services: services.filter((id) => id !== ids[0] || suffering.includes(id)),
    people: Math.max(
      0,
      sites.cutOff.map(count).reduce((sum, some) => sum + some, 0),
      ...services.map(count),
    ),
  }
}

/** Counts it; what the incident is named after is not counted. */
export function affectedBy(...of: Parameters<typeof impactOfIncident>): Affected {
  const { cutOff: sites, links, devices, services, people } = impactOfIncident(...of)
  return {
    sites: sites.length,
    links: links.length,
    devices: devices.length,
    services: services.length,
    people,
  }
}

/** Sites that lost a link now: those that have none left, and the others. */
function sitesOf(found: readonly TopologyNode[], nodes: readonly TopologyNode[], lost: ReadonlySet<TopologyNode>) {
  const touched = new Set(found.filter(({ kind }) => kind === 'link').map(({ site }) => site))
  const ways = Map.groupBy(
    nodes.filter(({ kind, site }) => kind === 'link' && touched.has(site)),
    ({ site }) => site,
  )
  const isCutOff = (site: string) => (ways.get(site) ?? []).every((node) => lost.has(node))
  return { cutOff: [...touched].filter(isCutOff), weakened: [...touched].filter((site) => !isCutOff(site)) }
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
