import { agentSchema } from './program-schema.ts'
import type { AgentConfig, Config, Device, Site } from './schema.ts'

/** An agent that the configuration speaks of, whether under `agents` or by a device's `agent`. */
export interface FleetMember {
  readonly id: string
  /** The site where it stands. */
  readonly site: string
  readonly hub: boolean
  /** The device of that site that it runs on, where that is known. */
  readonly device: string | undefined
}

/** The id of the agent that the device names; `undefined` when none runs on it. `true` stands for the name of the site. */
export const agentIdOf = (site: Pick<Site, 'id'>, { agent }: Pick<Device, 'agent'>): string | undefined =>
  agent === true ? site.id : agent || undefined

/** All agents, by id. An entry under `agents` and a device that names the same agent are one. */
export function agentsOf(config: Config): FleetMember[] {
  const agents = new Map<string, FleetMember>()
  for (const { id, site, hub, device } of config.agents) agents.set(id, { id, site, hub, device })
  for (const site of config.sites) {
    for (const device of site.devices) {
      const id = agentIdOf(site, device)
      if (id === undefined) continue
      const entry = agents.get(id) ?? { id, site: site.id, hub: false, device: undefined }
      agents.set(id, { ...entry, device: entry.device ?? device.id })
    }
  }
  return [...agents.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The agent that watches the links and devices of all sites; `undefined` when there is none. */
export const hubOf = (config: Config): FleetMember | undefined => agentsOf(config).find((agent) => agent.hub)

/** How an agent is set up: its entry under `agents`, or the defaults for one that only a device names. */
export function agentConfig(config: Config, id: string): AgentConfig | undefined {
  const member = agentsOf(config).find((agent) => agent.id === id)
  return member && (config.agents.find((entry) => entry.id === id) ?? agentSchema.parse({ id, site: member.site }))
}
