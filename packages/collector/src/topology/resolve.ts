import type { NeighbourReport, SeenNeighbour } from './report.ts'

/** A device as the inventory has it. */
export interface KnownDevice {
  /** `site/device`. */
  readonly id: string
  readonly site: string
  readonly address: string
}

/** Who a neighbour is: a device of the inventory, or a thing that it does not know. */
export interface Resolved {
  readonly id: string
  readonly isExternal: boolean
}

/** Finds the device that a neighbour is, from what it says of itself and from what every device says of itself. */
export type Resolver = (neighbour: SeenNeighbour, reporter: string) => Resolved | undefined

/**
 * By chassis id, management address, then name; a sign that two devices share says nothing. A name that only one device
 * of the reporter's own site has is that one. Does not depend on the order of devices and reports.
 */
export function createResolver(devices: readonly KnownDevice[], reports: readonly NeighbourReport[]): Resolver {
  const ids = new Set(devices.map(({ id }) => id))
  const own = reports.filter(({ device }) => ids.has(device))
  const byChassis = unique(own.map(({ chassis, device }) => [chassis.toLowerCase(), device]))
  const byAddress = unique(devices.map(({ address, id }) => [address.toLowerCase(), id]))
  const bySaidName = unique(own.flatMap(({ name, device }) => namesOf(name).map((one) => [one, device] as const)))
  const byId = unique(devices.flatMap(({ id }) => [[shortOf(id), id] as const, [id.replace('/', '-'), id] as const]))
  return (neighbour, reporter) => {
    const site = reporter.split('/')[0]
    const names = namesOf(neighbour.name)
    const candidates = [
      byChassis.get(neighbour.chassis.toLowerCase()),
      ...neighbour.addresses.map((address) => byAddress.get(address.toLowerCase())),
      ...names.map((name) => bySaidName.get(name)),
      ...names.map((name) => (ids.has(`${site}/${name}`) ? `${site}/${name}` : undefined)),
      ...names.map((name) => byId.get(name)),
    ]
    const id = candidates.find((candidate) => candidate !== undefined && candidate !== reporter)
    if (id) return { id, isExternal: false }
    if (candidates.some((candidate) => candidate === reporter)) return undefined
    const sign = neighbour.chassis || names[0] || neighbour.addresses[0]
    return sign ? { id: `external:${sign.toLowerCase()}`, isExternal: true } : undefined
  }
}

const shortOf = (id: string) => id.slice(id.indexOf('/') + 1)

/** A name with and without its domain, small. */
function namesOf(name: string): string[] {
  const whole = name.trim().toLowerCase()
  return [...new Set([whole, whole.split('.')[0]!])].filter(Boolean)
}

/** Signs that stand for exactly one device. */
function unique(pairs: readonly (readonly [sign: string, device: string])[]): Map<string, string> {
  const devices = new Map<string, Set<string>>()
  for (const [sign, device] of pairs) {
    if (!sign) continue
    const set = devices.get(sign) ?? new Set()
    devices.set(sign, set.add(device))
  }
  return new Map([...devices].flatMap(([sign, set]) => (set.size === 1 ? [[sign, [...set][0]!] as const] : [])))
}
