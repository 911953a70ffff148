import type { ReflectorPlan } from '../check.ts'
import type { Tags } from '../point.ts'
import { agentsOf, type FleetMember } from './fleet.ts'
import { isAnyAddress } from './reflector-schema.ts'
import type { AgentConfig, Config } from './schema.ts'

/** An agent that answers STAMP, and how the path to it is measured. */
export interface ReflectorTarget {
  readonly agent: FleetMember
  /** What the measurement is evidence about: the primary link of the site, or the device where there is none. */
  readonly node: string
  /** Unique among the checks of the node. */
  readonly name: string
  readonly tags: Tags
  readonly config: Readonly<Record<string, unknown>>
}

/** Every agent with a reflector that others can reach. */
export function reflectorTargets(config: Config): ReflectorTarget[] {
  const fleet = agentsOf(config)
  const targets = config.agents.flatMap((entry) => {
    const agent = fleet.find(({ id }) => id === entry.id)
    return agent && entry.reflector ? targetOf(config, agent, entry.reflector) : []
  })
  return targets.map((target) => {
    const isAlone = targets.filter(({ node }) => node === target.node).length === 1
    return isAlone ? target : { ...target, name: `stamp-${target.agent.id}` }
  })
}

function targetOf(
  config: Config,
  agent: FleetMember,
  { listen, key }: NonNullable<AgentConfig['reflector']>,
): ReflectorTarget[] {
  const site = config.sites.find(({ id }) => id === agent.site)
  const host = isAnyAddress(listen.address) ? addressOf(config, agent) : listen.address
  if (!site || host === undefined) return []
  const link = site.links.find(({ role }) => role === 'primary') ?? site.links[0]
  const options = { host, port: listen.port, ...(key && { key }) }
  const common = { agent, name: 'stamp' }
  if (link) {
    const { loss } = link.sla
    const tags = { site: site.id, link: link.id, provider: link.provider }
    const threshold = loss === undefined ? {} : { warnLossPct: loss }
    return [{ ...common, node: `${site.id}/${link.id}`, tags, config: { ...options, ...threshold } }]
  }
  if (agent.device === undefined) return []
  const tags = { site: site.id, device: agent.device }
  return [{ ...common, node: `${site.id}/${agent.device}`, tags, config: options }]
}

/** Where the machine of an agent is reached; `undefined` when the configuration does not say on which it runs. */
const addressOf = ({ sites }: Config, { site, device }: FleetMember): string | undefined =>
  sites.find(({ id }) => id === site)?.devices.find(({ id }) => id === device)?.address

/** What the agent's reflector has to do: it answers all other agents, and whom its entry names. */
export function reflectorPlan(config: Config, agentId: string): ReflectorPlan | undefined {
  const reflector = config.agents.find(({ id }) => id === agentId)?.reflector
  if (!reflector) return undefined
  const { listen, key, peers, packetsPerSecond } = reflector
  const others = agentsOf(config).filter(({ id }) => id !== agentId)
  const known = others.flatMap((agent) => addressOf(config, agent) ?? [])
  return { listen, peers: [...new Set([...known, ...peers])].sort(), packetsPerSecond, ...(key && { key }) }
}
