import type { LineCounter } from 'yaml'
import type { Problem } from './problem.ts'

/** A file of the configuration directory, for turning offsets into lines. */
export interface SourceFile {
  readonly name: string
  readonly lines: LineCounter
}

/** A value of the configuration together with where it stands. */
export type Located = LocatedMap | LocatedList | LocatedScalar

interface Placed {
  readonly file: SourceFile
  readonly offset: number
}

export interface LocatedMap extends Placed {
  readonly kind: 'map'
  readonly entries: Map<string, Entry>
}

export interface LocatedList extends Placed {
  readonly kind: 'list'
  readonly items: Located[]
}

export interface LocatedScalar extends Placed {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
}

/** A value and the place of its key. */
export interface Entry {
  readonly key: Placed
  readonly value: Located
}

export type Path = readonly (string | number)[]

/** The plain value. A key without a value counts as not written, so that a list may be emptied by commenting out its items. */
export function plain(node: Located): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  const map: Record<string, unknown> = {}
  for (const [key, { value }] of node.entries) {
    if (value.kind !== 'scalar' || value.value !== null) map[key] = plain(value)
  }
  return map
}

/** What stands at `path`; `undefined` when nothing does. */
export function at(node: Located, path: Path): Located | undefined {
  let here: Located | undefined = node
  for (const step of path) here = child(here, step)
  return here
}

function child(node: Located | undefined, step: string | number): Located | undefined {
  if (node?.kind === 'map') return node.entries.get(String(step))?.value
  if (node?.kind === 'list') return node.items[Number(step)]
  return undefined
}

/** A problem at the value at `path`, or at the nearest thing around it that does exist. `on: 'key'` points at its key. */
export function problemAt(root: Located, path: Path, message: string, on: 'key' | 'value' = 'value'): Problem {
  let here: Located = root
  let place: Placed = root
  for (const [index, step] of path.entries()) {
    const key = here.kind === 'map' ? here.entries.get(String(step))?.key : undefined
    const next = child(here, step)
    if (!next) break
    here = next
    const empty = next.kind === 'scalar' && next.value === null
    place = key && (empty || (on === 'key' && index === path.length - 1)) ? key : next
  }
  return { ...lineAndColumn(place), path: pathText(root, path), message }
}

/** `file`, `line` and `col` of a place. */
export function lineAndColumn({ file, offset }: Placed): Pick<Problem, 'file' | 'line' | 'col'> {
  const { line, col } = file.lines.linePos(offset)
  return { file: file.name, line: Math.max(1, line), col: Math.max(1, col) }
}

/** `file:line`, for "already at …". */
export const placeText = (place: Placed): string => {
  const { file, line } = lineAndColumn(place)
  return `${file}:${line}`
}

/** `sites.tam-ky.links.vnpt.gateway`: items of lists by their id where they have one, by their number otherwise. */
export function pathText(root: Located, path: Path): string {
  let here: Located | undefined = root
  let text = ''
  for (const step of path) {
    const next = child(here, step)
    const id = here?.kind === 'list' ? textAt(next, 'id') : undefined
    if (typeof step === 'number' && id === undefined) text += `[${step}]`
    else text += `${text ? '.' : ''}${id ?? step}`
    here = next
  }
  return text
}

/** The text under `key`, when there is one. */
export function textAt(node: Located | undefined, key: string): string | undefined {
  const value = child(node, key)
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}

/** A value and its path. */
export interface Item {
  readonly node: Located
  readonly path: Path
}

/** The items of the list under `key`, with their paths; none when there is no list. `path` is that of `node`. */
export function itemsAt(node: Located | undefined, key: string, path: Path = []): Item[] {
  const list = child(node, key)
  if (list?.kind !== 'list') return []
  return list.items.map((item, index) => ({ node: item, path: [...path, key, index] }))
}

/** The ids that the items have. */
export const idsOf = (items: readonly Item[]): string[] => items.flatMap(({ node }) => textAt(node, 'id') ?? [])
