import { fnv1a } from '@vonggac/model'
import type { DeviceState, PortState } from './device-state.ts'
import type { SimulatedDevice } from './devices.ts'
import { hardwareHealth } from './hardware-health.ts'
import { createMib, type Entry, integer, type Mib, type Value } from './mib.ts'
import { upsMib } from './ups-mib.ts'

const SYSTEM = [1, 3, 6, 1, 2, 1, 1]
const IF_NUMBER = [1, 3, 6, 1, 2, 1, 2, 1, 0]
const IF_ENTRY = [1, 3, 6, 1, 2, 1, 2, 2, 1]
const IF_X_ENTRY = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1]
/** The enterprise number that IANA keeps for examples (RFC 5612). */
const EXAMPLE_ENTERPRISE = [1, 3, 6, 1, 4, 1, 32473, 1]
const MEAN_PACKET_BYTES = 700

type Read = (port: PortState, atS: number) => Value

/** What a simulated device tells: system group, ifTable and ifXTable (RFC 3418, RFC 2863), and what is particular to its kind. */
export function deviceMib(device: SimulatedDevice, state: DeviceState): Mib {
  const ticks = (atS: number) => Math.floor((atS - state.bootedAtS) * 100)
  const system: Entry[] = [
    text(1, () => device.description),
    { oid: [...SYSTEM, 2, 0], read: () => ({ type: 'oid', value: EXAMPLE_ENTERPRISE }) },
    { oid: [...SYSTEM, 3, 0], read: (atS) => ({ type: 'ticks', value: ticks(atS) }) },
    text(4, () => 'noc@vonggac.example'),
    text(5, () => device.id.replace('/', '-')),
    text(6, () => device.location),
    { oid: [...SYSTEM, 7, 0], read: () => integer(76) },
    { oid: IF_NUMBER, read: () => integer(state.ports.length) },
  ]
  const changed: Read = ({ changedAtS }) => ({ type: 'ticks', value: Math.max(0, ticks(changedAtS)) })
  const tables = [
    { entry: IF_ENTRY, columns: { ...ifColumns(device), 9: changed } },
    { entry: IF_X_ENTRY, columns: ifXColumns },
  ]
  const rows = tables.flatMap(({ entry, columns }) =>
    Object.entries(columns).flatMap(([column, read]) =>
      state.ports.map(
        (port): Entry => ({
          oid: [...entry, Number(column), port.port.index],
          read: (atS) => read(port, atS),
        }),
      ),
    ),
  )
  return createMib([...system, ...rows, ...(state.ups ? upsMib(state.ups) : hardwareHealth(device))])
}

const ifColumns = (device: SimulatedDevice): Record<number, Read> => ({
  1: ({ port }) => integer(port.index),
  2: ({ port }) => ({ type: 'string', value: port.name }),
  3: ({ port }) => integer(port.type),
  4: ({ port }) => integer(port.type === 24 ? 1514 : 1500),
  5: ({ port }) => ({ type: 'gauge32', value: port.bandwidth }),
  6: ({ port }) => ({ type: 'string', value: hardwareAddress(device, port.index, port.type) }),
  7: ({ port }) => integer(port.adminUp ? 1 : 2),
  8: ({ up }) => integer(up ? 1 : 2),
  10: (port, atS) => ({ type: 'counter32', value: octets(port.inMean, port, atS) }),
  11: (port, atS) => ({ type: 'counter32', value: packets(port.inMean, port, atS) }),
  13: () => ({ type: 'counter32', value: 0 }),
  // About one frame in ten million arrives damaged.
  14: (port, atS) => ({ type: 'counter32', value: Math.floor(packets(port.inMean, port, atS) / 1e7) }),
  16: (port, atS) => ({ type: 'counter32', value: octets(port.outMean, port, atS) }),
  17: (port, atS) => ({ type: 'counter32', value: packets(port.outMean, port, atS) }),
  19: (port, atS) => ({ type: 'counter32', value: Math.floor(packets(port.outMean, port, atS) / 3e6) }),
  20: () => ({ type: 'counter32', value: 0 }),
})

const ifXColumns: Record<number, Read> = {
  1: ({ port }) => ({ type: 'string', value: port.name }),
  6: (port, atS) => counter64(octets(port.inMean, port, atS)),
  7: (port, atS) => counter64(packets(port.inMean, port, atS)),
  8: (port, atS) => counter64(Math.floor(packets(port.inMean, port, atS) / 900)),
  9: (port, atS) => counter64(Math.floor(packets(port.inMean, port, atS) / 700)),
  10: (port, atS) => counter64(octets(port.outMean, port, atS)),
  11: (port, atS) => counter64(packets(port.outMean, port, atS)),
  12: (port, atS) => counter64(Math.floor(packets(port.outMean, port, atS) / 1_100)),
  13: (port, atS) => counter64(Math.floor(packets(port.outMean, port, atS) / 1_500)),
  15: ({ port }) => ({ type: 'gauge32', value: Math.round(port.bandwidth / 1e6) }),
  16: () => integer(2),
  17: ({ port }) => integer(port.type === 6 ? 1 : 2),
  18: ({ port }) => ({ type: 'string', value: port.alias }),
  19: () => ({ type: 'ticks', value: 0 }),
}

const text = (id: number, read: () => string): Entry => ({
  oid: [...SYSTEM, id, 0],
  read: () => ({ type: 'string', value: read() }),
})
const counter64 = (value: number): Value => ({ type: 'counter64', value: BigInt(value) })
const octets = (mean: number, port: PortState, atS: number) => Math.floor((mean / 8) * port.flowed(atS))
const packets = (mean: number, port: PortState, atS: number) => Math.floor(octets(mean, port, atS) / MEAN_PACKET_BYTES)

/** Locally administered, from the device's name. */
function hardwareAddress({ id }: SimulatedDevice, index: number, type: number): Uint8Array {
  if (type !== 6) return new Uint8Array()
  const hash = fnv1a(id)
  return Uint8Array.from([0x02, hash >>> 24, (hash >>> 16) & 0xff, (hash >>> 8) & 0xff, hash & 0xff, index])
}
