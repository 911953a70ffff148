import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { statusRuleSchema } from './alert-schema.ts'
import { dependencyProblems } from './dependency-problems.ts'
import { fieldRuleProblems } from './field-rule-problems.ts'
import { at, type Item, itemsAt, type Located, placeText, plain, problemAt, textAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Config } from './schema.ts'
import { nearestPattern } from './suggestion.ts'
import { topologyOf } from './topology-of.ts'

/** Rules that can never fire, about what there is not, and things that are reached through each other in a circle. */
export function alertProblems(root: Located, config: Config, checks: readonly Check[]): Problem[] {
  const alerts = at(root, ['alerts'])
  const rules = itemsAt(alerts, 'rules', ['alerts'])
  const { nodes } = topologyOf(config)
  const telling = checks.filter(({ context }) => !context)
  return [
    ...statusRuleProblems(root, rules, telling, config),
    ...fieldRuleProblems(root, rules, nodes, config),
    ...dependencyProblems(root, itemsAt(alerts, 'dependencies', ['alerts']), nodes),
  ]
}

/** A rule without an `id` is about statuses: the first that matches a check applies, so what stands before it may leave it nothing. */
function statusRuleProblems(
  root: Located,
  rules: readonly Item[],
  checks: readonly Check[],
  { sites }: Config,
): Problem[] {
  const taken = new Map<string, Located>()
  const ids = checks.map(({ id }) => id)
  return rules.flatMap(({ node, path }) => {
    const parsed = at(node, ['id']) ? undefined : statusRuleSchema.safeParse(plain(node))
    if (!parsed?.success) return []
    const { match } = parsed.data
    const matches = globMatcher(match)
    const matched = ids.filter((id) => matches(id))
    const free = matched.filter((id) => !taken.has(id))
    const first = free.length === 0 && matched.length > 0 ? taken.get(matched[0]!) : undefined
    for (const id of free) taken.set(id, node)
    if (first) {
      const before = `\`${textAt(first, 'match') ?? '**'}\` at ${placeText(first)}`
      return [
        problemAt(
          root,
          [...path, 'match'],
          `can never apply: rules before it take all of its checks (${before}); move it up`,
        ),
      ]
    }
    // A site that does not exist is said already.
    const site = match.split('/', 1)[0]!
    if (matched.length > 0 || (!site.includes('*') && !sites.some(({ id }) => id === site))) return []
    return [problemAt(root, [...path, 'match'], `matches no check${nearestPattern(match, ids)}`)]
  })
}
