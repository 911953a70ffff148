import type { TrapDevice, TrapListening, TrapUser } from '../traps.ts'
import { agentConfig } from './fleet.ts'
import type { Config } from './schema.ts'

/** What an agent has to know to receive traps; `undefined` when it receives none. */
export function trapListening(config: Config, agentId: string): TrapListening | undefined {
  const traps = agentConfig(config, agentId)?.traps
  if (!traps) return undefined
  const { listen, community, users, rate, burst } = traps
  return {
    listen,
    communities: community,
    users: users.flatMap((user) => (typeof user === 'string' ? credentialUser(config, user) : [user])),
    rate,
    burst,
    devices: config.sites.flatMap((site) =>
      site.devices.map(({ id, address }): TrapDevice => {
        const links = site.links.filter(({ device }) => device === id)
        const gateways = links.map(({ gateway }) => gateway).filter((gateway) => gateway !== address)
        return { site: site.id, device: id, address, gateways, links: links.map((link) => link.id) }
      }),
    ),
  }
}

function credentialUser(config: Config, id: string): TrapUser[] {
  const credential = config.snmp.credentials[id]
  if (credential?.version !== '3') return []
  const { user, auth, priv } = credential
  return [{ user, ...(auth && { auth }), ...(priv && { priv }) }]
}
