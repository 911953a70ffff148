import type { Edge } from './edges.ts'

/** The device through which each device is reached from the hub, as far as connections were seen. */
export type Parents = ReadonlyMap<string, string>

/**
 * The nearest device toward the hub for each device that is connected to one of `roots`, breadth first, the smallest id
 * where several are as near. What the inventory does not know is passed through, and is no parent. Never a cycle: a
 * parent is always nearer to the hub than its child.
 */
export function proposeParents(
  edges: readonly Edge[],
  roots: readonly string[],
  devices: ReadonlySet<string>,
): Parents {
  const adjacent = new Map<string, Set<string>>()
  const connect = (from: string, to: string) => adjacent.set(from, (adjacent.get(from) ?? new Set()).add(to))
  for (const { ends } of edges) {
    connect(ends[0].node, ends[1].node)
    connect(ends[1].node, ends[0].node)
  }
  const through = new Map<string, string>()
  const reached = new Set(roots)
  let ring = [...reached].sort()
  while (ring.length > 0) {
    const next = new Set<string>()
    for (const node of ring) {
      for (const other of adjacent.get(node) ?? []) {
        if (reached.has(other)) continue
        if (!next.has(other)) through.set(other, node)
        next.add(other)
      }
    }
    for (const node of next) reached.add(node)
    ring = [...next].sort()
  }
  const parents = new Map<string, string>()
  for (const device of [...devices].sort()) {
    let parent = through.get(device)
    while (parent !== undefined && !devices.has(parent)) parent = through.get(parent)
    if (parent !== undefined) parents.set(device, parent)
  }
  return parents
}
