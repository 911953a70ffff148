import { addressOfFamily, bitNames, bytesOf, chassisOf, lineOf, numberOf, portOf } from './identity.ts'
import type { Neighbour, PortNames } from './neighbour.ts'
import { arcsOf, type Row, type Rows } from './table.ts'

/** Where a version of LLDP-MIB keeps what, and how its rows are numbered. */
export interface LldpMib {
  readonly remote: string
  readonly addresses: string
  /** Arcs of the index of a remote row; the second one is the local port. */
  readonly arcs: number
  /** Column of lldpRemChassisIdSubtype; the others follow it in the same order in both versions. */
  readonly first: number
  /** Whether the local port is an ifIndex rather than a number of LLDP's own. */
  readonly byIfIndex: boolean
}

/** LLDP-MIB of IEEE 802.1AB-2005: timeMark.localPortNum.index. */
export const lldpMib: LldpMib = {
  remote: '1.0.8802.1.1.2.1.4.1.1',
  addresses: '1.0.8802.1.1.2.1.4.2.1',
  arcs: 3,
  first: 4,
  byIfIndex: false,
}

/** LLDP-V2-MIB of IEEE 802.1AB-2009: timeMark.ifIndex.destinationMac.index. */
export const lldpV2Mib: LldpMib = {
  remote: '1.3.111.2.802.1.1.13.1.4.1.1',
  addresses: '1.3.111.2.802.1.1.13.1.4.2.1',
  arcs: 4,
  first: 5,
  byIfIndex: true,
}

/** lldpLocPortEntry: 2 subtype, 3 id, 4 description. */
export const LOCAL_PORTS = '1.0.8802.1.1.2.1.3.7.1'

/** LldpSystemCapabilitiesMap. */
const CAPABILITIES = ['other', 'repeater', 'bridge', 'wlan-ap', 'router', 'telephone', 'docsis', 'station']
/** Management addresses of one neighbour that are kept: a router may say one an interface. */
const MAX_ADDRESSES = 8

/** What was read of a device's LLDP tables. */
export interface LldpTables {
  readonly mib: LldpMib
  readonly remote: Rows
  readonly addresses: Rows
  readonly localPorts: Rows
}

/** The neighbours of the tables. A row that identifies nobody is left out; never throws. */
export function lldpNeighbours({ mib, remote, addresses, localPorts }: LldpTables, ports: PortNames): Neighbour[] {
  const managed = managementAddresses(addresses, mib.arcs)
  return [...remote].flatMap(([index, row]) => {
    const arcs = arcsOf(index)
    if (arcs.length !== mib.arcs) return []
    const at = (offset: number) => row.get(mib.first + offset)
    const chassis = chassisOf(numberOf(at(0)), at(1))
    const name = lineOf(at(5))
    if (!chassis.id && !name) return []
    const local = localPort(arcs[1]!, mib, localPorts, ports)
    return [
      {
        protocol: 'lldp' as const,
        ...local,
        chassis: chassis.id,
        chassisKind: chassis.kind,
        name,
        port: portOf(numberOf(at(2)), at(3)),
        portDescription: lineOf(at(4)),
        addresses: managed.get(index) ?? (chassis.kind === 'address' ? [chassis.id] : []),
        capabilities: bitNames(bytesOf(at(8)), CAPABILITIES),
        platform: lineOf(at(6)),
      },
    ]
  })
}

/** The address stands in the index: …subtype.length.bytes; some devices leave the length out. */
function managementAddresses(rows: Rows, arcs: number): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const index of rows.keys()) {
    const parts = arcsOf(index)
    const [family, ...rest] = parts.slice(arcs)
    const address = addressOfFamily(family, rest.slice(1)) ?? addressOfFamily(family, rest)
    const key = parts.slice(0, arcs).join('.')
    const list = found.get(key) ?? []
    if (address && list.length < MAX_ADDRESSES && !list.includes(address)) found.set(key, [...list, address])
  }
  return found
}

/** The local port by the name that interfaces have. LLDP numbers ports by itself, though most devices take the ifIndex. */
function localPort(number: number, mib: LldpMib, localPorts: Rows, ports: PortNames) {
  const row: Row | undefined = mib.byIfIndex ? undefined : localPorts.get(String(number))
  const id = row ? portOf(numberOf(row.get(2)), row.get(3)) : ''
  const description = lineOf(row?.get(4))
  const byName = [...ports].find(([, name]) => name !== '' && (name === id || name === description))
  const ifIndex = byName?.[0] ?? (ports.has(number) ? number : undefined)
  const isPlain = id !== '' && !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$|^\d+$/.test(id)
  const name = byName?.[1] || (isPlain ? id : '') || description || (ports.get(number) ?? '') || id || String(number)
  return { localPort: name, ifIndex }
}
