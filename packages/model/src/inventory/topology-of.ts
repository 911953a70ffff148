import type { Name, Topology, TopologyNode } from '../topology.ts'
import { addedHost } from './added-check.ts'
import { withDependencies } from './dependencies.ts'
import { agentsOf, type FleetMember, hubOf } from './fleet.ts'
import { peerNodes } from './peers-of.ts'
import type { Config, Device, Link, Service, Site } from './schema.ts'

/** The node of an agent: `ttdl/@hub`. No link, device or service can have this name. */
export const agentNode = ({ site, id }: Pick<FleetMember, 'site' | 'id'>): string => `${site}/@${id}`

/**
 * What depends on what. The hub is the site of the hub agent (else the first of kind `hub`), its node has the site's id.
 * Links hang on the hub, devices on the links of their site or on the device that they stand behind, services on the device that they run on, agents likewise.
 */
export function topologyOf(config: Config): Topology {
  const hub = hubSite(config)
  const names = new Map(config.providers.map(({ id, name }) => [id, name]))
  const sites = new Map(config.sites.map((site) => [site.id, site]))
  const nodes: TopologyNode[] = []
  if (hub) nodes.push({ id: hub.id, kind: 'hub', name: hub.name, site: hub.id, parents: [] })
  for (const site of config.sites) {
    const parents = parentsOn(site, hub)
    for (const link of site.links) nodes.push(linkNode(site, link, names.get(link.provider), hub))
    for (const device of site.devices) nodes.push(deviceNode(site, device, parents))
  }
  for (const service of config.services)
    nodes.push(serviceNode(config, service, parentsOn(sites.get(service.site), hub)))
  for (const agent of agentsOf(config))
    nodes.push(agentNodeOf(agent, sites.get(agent.site), parentsOn(sites.get(agent.site), hub)))
  nodes.push(...peerNodes(config))
  return {
    nodes: withDependencies(
      nodes.map((node) => ofKind(node, sites)),
      config.alerts.dependencies,
    ),
    people: peopleOf(config),
  }
}

function peopleOf({ sites, services }: Config): Record<string, number> {
  const known = [
    ...sites.map(({ id, people }) => [id, people] as const),
    ...services.map(({ site, id, people }) => [`${site}/${id}`, people] as const),
  ]
  return Object.fromEntries(known.flatMap(([id, people]) => (people === undefined ? [] : [[id, people]])))
}

const ofKind = (node: TopologyNode, sites: ReadonlyMap<string, Site>): TopologyNode => {
  const kind = sites.get(node.site)?.kind
  return kind === undefined ? node : { ...node, siteKind: kind }
}

function hubSite(config: Config): Site | undefined {
  const id = hubOf(config)?.site
  return config.sites.find((site) => (id === undefined ? site.kind === 'hub' : site.id === id))
}

/** Through what anything on the site is reached. */
function parentsOn(site: Site | undefined, hub: Site | undefined): string[] {
  const isHub = site !== undefined && site.id === hub?.id
  if (site && !isHub && site.links.length > 0) return site.links.map(({ id }) => `${site.id}/${id}`)
  return hub ? [hub.id] : []
}

function linkNode(
  site: Site,
  { id, provider, role, device }: Link,
  providerName: Name | undefined,
  hub: Site | undefined,
): TopologyNode {
  const seller = providerName ?? { vi: provider, en: provider }
  const backup = role === 'backup' ? { vi: ' dự phòng', en: ' backup' } : { vi: '', en: '' }
  return {
    id: `${site.id}/${id}`,
    kind: 'link',
    name: {
      vi: `đường truyền${backup.vi} ${seller.vi} – ${site.name.vi}`,
      en: `${seller.en}${backup.en} link – ${site.name.en}`,
    },
    site: site.id,
    provider,
    role,
    providerName: seller,
    place: site.name,
    ...(device !== undefined && { endsOn: `${site.id}/${device}` }),
    parents: hub ? [hub.id] : [],
  }
}

const ROLE_NAMES: Readonly<Record<Device['role'], Name>> = {
  router: { vi: 'bộ định tuyến', en: 'router' },
  switch: { vi: 'bộ chuyển mạch', en: 'switch' },
  firewall: { vi: 'tường lửa', en: 'firewall' },
  server: { vi: 'máy chủ', en: 'server' },
  'conference-endpoint': { vi: 'thiết bị họp trực tuyến', en: 'conferencing endpoint' },
  mcu: { vi: 'máy chủ hội nghị truyền hình (MCU)', en: 'conferencing MCU' },
  ups: { vi: 'bộ lưu điện', en: 'UPS' },
  other: { vi: 'thiết bị', en: 'device' },
}

function deviceNode(site: Site, device: Device, parents: readonly string[]): TopologyNode {
  const role = ROLE_NAMES[device.role]
  const own = device.name ?? { vi: `${role.vi} ${device.id}`, en: `${role.en} ${device.id}` }
  const behind = site.devices.some(({ id }) => id === device.behind) ? [`${site.id}/${device.behind}`] : parents
  return {
    id: `${site.id}/${device.id}`,
    kind: 'device',
    role: device.role,
    name: onSite(own, site),
    site: site.id,
    parents: behind,
  }
}

const onSite = (name: Name, site: Site | undefined): Name =>
  site ? { vi: `${name.vi} – ${site.name.vi}`, en: `${name.en} – ${site.name.en}` } : name

function serviceNode(config: Config, service: Service, parents: readonly string[]): TopologyNode {
  const hosts = new Set(service.checks.map(addedHost))
  const devices = config.sites.flatMap((site) =>
    site.devices.filter(({ address }) => hosts.has(address)).map((device) => `${site.id}/${device.id}`),
  )
  return {
    id: `${service.site}/${service.id}`,
    kind: 'service',
    name: service.name,
    site: service.site,
    parents: devices.length > 0 ? devices : parents,
  }
}

function agentNodeOf(agent: FleetMember, site: Site | undefined, parents: readonly string[]): TopologyNode {
  const name = { vi: `máy trạm giám sát ${agent.id}`, en: `agent ${agent.id}` }
  return {
    id: agentNode(agent),
    kind: 'agent',
    name: onSite(name, site),
    site: agent.site,
    parents: agent.device === undefined ? parents : [`${agent.site}/${agent.device}`],
  }
}
