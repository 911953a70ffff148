import { networkInterfaces } from 'node:os'
import { type ReadProc, readProc } from './own-drops.ts'

/**
 * The way from this machine to the world. `unknown`: it has had no default route since the start (a machine of a closed net), or the
 * system does not let us read it. Only a way that was there can be down.
 */
export type UplinkState =
  | { readonly state: 'unknown' }
  | { readonly state: 'up'; readonly via: string }
  | { readonly state: 'down'; readonly why: string }

export interface UplinkWatch {
  /** Looks at the routes and interfaces. */
  look(): void
  /** As it was at the last look. */
  state(): UplinkState
}

/** The names of the interfaces that are up, have carrier and an address: what the operating system lists as usable. */
export type UsableInterfaces = () => ReadonlySet<string>

const usableInterfaces: UsableInterfaces = () => {
  try {
    return new Set(Object.keys(networkInterfaces()))
  } catch {
    return new Set()
  }
}

export function createUplinkWatch(read: ReadProc = readProc, usable: UsableInterfaces = usableInterfaces): UplinkWatch {
  let state: UplinkState = { state: 'unknown' }
  const wasUsable = new Set<string>()
  return {
    look() {
      const via = defaultInterface(read)
      if (via === undefined) {
        if (state.state === 'up')
          state = { state: 'down', why: `the default route is gone (it was through ${state.via})` }
        return
      }
      if (usable().has(via)) {
        wasUsable.add(via)
        state = { state: 'up', via }
      } else if (wasUsable.has(via)) state = { state: 'down', why: `${via}, where the default route leads, is down` }
      // An interface without an address of its own is never listed: the route is all that is known of it.
      else state = { state: 'up', via }
    },
    state: () => state,
  }
}

/** The interface of the best default route: IPv4 where there is one, else IPv6. */
export const defaultInterface = (read: ReadProc): string | undefined =>
  defaultOf(read('/proc/net/route') ?? '') ?? default6Of(read('/proc/net/ipv6_route') ?? '')

const RTF_UP = 1
const RTF_REJECT = 0x200

/** Columns of /proc/net/route: interface, destination, gateway, flags, …, metric (6), mask (7); numbers in hexadecimal but the metric. */
const defaultOf = (text: string) =>
  text
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter((row) => row[1] === '00000000' && row[7] === '00000000' && isWay(row[3]))
    .sort((a, b) => Number(a[6]) - Number(b[6]))[0]?.[0]

/** Columns of /proc/net/ipv6_route: destination, its length, source, its length, next hop, metric (5), …, flags (8), interface (9). */
const default6Of = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((row) => /^0{32}$/.test(row[0]!) && row[1] === '00' && row[9] !== 'lo' && isWay(row[8]))
    .sort((a, b) => Number.parseInt(a[5]!, 16) - Number.parseInt(b[5]!, 16))[0]?.[9]

function isWay(flags: string | undefined): boolean {
  const bits = Number.parseInt(flags ?? '0', 16)
  return (bits & RTF_UP) !== 0 && (bits & RTF_REJECT) === 0
}
