import type { SecretRef } from '@vonggac/model'
import type { Config, SnmpCredential } from '@vonggac/model/inventory'

/** The community of simulated devices, and the environment variable where a configuration on loopback looks for it. */
export const DEMO_COMMUNITY = 'vonggac-demo'
export const DEMO_COMMUNITY_ENV = 'VONGGAC_DEMO_COMMUNITY'

export interface LoopbackOptions {
  /** Where the community that the simulated devices take can be read; `DEMO_COMMUNITY_ENV` unless said otherwise. */
  readonly community?: SecretRef
  /** Where simulated devices answer SNMP, on every address. */
  readonly snmpPort?: number
  /** Whether TCP ports below 1024 stay as they are, which takes a privilege to listen on. */
  readonly lowPorts?: boolean
}

/** What is added to a TCP port below 1024: 443 becomes 33443. */
const PORT_OFFSET = 33_000
const PRIVATE = /^10\.33\.(\d{1,3})\.(\d{1,3})$/

/**
 * The same province on this machine: 10.33.N.x becomes 127.33.N.x, every credential the one that simulated devices take,
 * and TCP ports on these addresses ones that anybody may listen on. Pure; other addresses stay.
 */
export function onLoopback(
  config: Config,
  { community = { env: DEMO_COMMUNITY_ENV }, snmpPort = 16_161, lowPorts = false }: LoopbackOptions = {},
): Config {
  const credential: SnmpCredential = { version: '2c', community, port: snmpPort }
  const portOf = (port: number) => (lowPorts || port >= 1024 ? port : port + PORT_OFFSET)
  return {
    ...config,
    snmp: {
      ...config.snmp,
      credentials: Object.fromEntries(Object.keys(config.snmp.credentials).map((id) => [id, credential])),
    },
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
      checks: service.checks.map((check) => {
        const { address, host, port } = check
        if (typeof address === 'string') return { ...check, address: loopbackAddress(address) }
        if (typeof host !== 'string' || !isPrivate(host)) return check
        return { ...check, host: loopbackAddress(host), ...(typeof port === 'number' && { port: portOf(port) }) }
      }),
    })),
  }
}

const isPrivate = (address: string) => PRIVATE.test(address)
const loopbackAddress = (address: string) => address.replace(PRIVATE, '127.33.$1.$2')
