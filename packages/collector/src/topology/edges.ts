import type { NeighbourReport, SeenNeighbour } from './report.ts'
import type { Resolver } from './resolve.ts'

export interface End {
  readonly node: string
  /** Empty: nobody said. */
  readonly port: string
}

/** A connection that was seen. */
export interface Edge {
  /** Sorted by node, then port. */
  readonly ends: readonly [End, End]
  readonly protocols: readonly string[]
  /** Whether both ends told of it. */
  readonly both: boolean
}

/** A connection as one end tells it. */
interface Half {
  readonly from: string
  readonly to: string
  readonly localPort: string
  readonly remotePorts: Set<string>
  readonly remotePort: string
  readonly protocols: Set<string>
}

/** A thing that the inventory does not know. */
export interface External {
  readonly id: string
  readonly label: string
}

/** Every connection once, sorted, and the things outside of the inventory; what a device tells of itself is none. */
export function edgesOf(
  reports: readonly NeighbourReport[],
  resolve: Resolver,
): { edges: Edge[]; externals: External[] } {
  const halves = new Map<string, Half>()
  const labels = new Map<string, string>()
  for (const { device, neighbours } of reports.toSorted(byText(({ device }) => device))) {
    for (const neighbour of neighbours.toSorted(byText((one) => JSON.stringify(one)))) {
      const to = resolve(neighbour, device)
      if (!to || to.id === device) continue
      if (to.isExternal && !labels.has(to.id)) labels.set(to.id, neighbour.name || neighbour.chassis || to.id)
      addHalf(halves, device, to.id, neighbour)
    }
  }
  const byPair = Map.groupBy(halves.values(), ({ from, to }) => JSON.stringify([from, to].sort()))
  const edges = [...byPair.values()].flatMap(joinPair).sort(byText((edge) => JSON.stringify(edge)))
  const externals = [...labels].map(([id, label]) => ({ id, label })).sort(byText(({ id }) => id))
  return { edges, externals }
}

function addHalf(halves: Map<string, Half>, from: string, to: string, seen: SeenNeighbour): void {
  const key = JSON.stringify([from, portKey(seen.localPort), to])
  const half = halves.get(key) ?? {
    from,
    to,
    localPort: seen.localPort,
    remotePorts: new Set(),
    remotePort: seen.port || seen.portDescription,
    protocols: new Set(),
  }
  for (const port of [seen.port, seen.portDescription]) if (port) half.remotePorts.add(portKey(port))
  half.protocols.add(seen.protocol)
  halves.set(key, half)
}

/** Joins what both ends tell of the same cable: by the ports, or because there is only one cable. */
function joinPair(halves: readonly Half[]): Edge[] {
  const [first] = [halves.map(({ from }) => from).sort()[0]!]
  const ours = halves.filter(({ from }) => from === first)
  const theirs = new Set(halves.filter(({ from }) => from !== first))
  const single = ours.length === 1 && theirs.size === 1
  const edges = ours.map((half) => {
    const other = [...theirs].find((candidate) => single || isSameCable(half, candidate))
    if (other) theirs.delete(other)
    return edgeOf(half, other)
  })
  return [...edges, ...[...theirs].map((half) => edgeOf(half, undefined))]
}

const isSameCable = (a: Half, b: Half) =>
  a.remotePorts.has(portKey(b.localPort)) || b.remotePorts.has(portKey(a.localPort))

function edgeOf(half: Half, other: Half | undefined): Edge {
  const near = { node: half.from, port: half.localPort }
  const far = { node: half.to, port: other?.localPort ?? half.remotePort }
  const ends = [near, far].sort(byText(({ node, port }) => JSON.stringify([node, port]))) as [End, End]
  const protocols = [...new Set([...half.protocols, ...(other?.protocols ?? [])])].sort()
  return { ends, protocols, both: other !== undefined }
}

/** `GigabitEthernet1/0/3` and `Gi1/0/3` are the same port. */
function portKey(port: string): string {
  const text = port.toLowerCase().replaceAll(' ', '')
  const match = /^([a-z]{2})[a-z-]*(\d[\d/.:]*)$/.exec(text)
  return match ? `${match[1]}${match[2]}` : text
}

/** Orders by a text. */
export const byText =
  <T>(textOf: (one: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [textOf(a), textOf(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }
