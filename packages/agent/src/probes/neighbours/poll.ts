import { Refusal } from '../snmp/failure.ts'
import { type DeviceSession, walkSubtree } from '../snmp/session.ts'
import type { Varbind } from '../snmp/value.ts'
import { CDP_CACHE, cdpNeighbours } from './cdp.ts'
import { chassisOf, lineOf, numberOf } from './identity.ts'
import { type LldpMib, type LldpTables, LOCAL_PORTS, lldpMib, lldpNeighbours, lldpV2Mib } from './lldp.ts'
import type { Neighbour, PortNames } from './neighbour.ts'
import type { Self } from './reading.ts'
import { MAX_ROWS, type Rows, rowsOf } from './table.ts'

const SYS_NAME = '1.3.6.1.2.1.1.5.0'
/** lldpLocChassisIdSubtype and lldpLocChassisId. */
const LOCAL_CHASSIS = ['1.0.8802.1.1.2.1.3.1.0', '1.0.8802.1.1.2.1.3.2.0'] as const
const IF_NAME = '1.3.6.1.2.1.31.1.1.1.1'
/** Columns of the widest table that is read. */
const MAX_COLUMNS = 24
/** Interfaces whose names are read: a chassis with more tells its neighbours by number. */
const MAX_PORTS = 4_096

/** Asks a device for itself and its neighbours: six requests where there are none. Rejects when it does not answer. */
export async function pollNeighbours(session: DeviceSession): Promise<{ self: Self; neighbours: Neighbour[] }> {
  const self = await readSelf(session)
  const lldp = await readLldp(session)
  const cdp = await readTable(session, CDP_CACHE)
  if (!lldp && cdp.size === 0) return { self, neighbours: [] }
  const ports = await readPortNames(session)
  return { self, neighbours: [...(lldp ? lldpNeighbours(lldp, ports) : []), ...cdpNeighbours(cdp, ports)] }
}

async function readSelf(session: DeviceSession): Promise<Self> {
  const name = await oneValue(session, SYS_NAME)
  const subtype = await oneValue(session, LOCAL_CHASSIS[0])
  const id = await oneValue(session, LOCAL_CHASSIS[1])
  return { chassis: id ? chassisOf(numberOf(subtype), id).id : '', name: lineOf(name) }
}

async function readLldp(session: DeviceSession): Promise<LldpTables | undefined> {
  for (const mib of [lldpMib, lldpV2Mib] satisfies LldpMib[]) {
    const remote = await readTable(session, mib.remote)
    if (remote.size === 0) continue
    const addresses = await readTable(session, mib.addresses)
    const localPorts = mib.byIfIndex ? new Map() : await readTable(session, LOCAL_PORTS)
    return { mib, remote, addresses, localPorts }
  }
  return undefined
}

async function readPortNames(session: DeviceSession): Promise<PortNames> {
  const varbinds = await subtree(session, IF_NAME, MAX_PORTS)
  return new Map(varbinds.map((varbind) => [Number(varbind.oid.slice(IF_NAME.length + 1)), lineOf(varbind)]))
}

const readTable = async (session: DeviceSession, entry: string): Promise<Rows> =>
  rowsOf(entry, await subtree(session, entry, MAX_ROWS * MAX_COLUMNS))

/** A device may refuse a table that it does not have, or that it does not show: then it tells nothing of it. */
async function subtree(session: DeviceSession, root: string, limit: number): Promise<Varbind[]> {
  try {
    return await walkSubtree(session, root, limit)
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

async function oneValue(session: DeviceSession, oid: string): Promise<Varbind | undefined> {
  try {
    return (await session.get([oid]))[0]
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
