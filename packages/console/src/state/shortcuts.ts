import type { Route } from '../router.ts'

/** Pages by the key that follows `g`. */
export const places: readonly (readonly [key: string, page: PlainPage])[] = [
  ['o', 'overview'],
  ['i', 'incidents'],
  ['s', 'services'],
  ['r', 'readiness'],
  ['d', 'on-call'],
  ['m', 'maintenance'],
  ['p', 'reports'],
  ['n', 'notices'],
  ['a', 'agents'],
  ['c', 'configuration'],
]

/** Pages that need no id. */
export type PlainPage = Exclude<Route, { readonly id: string }>['page']

/** A `g` that nothing follows for so long is forgotten, ms. */
export const PREFIX_MS = 1_500

/** What a key means: a page, the search field, the list of keys, or the beginning of something. */
export type Shortcut =
  | { readonly kind: 'go'; readonly page: PlainPage }
  | { readonly kind: 'search' | 'help' | 'prefix' | 'none' }

/** `since`: when `g` was pressed before, Unix ms; `null`: it was not. Pure. */
export function shortcutOf(key: string, since: number | null, now: number): Shortcut {
  if (since !== null && now - since <= PREFIX_MS) {
    const page = places.find(([letter]) => letter === key)?.[1]
    if (page) return { kind: 'go', page }
  }
  if (key === 'g') return { kind: 'prefix' }
  if (key === '/') return { kind: 'search' }
  return { kind: key === '?' ? 'help' : 'none' }
}
