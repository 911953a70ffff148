import { globMatcher } from '../glob.ts'
import type { TopologyNode } from '../topology.ts'
import type { Say } from './field-rule-problems.ts'
import type { Path } from './located.ts'
import type { Problem } from './problem.ts'
import type { Config, Selector } from './schema.ts'
import { nodeSelector } from './selector.ts'
import { nearestPattern, rather } from './suggestion.ts'

interface Inventory {
  readonly nodes: readonly TopologyNode[]
  readonly config: Config
  readonly say: Say
}

/** A selector that fits nothing: the part of it that does, or, when each part fits something, all of it together. */
export function selectorProblems(where: Selector, path: Path, { nodes, config, say }: Inventory): Problem[] {
  const sites = config.sites.map(({ id }) => id)
  const providers = config.providers.map(({ id }) => id)
  const globs = (key: 'site' | 'node', ids: readonly string[], what: string) =>
    each(where[key], [...path, key]).flatMap(({ value, at }) =>
      ids.some(globMatcher(value))
        ? []
        : [say(at, `matches no ${what}${key === 'site' ? rather(value, ids) : nearestPattern(value, ids)}`)],
    )
  const parts = [
    ...globs('site', sites, 'site'),
    ...globs(
      'node',
      nodes.map(({ id }) => id),
      'link, device, service or agent',
    ),
    ...each(where.provider, [...path, 'provider']).flatMap(({ value, at }) =>
      providers.includes(value) ? [] : [say(at, `there is no provider \`${value}\`${rather(value, providers)}`)],
    ),
  ]
  if (parts.length > 0) return parts
  // Of a list one word has to fit something: it says what may be there, and not that it is.
  const alone = Object.entries(WORDS).flatMap(([key, what]) => {
    const words = each(where[key as keyof typeof WORDS], []).map(({ value }) => value)
    if (words.length === 0 || words.some((word) => nodes.some(nodeSelector({ [key]: word })))) return []
    return [
      say([...path, key], `there is no ${what} ${words.map((word) => `\`${word}\``).join(' or ')} in the inventory`),
    ]
  })
  if (alone.length > 0) return alone
  return nodes.some(nodeSelector(where)) ? [] : [say(path, 'fits nothing of the inventory; leave a part of it out')]
}

/** Parts of a selector that are one word of a closed set, and what such a thing is called. */
const WORDS = { kind: 'site of the kind', role: 'device of the role', link: 'link of the role' } as const

const each = (value: string | readonly string[] | undefined, path: Path): { value: string; at: Path }[] =>
  value === undefined
    ? []
    : typeof value === 'string'
      ? [{ value, at: path }]
      : value.map((one, index) => ({ value: one, at: [...path, index] }))
