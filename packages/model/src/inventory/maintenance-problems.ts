import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { at, itemsAt, type Located, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Config } from './schema.ts'
import { nearestPattern } from './suggestion.ts'
import { topologyOf } from './topology-of.ts'

/** Maintenance of what there is not: nobody would miss it until the work begins and the telephone rings. */
export function maintenanceProblems(root: Located, config: Config, checks: readonly Check[]): Problem[] {
  const { nodes } = topologyOf(config)
  const ids = [...new Set([...config.sites, ...nodes].map(({ id }) => id)), ...checks.map(({ id }) => id)]
  const alerts = at(root, ['alerts'])
  const entries = ['maintenance', 'calendars'].flatMap((key) => itemsAt(alerts, key, ['alerts']))
  return entries.flatMap(({ node, path }) =>
    itemsAt(node, 'match', path).flatMap((item) => {
      const text = item.node.kind === 'scalar' ? item.node.value : undefined
      if (typeof text !== 'string' || text === '') return []
      const matches = globMatcher(text)
      if (ids.some((id) => matches(id))) return []
      return [problemAt(root, item.path, `matches no site, link, device, service or check${nearestPattern(text, ids)}`)]
    }),
  )
}
