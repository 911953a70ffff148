import { globMatcher } from '../glob.ts'
import type { TopologyNode } from '../topology.ts'
import type { Dependency } from './schema.ts'

/** Nodes with what the configuration says about how they are reached, in place of what the inventory would. The first that matches applies. */
export function withDependencies(nodes: readonly TopologyNode[], dependencies: readonly Dependency[]): TopologyNode[] {
  if (dependencies.length === 0) return [...nodes]
  const known = new Set(nodes.map(({ id }) => id))
  const compiled = dependencies.map(({ node, on }) => ({ matches: globMatcher(node), on }))
  return nodes.map((node) => {
    // A thing that others of a glob are reached through does not hang on itself.
    const on = compiled.find((one) => one.matches(node.id) && !one.on.includes(node.id))?.on
    return on === undefined ? node : { ...node, parents: on.filter((id) => known.has(id)) }
  })
}

/** A circle of things that are reached through each other, as ids from one back to itself; `undefined` when there is none. */
export function circleIn(nodes: readonly Pick<TopologyNode, 'id' | 'parents'>[]): string[] | undefined {
  const parents = new Map(nodes.map((node) => [node.id, node.parents]))
  const done = new Set<string>()
  for (const { id } of nodes) {
    const found = walk(id, parents, done)
    if (found) return found
  }
  return undefined
}

/** Depth first with a stack of its own: a chain may be as long as the inventory. */
function walk(from: string, parents: ReadonlyMap<string, readonly string[]>, done: Set<string>): string[] | undefined {
  const path: { readonly id: string; next: number }[] = [{ id: from, next: 0 }]
  const on = new Set([from])
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const above = done.has(here.id) ? undefined : parents.get(here.id)?.[here.next++]
    if (above === undefined) {
      done.add(here.id)
      on.delete(here.id)
      path.pop()
    } else if (on.has(above)) {
      return [...path.slice(path.findIndex(({ id }) => id === above)).map(({ id }) => id), above]
    } else {
      on.add(above)
      path.push({ id: above, next: 0 })
    }
  }
  return undefined
}
