import { addressOfFamily, bytesOf, chassisOf, lineOf, numberOf } from './identity.ts'
import type { Neighbour, PortNames } from './neighbour.ts'
import { arcsOf, type Rows } from './table.ts'

/** cdpCacheEntry of CISCO-CDP-MIB, numbered ifIndex.deviceIndex. */
export const CDP_CACHE = '1.3.6.1.4.1.9.9.23.1.2.1.1'

const column = { addressType: 3, address: 4, deviceId: 6, devicePort: 7, platform: 8, capabilities: 9, sysName: 17 }

/** Bits of the capabilities, from the lowest. */
const CAPABILITIES = ['router', 'bridge', 'bridge', 'bridge', 'station', 'igmp', 'repeater', 'telephone']

/** The neighbours of the cache. A row that identifies nobody is left out; never throws. */
export function cdpNeighbours(cache: Rows, ports: PortNames): Neighbour[] {
  return [...cache].flatMap(([index, row]) => {
    const arcs = arcsOf(index)
    const ifIndex = arcs[0]!
    const device = chassisOf(undefined, row.get(column.deviceId))
    if (arcs.length !== 2 || !device.id) return []
    const bytes = bytesOf(row.get(column.address))
    const isIp = (numberOf(row.get(column.addressType)) ?? 1) === 1
    const address = bytes && (isIp ? addressOfFamily(1, bytes) : addressOfFamily(2, bytes))
    const bits = bytesOf(row.get(column.capabilities))?.at(-1) ?? 0
    return [
      {
        protocol: 'cdp' as const,
        localPort: ports.get(ifIndex) || String(ifIndex),
        ifIndex: ports.has(ifIndex) ? ifIndex : undefined,
        chassis: device.id,
        chassisKind: device.kind,
        // The device id of NX-OS carries the serial number: `core1(ABC123)`.
        name: lineOf(row.get(column.sysName)) || device.id.replace(/\([^()]*\)$/, ''),
        port: lineOf(row.get(column.devicePort)),
        portDescription: '',
        addresses: address && address !== '0.0.0.0' ? [address] : [],
        capabilities: [...new Set(CAPABILITIES.filter((_, i) => (bits & (1 << i)) !== 0))],
        platform: lineOf(row.get(column.platform)),
      },
    ]
  })
}
