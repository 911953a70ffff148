import type { Check } from '../check.ts'
import { globMatcher } from '../glob.ts'
import type { ServiceGroup, ServiceRule, ServiceShape } from '../service-verdict.ts'
import type { Config, Service } from './schema.ts'
import type { GroupConfig, RuleConfig } from './service-schema.ts'

/** What each service is made of, given all checks that there are. Checks that are only context make up no service. Pure. */
export function servicesOf(config: Config, checks: readonly Check[]): ServiceShape[] {
  const telling = checks.filter(({ context }) => !context)
  return config.services.map((service) => shapeOf(service, telling))
}

const nodeOf = ({ site, id }: Pick<Service, 'site' | 'id'>) => `${site}/${id}`

/** The checks of a service: its own, then those that it uses. */
export function membersOf(service: Service, checks: readonly Check[]): Check[] {
  const own = checks.filter(({ node }) => node === nodeOf(service))
  const used = service.uses.flatMap((pattern) => checks.filter(({ id }) => globMatcher(pattern)(id)))
  return [...new Set([...own, ...used])]
}

/** Whether a name or glob of the service's configuration means this check. */
export function means(service: Pick<Service, 'site' | 'id'>, which: string): (check: Pick<Check, 'id'>) => boolean {
  const own = `${nodeOf(service)}/${which}@`
  const matches = globMatcher(which)
  return ({ id }) => matches(id) || (id.startsWith(own) && !id.slice(own.length).includes('/'))
}

/** Which of the members are in each group: by name before by glob, the first group that asks gets it. */
export function groupMembers(service: Service, members: readonly Check[]): Check[][] {
  const taken = new Set<Check>()
  const groups = service.groups.map(() => [] as Check[])
  for (const byGlob of [false, true]) {
    for (const [index, { of }] of service.groups.entries()) {
      for (const which of of.filter((text) => text.includes('*') === byGlob)) {
        for (const check of members.filter(means(service, which))) {
          if (!taken.has(check)) groups[index]!.push(check)
          taken.add(check)
        }
      }
    }
  }
  return groups
}

function shapeOf(service: Service, checks: readonly Check[]): ServiceShape {
  const members = membersOf(service, checks)
  const grouped = groupMembers(service, members)
  const inGroups = new Set(grouped.flat())
  const parts: Part[] = [
    ...service.groups.map((group, index) => ({ member: groupOf(service, group, grouped[index]!), name: group.id })),
    ...members.filter((check) => !inGroups.has(check)).map(partOf),
  ]
  const { id, site, kind, name } = service
  return { node: nodeOf(service), id, site, kind, name, ...composed(service, service.rule, parts) }
}

interface Part {
  readonly member: string | ServiceGroup
  /** What `weights` may call it beside the id of a check. */
  readonly name?: string | undefined
}

const partOf = ({ id }: Check): Part => ({ member: id })

const groupOf = (service: Service, { rule }: GroupConfig, checks: readonly Check[]): ServiceGroup =>
  composed(service, rule, checks.map(partOf))

const composed = (service: Service, rule: RuleConfig, parts: readonly Part[]): ServiceGroup => ({
  rule: ruleOf(service, rule, parts),
  members: parts.map(({ member }) => member),
})

function ruleOf(service: Service, rule: RuleConfig, parts: readonly Part[]): ServiceRule {
  if (typeof rule === 'string') return { kind: rule }
  if ('atLeast' in rule) return { kind: 'atLeast', n: rule.atLeast }
  const { down, degraded } = rule
  const weights = parts.map(({ member, name }) => {
    const named = Object.entries(rule.weights).findLast(([which]) =>
      typeof member === 'string' ? means(service, which)({ id: member }) : which === name,
    )
    return named?.[1] ?? 1
  })
  return { kind: 'weights', weights, down, degraded }
}
