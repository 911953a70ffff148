import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import { type Located, type Path, problemAt } from './located.ts'
import type { Problem } from './problem.ts'
import type { Config, Service } from './schema.ts'
import type { RuleConfig } from './service-schema.ts'
import { groupMembers, means, membersOf } from './services-of.ts'
import { nearestPattern, rather } from './suggestion.ts'

/** What is wrong with how services are made of checks, given the checks that there are. */
export function serviceProblems(root: Located, config: Config, checks: readonly Check[]): Problem[] {
  return config.services.flatMap((service, index) =>
    problemsOf(service, checks).map((found) => located(root, index, found)),
  )
}

interface Found {
  readonly path: Path
  readonly message: string
}

const located = (root: Located, index: number, { path, message }: Found): Problem =>
  problemAt(root, ['services', index, ...path], message, path.includes('weights') ? 'key' : 'value')

function problemsOf(service: Service, checks: readonly Check[]): Found[] {
  const telling = checks.filter(({ context }) => !context)
  const members = membersOf(service, telling)
  const found = service.uses.flatMap((pattern, index) => unused(pattern, ['uses', index], checks))
  if (found.length > 0) return found
  const grouped = groupMembers(service, members)
  const inGroups = new Set(grouped.flat())
  const parts = members.filter((check) => !inGroups.has(check))
  return [
    ...service.groups.flatMap(({ of, rule }, index) => [
      ...of.flatMap((which, at) => foreign(service, which, ['groups', index, 'of', at], members)),
      ...(grouped[index]!.length === 0 && of.some((which) => members.some(means(service, which)))
        ? [
            {
              path: ['groups', index],
              message: 'all of its checks stand in another group already; keep one of the two',
            },
          ]
        : []),
      ...rules(
        service,
        rule,
        ['groups', index, 'rule'],
        grouped[index]!.map(({ id }) => ({ id })),
      ),
    ]),
    ...rules(service, service.rule, ['rule'], [...service.groups.map(({ id }) => ({ group: id })), ...parts]),
  ]
}

/** A glob over all checks that finds none, or only such as say nothing by themselves. */
function unused(pattern: string, path: Path, checks: readonly Check[]): Found[] {
  const matched = checks.filter(({ id }) => globMatcher(pattern)(id))
  if (matched.some(({ context }) => !context)) return []
  const ids = checks.filter(({ context }) => !context).map(({ id }) => id)
  if (matched.length === 0) return [{ path, message: `matches no check${nearestPattern(pattern, ids)}` }]
  return [{ path, message: `matches only checks that say nothing by themselves (${matched[0]!.kind}); name others` }]
}

/** A name or glob that means no check of the service. */
function foreign(service: Service, which: string, path: Path, members: readonly Check[]): Found[] {
  if (members.some(means(service, which))) return []
  return [{ path, message: `is no check of this service${rather(which, names(service, members))}` }]
}

/** As short as they may be written: own checks by name, others by id. */
const names = ({ site, id }: Service, members: readonly Check[]): string[] =>
  members.map((check) => {
    const own = `${site}/${id}/`
    return check.id.startsWith(own) ? check.id.slice(own.length, check.id.lastIndexOf('@')) : check.id
  })

interface Part {
  readonly id?: string
  readonly group?: string | undefined
}

/** Whether a rule can be kept by what it is about. */
function rules(service: Service, rule: RuleConfig, path: Path, parts: readonly Part[]): Found[] {
  if (typeof rule === 'string') return []
  if ('atLeast' in rule) {
    if (parts.length === 0 || rule.atLeast <= parts.length) return []
    const have = parts.length === 1 ? 'is only 1' : `are only ${parts.length}`
    return [{ path: [...path, 'atLeast'], message: `needs ${rule.atLeast} that work, and there ${have}` }]
  }
  const checks = parts.flatMap(({ id }) => (id === undefined ? [] : [{ id } as Check]))
  const groups = parts.flatMap(({ group }) => group ?? [])
  const found = Object.keys(rule.weights).flatMap((which) => {
    if (groups.includes(which) || checks.some(means(service, which))) return []
    const known = [...groups, ...names(service, checks)]
    return [
      { path: [...path, 'weights', which], message: `weighs nothing that this rule is about${rather(which, known)}` },
    ]
  })
  if (rule.degraded >= rule.down) return found
  const message = `cannot be less than \`down\`, which is ${rule.down}: a service that is down is degraded first`
  return [...found, { path: [...path, 'degraded'], message }]
}
