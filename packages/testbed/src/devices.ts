import { fnv1a, formatBandwidth } from '@vonggac/model'
import type { Config, Device, Link, Site } from '@vonggac/model/inventory'
import type { SimulatedServer } from './servers.ts'
import { serversAt } from './servers-of.ts'

/** An interface of a simulated device. */
export interface SimulatedInterface {
  readonly index: number
  readonly name: string
  readonly alias: string
  /** bit/s. */
  readonly bandwidth: number
  /** IANAifType: 6 Ethernet, 24 loopback. */
  readonly type: number
  readonly adminUp: boolean
  /** The WAN link that ends here: the interface goes down with it. */
  readonly link?: string
}

/** A machine that the testbed plays. */
export interface SimulatedDevice {
  /** `tam-ky/rt1`. */
  readonly id: string
  readonly site: string
  /** In 127.0.0.0/8. */
  readonly address: string
  /** What it is: a UPS tells other things than a router. `other` unless said. */
  readonly role?: Device['role']
  /** The SNMP profile that the configuration names, such as `cisco-ios`: whose tables it shows. */
  readonly profile?: string
  /** Where it answers SNMP, if it does. */
  readonly snmpPort?: number
  readonly description: string
  readonly location: string
  readonly interfaces: readonly SimulatedInterface[]
  /** TCP ports that accept connections. */
  readonly tcp: readonly number[]
  /** Servers that it runs. */
  readonly servers?: readonly SimulatedServer[]
  /** What its servers are called beside its address. */
  readonly names?: readonly string[]
  /** Whether it answers SIP's OPTIONS, on UDP 5060. */
  readonly sip?: boolean
  /** Whether it takes calls of H.323, on TCP 1720. */
  readonly h323?: boolean
  /** Links of the device's site, on its gateway only: what `cut` can take away. */
  readonly links: readonly { readonly id: string; readonly gateway: string }[]
}

const ON_LOOPBACK = /^127\./
const MBPS = 1_000_000

/** The machines of a configuration that is on loopback (see `onLoopback`); those elsewhere are left out. Pure. */
export function simulatedDevices(config: Config): SimulatedDevice[] {
  return config.sites.flatMap((site) =>
    site.devices
      .filter(({ address }) => ON_LOOPBACK.test(address))
      .map((device) => simulatedDevice(config, site, device)),
  )
}

function simulatedDevice(config: Config, site: Site, device: Device): SimulatedDevice {
  const credential = device.snmp === undefined ? undefined : config.snmp.credentials[device.snmp]
  const { servers, names, tcp } = serversAt(
    config.services.flatMap(({ checks }) => checks),
    device,
  )
  return {
    id: `${site.id}/${device.id}`,
    site: site.id,
    address: device.address,
    role: device.role,
    ...(device.profile !== undefined && { profile: device.profile }),
    ...(credential && { snmpPort: credential.port }),
    description: `Vong Gac testbed: simulated ${device.role}${device.profile === undefined ? '' : ` (${device.profile})`}`,
    location: site.name.vi,
    interfaces: interfacesOf(site, device),
    tcp,
    servers,
    names,
    ...(device.sip && { sip: true }),
    ...(device.h323 && { h323: true }),
    links: site.links.map(({ id, gateway }) => ({ id, gateway })),
  }
}

/** A router has its WAN links, a LAN, a loopback and a port that nobody uses; everything else a port or two. */
function interfacesOf(site: Site, device: Device): SimulatedInterface[] {
  const ports: Omit<SimulatedInterface, 'index'>[] = []
  for (const [i, link] of site.links.filter((each) => each.device === device.id).entries()) ports.push(wanPort(link, i))
  if (device.role === 'router' || device.role === 'firewall') {
    const next = ports.length
    if (site.kind === 'hub')
      ports.push(lanPort('Te0/1/0', 'WAN aggregation', 10_000), lanPort('Te0/1/1', 'Data centre', 10_000))
    ports.push(lanPort(`Gi0/0/${next}`, 'LAN', 1_000))
    ports.push({ ...lanPort(`Gi0/0/${next + 1}`, '', 1_000), adminUp: false })
    ports.push({ name: 'Lo0', alias: 'management', bandwidth: 8_000 * MBPS, type: 24, adminUp: true })
  } else if (device.role === 'switch') {
    for (let i = 1; i <= 6; i++) ports.push(lanPort(`Gi1/0/${i}`, i === 1 ? 'uplink' : `port ${i}`, 1_000))
  } else ports.push(lanPort('eth0', '', device.role === 'ups' ? 100 : 1_000))
  return ports.map((port, i) => ({ index: i + 1, ...port }))
}

const wanPort = ({ id, provider, bandwidth = 50 * MBPS, interface: name, role }: Link, i: number) => ({
  name: name ?? `Gi0/0/${i}`,
  alias: `WAN ${provider} ${role} ${formatBandwidth(bandwidth)}`,
  bandwidth,
  type: 6,
  adminUp: true,
  link: id,
})

const lanPort = (name: string, alias: string, mbps: number) => ({
  name,
  alias,
  bandwidth: mbps * MBPS,
  type: 6,
  adminUp: true,
})

/** A number in [0, 1) that a name always has: so that a device is the same in every run. */
export const fraction = (name: string): number => fnv1a(name) / 2 ** 32
