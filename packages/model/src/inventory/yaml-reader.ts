import { type Alias, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import { type Entry, type Located, lineAndColumn, type Path, pathText, placeText, type SourceFile } from './located.ts'
import { merged } from './merge.ts'
import type { Problem } from './problem.ts'

/** Values that one file may hold, aliases written out: three hundred times the example, and the end of alias bombs. */
const MAX_VALUES = 500_000
/** Maps in lists in maps …: the schema needs 7. */
const MAX_DEPTH = 50

/** Keys that stand twice are merged at most so often: each time copies what was there. */
const MAX_MERGED = 100

/** The file holds something that cannot be made a value of. */
export class Unreadable extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/** Makes located values of the nodes of one YAML file. Twice the same key is a problem; aliases are written out. */
export class YamlReader {
  #values = 0
  readonly #open = new Set<Node>()
  readonly #file: SourceFile
  /** The last node with an anchor of the name, and what each alias therefore stands for. */
  readonly #anchors = new Map<string, Node>()
  readonly #targets = new Map<Alias, Node>()
  readonly #anchored = new Set<Node>()
  readonly #found: { offset: number; path: Path; message: string }[] = []

  constructor(file: SourceFile) {
    this.#file = file
  }

  /** Throws `Unreadable` for what is too big, too deep or points nowhere. */
  read(node: Node | null, path: Path = []): Located {
    const offset = node?.range?.[0] ?? 0
    const place = { file: this.#file, offset }
    if (++this.#values > MAX_VALUES)
      throw new Unreadable(offset, `more than ${MAX_VALUES} values, counting what aliases repeat`)
    if (path.length > MAX_DEPTH) throw new Unreadable(offset, 'nested too deeply to be read')
    if (isAlias(node)) return this.#alias(node, path)
    if (node) this.#anchor(node)
    if (isMap<Node, Node | null>(node)) return { kind: 'map', ...place, entries: this.#entries(node.items, path) }
    if (isSeq<Node>(node)) {
      return { kind: 'list', ...place, items: node.items.map((item, index) => this.read(item, [...path, index])) }
    }
    return { kind: 'scalar', ...place, value: isScalar(node) ? scalar(node.value) : null }
  }

  /** What is wrong with the keys that were read, with paths as `root` has them. */
  problems(root: Located): Problem[] {
    return this.#found.map(({ offset, path, message }) => {
      return { ...lineAndColumn({ file: this.#file, offset }), path: pathText(root, path), message }
    })
  }

  /** Nodes are first met in the order of the text, so that an alias means the last anchor above it (YAML 1.2.2, 7.1). */
  #anchor(node: Node) {
    const { anchor } = node as { anchor?: string }
    if (!anchor || this.#anchored.has(node)) return
    this.#anchored.add(node)
    this.#anchors.set(anchor, node)
  }

  #alias(alias: Alias, path: Path): Located {
    const offset = alias.range?.[0] ?? 0
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source)
    if (!target)
      throw new Unreadable(offset, 'no anchor of this name stands above; a text that begins with `*` needs quotes')
    if (this.#open.has(target)) throw new Unreadable(offset, 'the alias stands inside of what it repeats')
    this.#targets.set(alias, target)
    this.#open.add(target)
    const value = this.read(target, path)
    this.#open.delete(target)
    return value
  }

  #entries(pairs: readonly { key: Node; value: Node | null }[], path: Path): Map<string, Entry> {
    const entries = new Map<string, Entry>()
    for (const { key, value } of pairs) {
      const place = { file: this.#file, offset: key?.range?.[0] ?? 0 }
      const name = isScalar(key) ? String(key.source ?? key.value ?? '') : undefined
      if (name === undefined || name === '' || name === '__proto__') {
        this.#found.push({ offset: place.offset, path, message: 'expected a plain word as key' })
        continue
      }
      const read = this.read(value, [...path, name])
      // A key without a value has no place of its own.
      const located = value?.range ? read : { ...read, offset: place.offset }
      const before = entries.get(name)
      if (before) {
        const message = `stands twice in this map, first at ${placeText(before.key)}; keep one`
        this.#found.push({ offset: place.offset, path: [...path, name], message })
      }
      if (!before) entries.set(name, { key: place, value: located })
      // Both are kept to look into, so that one mistake does not make others seem to be there.
      else if (this.#found.length < MAX_MERGED) entries.set(name, { ...before, value: merged(before.value, located) })
    }
    return entries
  }
}

const scalar = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
