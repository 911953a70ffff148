import { type Entry, type Located, type LocatedMap, placeText } from './located.ts'

/** Called with the path of a key that stands in two files and can only stand once, and the place of the first. */
export type OnClash = (path: readonly string[], second: Located, first: string) => void

/** Two values as one: lists one after the other, maps key by key. What can only stand once keeps its first value. */
export function merged(
  first: Located,
  second: Located,
  onClash: OnClash = () => {},
  path: readonly string[] = [],
): Located {
  if (isEmpty(second)) return first
  if (isEmpty(first)) return second
  if (first.kind === 'list' && second.kind === 'list') return { ...first, items: [...first.items, ...second.items] }
  if (first.kind === 'map' && second.kind === 'map') return mergedMaps(first, second, onClash, path)
  onClash(path, second, placeText(first))
  return first
}

function mergedMaps(first: LocatedMap, second: LocatedMap, onClash: OnClash, path: readonly string[]): LocatedMap {
  const entries = new Map<string, Entry>(first.entries)
  for (const [key, entry] of second.entries) {
    const before = entries.get(key)
    entries.set(key, before ? { ...before, value: merged(before.value, entry.value, onClash, [...path, key]) } : entry)
  }
  return { ...first, entries }
}

const isEmpty = (node: Located): boolean => node.kind === 'scalar' && node.value === null
