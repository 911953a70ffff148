import {
  type AlertEvent,
  type Engine,
  type Incident,
  impactOfIncident,
  isIncidentEvent,
  reasonCode,
  takesDown,
} from '@vonggac/alerting'
import type { Name, Topology } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { IncidentImpact } from '../api-types.ts'

/** What incidents affect, by the engine's id: of those that these events tell of. Asks the engine for now. */
export type ReadImpacts = (events: readonly AlertEvent[]) => ReadonlyMap<string, IncidentImpact>

/** Reads what is affected from the topology, and from the services that the engine holds an incident responsible for. */
export function createImpacts({
  config,
  topology,
  engine,
}: {
  readonly config: Config
  readonly topology: Topology
  readonly engine: Pick<Engine, 'open' | 'services'>
}): ReadImpacts {
  const names = namesOf(config)
  const named = (id: string) => ({
    id,
    name: names.get(id) ?? { vi: id, en: id },
    people: topology.people?.[id] ?? null,
  })
  const impact = (incident: Incident, takes: boolean): IncidentImpact => {
    const suffering = engine.services
      .filter(
        (service) => service.incident === incident.id && (service.state === 'down' || service.state === 'degraded'),
      )
      .map(({ node }) => node)
    const down = engine.open.filter(({ id }) => id !== incident.id).flatMap(({ node, nodes = [] }) => [node, ...nodes])
    const found = impactOfIncident(topology, incident, { takes, down, suffering })
    return {
      sites: [
        ...found.cutOff.map((id) => ({ ...named(id), state: 'cut-off' as const })),
        ...found.weakened.map((id) => ({ ...named(id), state: 'weakened' as const })),
      ],
      services: found.services.map(named),
      links: found.links.length,
      devices: found.devices.length,
      people: found.people,
    }
  }
  return (events) => {
    const impacts = new Map<string, IncidentImpact>()
    for (const event of events) {
      // Why it happened changes nothing of what is lost.
      if (isIncidentEvent(event) && event.kind !== 'resolved' && reasonCode(event.reason) !== 'attributed')
        impacts.set(event.incident.id, impact(event.incident, takesDown(event)))
      if (event.kind !== 'service') continue
      const incident = engine.open.find(({ id }) => id === event.service.incident)
      // The topology was asked when it opened: what a service adds is that it suffers.
      if (incident) impacts.set(incident.id, grown(impacts.get(incident.id), impact(incident, false)))
    }
    return impacts
  }
}

/** What was affected at any time: an impact grows while the incident is open and does not shrink. Pure. */
export function grown(before: IncidentImpact | undefined, now: IncidentImpact): IncidentImpact {
  if (!before) return now
  const sites = new Map([...before.sites, ...now.sites].map((site) => [site.id, site]))
  for (const site of [...before.sites, ...now.sites]) if (site.state === 'cut-off') sites.set(site.id, site)
  return {
    sites: [...sites.values()],
    services: [...new Map([...before.services, ...now.services].map((service) => [service.id, service])).values()],
    links: Math.max(before.links, now.links),
    devices: Math.max(before.devices, now.devices),
    people: Math.max(before.people, now.people),
  }
}

const namesOf = ({ sites, services }: Config): ReadonlyMap<string, Name> =>
  new Map([
    ...sites.map(({ id, name }) => [id, name] as const),
    ...services.map(({ site, id, name }) => [`${site}/${id}`, name] as const),
  ])
