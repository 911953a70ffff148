import { globMatcher } from '../glob.ts'
import type { Tags } from '../point.ts'
import type { TopologyNode } from '../topology.ts'
import type { Selector } from './schema.ts'

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T])

const anyGlob = (patterns: string | readonly string[]): ((text: string) => boolean) => {
  const matchers = listOf(patterns).map(globMatcher)
  return (text) => matchers.some((matches) => matches(text))
}

/** Compiles what a selector says of things; the returned function says whether one fits. */
export function nodeSelector({
  site,
  node,
  kind,
  role,
  link,
  provider,
}: Selector = {}): (node: TopologyNode) => boolean {
  const sites = site === undefined ? undefined : anyGlob(site)
  const nodes = node === undefined ? undefined : anyGlob(node)
  const is = (wanted: string | readonly string[] | undefined, value: string | undefined) =>
    wanted === undefined || (value !== undefined && listOf(wanted).includes(value))
  return (one) =>
    (sites?.(one.site) ?? true) &&
    (nodes?.(one.id) ?? true) &&
    is(kind, one.siteKind) &&
    (role === undefined || (one.kind === 'device' && is(role, one.role))) &&
    (link === undefined || (one.kind === 'link' && is(link, one.role))) &&
    is(provider, one.provider)
}

/** Compiles what a selector says of tags. A tag that is not there is like an empty one. */
export function tagSelector({ tags = {} }: Selector = {}): (tags: Tags) => boolean {
  const wanted = Object.entries(tags).map(([tag, patterns]) => ({ tag, matches: anyGlob(patterns) }))
  return (given) => wanted.every(({ tag, matches }) => matches(given[tag] ?? ''))
}
