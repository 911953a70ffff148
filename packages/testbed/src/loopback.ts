import type { SecretRef } from '@vonggac/model'
import { agentsOf, type Config, type SnmpCredential } from '@vonggac/model/inventory'
import { type MovedCheck, onLoopbackCheck } from './loopback-check.ts'

/** The community of simulated devices, and the environment variable where a configuration on loopback looks for it. */
export const DEMO_COMMUNITY = 'vonggac-demo'
export const DEMO_COMMUNITY_ENV = 'VONGGAC_DEMO_COMMUNITY'

/** The password of every account of simulated servers, and where a configuration on loopback looks for it. */
export const DEMO_PASSWORD = 'vonggac-demo-password'
export const DEMO_PASSWORD_ENV = 'VONGGAC_DEMO_PASSWORD'

export interface LoopbackOptions {
  /** Where the community that the simulated devices take can be read; `DEMO_COMMUNITY_ENV` unless said otherwise. */
  readonly community?: SecretRef
  /** Where the password that simulated servers take can be read; `DEMO_PASSWORD_ENV` unless said otherwise. */
  readonly password?: SecretRef
  /** The authority of the testbed's certificates (PEM), which checks then trust. */
  readonly caFile?: string
  /** Where simulated devices answer SNMP, on every address. */
  readonly snmpPort?: number
  /** Whether ports below 1024 stay as they are, which takes a privilege to listen on. */
  readonly lowPorts?: boolean
}

/** What is added to a port below 1024: 443 becomes 33443. */
const PORT_OFFSET = 33_000
/** Whoever sends from this machine is seen with an address of it. */
const EVERY_LOOPBACK = '127.0.0.0/8'
const PRIVATE = /^10\.33\.(\d{1,3})\.(\d{1,3})$/

/**
 * The same province on this machine: 10.33.N.x becomes 127.33.N.x, every credential the one that simulated devices take,
 * every secret of a check the password of simulated servers, and ports on these addresses ones that anybody may listen on.
 * Pure; other addresses stay.
 */
export function onLoopback(
  config: Config,
  {
    community = { env: DEMO_COMMUNITY_ENV },
    password = { env: DEMO_PASSWORD_ENV },
    caFile,
    snmpPort = 16_161,
    lowPorts = false,
  }: LoopbackOptions = {},
): Config {
  const credential: SnmpCredential = { version: '2c', community, port: snmpPort }
  const portOf = (port: number) => (lowPorts || port >= 1024 ? port : port + PORT_OFFSET)
  const move: MovedCheck = { secret: password, caFile, portOf, addressOf: loopbackAddress, isMoved: isPrivate }
  const addresses = new Map(agentsOf(config).map(({ id, site, device }) => [id, addressOf(config, site, device)]))
  /** A reflector listens at the address of its machine: several of them share this one. */
  const moved = ({ listen, key, ...reflector }: Reflector, id: string): Reflector => ({
    ...reflector,
    ...(key && { key: password }),
    listen: { address: loopbackAddress(addresses.get(id) ?? listen.address), port: portOf(listen.port) },
    peers: [EVERY_LOOPBACK],
  })
  return {
    ...config,
    snmp: {
      ...config.snmp,
      credentials: Object.fromEntries(Object.keys(config.snmp.credentials).map((id) => [id, credential])),
    },
    agents: config.agents.map((agent) =>
      agent.reflector ? { ...agent, reflector: moved(agent.reflector, agent.id) } : agent,
    ),
    sites: config.sites.map((site) => ({
      ...site,
      links: site.links.map((link) => ({ ...link, gateway: loopbackAddress(link.gateway) })),
      devices: site.devices.map((device) => ({
        ...device,
        address: loopbackAddress(device.address),
        tcp: isPrivate(device.address) ? device.tcp.map(portOf) : device.tcp,
      })),
    })),
    services: config.services.map((service) => ({
      ...service,
      checks: service.checks.map((check) => onLoopbackCheck(check, move)),
    })),
  }
}

type Reflector = NonNullable<Config['agents'][number]['reflector']>

const addressOf = ({ sites }: Config, site: string, device: string | undefined): string | undefined =>
  sites.find(({ id }) => id === site)?.devices.find(({ id }) => id === device)?.address

const isPrivate = (address: string) => PRIVATE.test(address)
const loopbackAddress = (address: string) => address.replace(PRIVATE, '127.33.$1.$2')
