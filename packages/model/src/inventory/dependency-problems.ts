import { globMatcher } from '../glob.ts'
import type { TopologyNode } from '../topology.ts'
import { dependencySchema } from './alert-schema.ts'
import { circleIn, withDependencies } from './dependencies.ts'
import { type Item, type Located, plain, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Dependency } from './schema.ts'
import { nearestPattern, rather } from './suggestion.ts'

/** Dependencies of and on what there is not, such as change nothing, and circles. `nodes`: as the inventory alone has them. */
export function dependencyProblems(root: Located, entries: readonly Item[], nodes: readonly TopologyNode[]): Problem[] {
  const ids = nodes.map(({ id }) => id)
  const good: Dependency[] = []
  const taken = new Set<string>()
  const problems = entries.flatMap(({ node, path }): Problem[] => {
    const parsed = dependencySchema.safeParse(plain(node))
    if (!parsed.success) return []
    const matches = globMatcher(parsed.data.node)
    const matched = ids.filter((id) => matches(id))
    const unknown = parsed.data.on.flatMap((id, index) =>
      ids.includes(id)
        ? []
        : [
            problemAt(
              root,
              [...path, 'on', index],
              `there is no link, device, service or agent \`${id}\`${rather(id, ids)}`,
            ),
          ],
    )
    if (matched.length === 0)
      return [
        ...unknown,
        problemAt(
          root,
          [...path, 'node'],
          `matches no link, device, service or agent${nearestPattern(parsed.data.node, ids)}`,
        ),
      ]
    if (matched.every((id) => taken.has(id)))
      return [
        ...unknown,
        problemAt(
          root,
          [...path, 'node'],
          'can never apply: entries before it say of all of these what they are reached through',
        ),
      ]
    for (const id of matched) taken.add(id)
    if (unknown.length > 0) return unknown
    const circle = circleIn(withDependencies(nodes, [...good, parsed.data]))
    if (circle)
      return [problemAt(root, [...path, 'on'], `makes a circle: ${circle.join(' → ')}; leave one of them out`)]
    good.push(parsed.data)
    return []
  })
  return problems
}
