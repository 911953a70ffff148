import { int } from '@vonggac/model'
import type { Measured, Reading } from '../../probe.ts'
import type { Neighbour } from './neighbour.ts'

/** Neighbours of one device that are told: more hang on no port count that there is. */
const MAX_NEIGHBOURS = 256
/** Neighbours behind one port that are told apart, a hub or a bridge being between. They bound the series of the port. */
const MAX_ON_PORT = 16

/** What a device calls itself to its neighbours. */
export interface Self {
  readonly chassis: string
  readonly name: string
}

/** The neighbours as points, always in the same order; `neighbours` sums up, and is there when there are none as well. */
export function readingOf(self: Self, all: readonly Neighbour[]): Reading {
  const kept: Measured[] = []
  const onPort = new Map<string, number>()
  for (const neighbour of all.toSorted(byIdentity)) {
    const key = JSON.stringify([neighbour.protocol, neighbour.localPort])
    const nth = (onPort.get(key) ?? 0) + 1
    if (nth > MAX_ON_PORT || kept.length >= MAX_NEIGHBOURS) continue
    onPort.set(key, nth)
    kept.push(pointOf(neighbour, nth))
  }
  const dropped = all.length - kept.length
  const sum: Measured = {
    measurement: 'neighbours',
    fields: {
      count: int(kept.length),
      dropped: int(dropped),
      local_chassis_id: self.chassis,
      local_name: self.name,
    },
  }
  const count = kept.length === 1 ? '1 neighbour' : `${kept.length} neighbours`
  return { detail: dropped > 0 ? `${count}; ${dropped} more left out` : count, measured: [sum, ...kept] }
}

const byIdentity = (a: Neighbour, b: Neighbour) => (sortKey(a) < sortKey(b) ? -1 : 1)
const sortKey = ({ protocol, localPort, chassis, name, port }: Neighbour) =>
  [localPort, protocol, chassis, name, port].join('\n')

const pointOf = (neighbour: Neighbour, nth: number): Measured => ({
  measurement: 'neighbour',
  tags: { protocol: neighbour.protocol, local_port: neighbour.localPort, nth: String(nth) },
  fields: {
    chassis_id: neighbour.chassis,
    chassis_kind: neighbour.chassisKind,
    name: neighbour.name,
    port: neighbour.port,
    port_description: neighbour.portDescription,
    addresses: neighbour.addresses.join(' '),
    capabilities: neighbour.capabilities.join(' '),
    platform: neighbour.platform,
    ...(neighbour.ifIndex !== undefined && { ifIndex: int(neighbour.ifIndex) }),
  },
})
