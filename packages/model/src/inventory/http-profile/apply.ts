import { itemsAt, type Located, problemAt, textAt } from '../located.ts'
import type { Problem } from '../problem.ts'
import { rather } from '../suggestion.ts'
import type { HttpProfile } from './load.ts'

type Options = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is Options => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The options of a check with those of its profile put in: path, expectations and values come from the profile where the check
 * itself says nothing; lists of values are put together. Options without a profile, or with one that nobody has written, stay as they are.
 */
export function withHttpProfile(options: Options, profiles: readonly HttpProfile[]): Options {
  const profile = profiles.find(({ id }) => id === options.profile)
  if (!profile) return options
  const own = Array.isArray(options.values) ? options.values : []
  const taken = new Set(own.map((value) => (isMap(value) ? value.name : undefined)))
  const theirs = Array.isArray(profile.options.values) ? profile.options.values : []
  // The check's own stand first, where the file has them: problems are told by their place.
  const values = [...own, ...theirs.filter((value) => !isMap(value) || !taken.has(value.name))]
  const merged = { ...profile.options, ...options, ...(values.length > 0 && { values }) }
  if (isMap(profile.options.expect) && isMap(options.expect))
    Object.assign(merged, { expect: { ...profile.options.expect, ...options.expect } })
  const url = typeof options.url === 'string' ? URL.parse(options.url) : null
  const bare = url?.pathname === '/' && url.search === ''
  return bare ? { ...merged, url: `${url.origin}${profile.path}` } : merged
}

/** A whole configuration, before it is checked, with the profiles of its checks put in. */
export function withHttpProfiles(document: unknown, profiles: readonly HttpProfile[]): unknown {
  if (!isMap(document) || !Array.isArray(document.services)) return document
  const services = document.services.map((service) =>
    isMap(service) && Array.isArray(service.checks)
      ? {
          ...service,
          checks: service.checks.map((check) => (isHttp(check) ? withHttpProfile(check, profiles) : check)),
        }
      : service,
  )
  return { ...document, services }
}

const isHttp = (check: unknown): check is Options => isMap(check) && check.kind === 'http'

/** Checks that name an HTTP profile which nobody has written. */
export function httpProfileProblems(root: Located, profiles: readonly HttpProfile[]): Problem[] {
  const ids = profiles.map(({ id }) => id)
  return itemsAt(root, 'services').flatMap((service) =>
    itemsAt(service.node, 'checks', service.path).flatMap(({ node, path }) => {
      const id = textAt(node, 'kind') === 'http' ? textAt(node, 'profile') : undefined
      if (id === undefined || ids.includes(id)) return []
      return [problemAt(root, [...path, 'profile'], `there is no HTTP profile \`${id}\`${rather(id, ids)}`)]
    }),
  )
}
