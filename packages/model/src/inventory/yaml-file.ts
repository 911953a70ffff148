import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLError,
} from 'yaml'
import { type Entry, type Located, lineAndColumn, placeText, type SourceFile } from './located.ts'
import { merged } from './merge.ts'
import type { Problem } from './problem.ts'

/** Values that one file may hold, aliases written out: a thousand times the example, and the end of alias bombs. */
const MAX_VALUES = 2_000_000
/** Maps in lists in maps …: the schema needs 7. */
const MAX_DEPTH = 50

/** Reads one YAML file. `root` is missing when it is empty or not readable as YAML; `broken` says which. */
export function parseYamlFile(name: string, text: string): { root?: Located; problems: Problem[]; broken: boolean } {
  const lines = new LineCounter()
  const file: SourceFile = { name, lines }
  const problems: Problem[] = []
  const say = (offset: number, message: string) =>
    void problems.push({ ...lineAndColumn({ file, offset }), path: '', message })
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
    if (!Array.isArray(documents) || documents.length === 0) return { problems, broken: false }
    for (const document of documents) {
      for (const error of [...document.errors, ...document.warnings].slice(0, 5)) say(error.pos[0], inOurWords(error))
    }
    if (documents[1])
      say(
        documents[1].range[0],
        'a second document starts here (`---`); a file holds one: put the parts under one another',
      )
    const [document] = documents
    if (problems.length > 0 || !document?.contents) return { problems, broken: problems.length > 0 }
    const reader = new Reader(file, (alias) => alias.resolve(document), say)
    const root = reader.read(document.contents, 0)
    return { root, problems, broken: false }
  } catch (cause) {
    // The parser recurses and has no limit of its own: a text like `[[[[[…` ends here.
    if (!(cause instanceof RangeError || cause instanceof GiveUp)) say(0, 'this cannot be read as YAML')
    else
      say(
        cause instanceof GiveUp ? cause.offset : 0,
        cause instanceof GiveUp ? cause.message : 'nested too deeply to be read',
      )
    return { problems, broken: true }
  }
}

class GiveUp extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

class Reader {
  #values = 0
  readonly #open = new Set<Node>()
  readonly #file: SourceFile
  readonly #resolve: (alias: Alias) => Node | undefined
  readonly #say: (offset: number, message: string) => void

  constructor(
    file: SourceFile,
    resolve: (alias: Alias) => Node | undefined,
    say: (offset: number, message: string) => void,
  ) {
    this.#file = file
    this.#resolve = resolve
    this.#say = say
  }

  read(node: Node | null, depth: number): Located {
    const offset = node?.range?.[0] ?? 0
    const place = { file: this.#file, offset }
    if (++this.#values > MAX_VALUES)
      throw new GiveUp(offset, `holds more than ${MAX_VALUES} values once its aliases are written out`)
    if (depth > MAX_DEPTH) throw new GiveUp(offset, 'nested too deeply to be read')
    if (isAlias(node)) return this.#alias(node, depth)
    if (isMap<Node, Node | null>(node)) return { kind: 'map', ...place, entries: this.#entries(node.items, depth) }
    if (isSeq<Node>(node))
      return { kind: 'list', ...place, items: node.items.map((item) => this.read(item, depth + 1)) }
    const value = isScalar(node) ? node.value : null
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return {
      kind: 'scalar',
      ...place,
      value: known ? value : value === null || value === undefined ? null : String(value),
    }
  }

  #alias(alias: Alias, depth: number): Located {
    const offset = alias.range?.[0] ?? 0
    const target = this.#resolve(alias)
    if (!target) throw new GiveUp(offset, `no anchor \`&${alias.source}\` stands before this alias`)
    if (this.#open.has(target)) throw new GiveUp(offset, 'the alias stands inside of what it repeats')
    this.#open.add(target)
    const value = this.read(target, depth)
    this.#open.delete(target)
    return value
  }

  #entries(pairs: readonly { key: Node; value: Node | null }[], depth: number): Map<string, Entry> {
    const entries = new Map<string, Entry>()
    for (const { key, value } of pairs) {
      const place = { file: this.#file, offset: key?.range?.[0] ?? 0 }
      const name = isScalar(key) ? String(key.value ?? key.source ?? '') : undefined
      const before = name === undefined ? undefined : entries.get(name)
      if (name === undefined || name === '__proto__') {
        this.#say(place.offset, 'expected a plain word as key')
        continue
      }
      const read = this.read(value, depth + 1)
      // A key without a value has no place of its own.
      const located = value?.range ? read : { ...read, offset: place.offset }
      if (before)
        this.#say(place.offset, `\`${name}\` stands twice in this map, first at ${placeText(before.key)}; keep one`)
      // Both are kept to look into, so that one mistake does not make others seem to be there.
      entries.set(name, before ? { ...before, value: merged(before.value, located) } : { key: place, value: located })
    }
    return entries
  }
}

/** By code, in our words: the library's own texts may quote the file, and with it a secret that stands there by mistake. */
function inOurWords({ code }: YAMLError): string {
  return YAML_ERRORS[code] ?? 'this is not valid YAML; often a quote, a bracket or a colon is missing just before'
}

const YAML_ERRORS: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'an alias needs a name: `*name`',
  BAD_DQ_ESCAPE: 'unknown escape after `\\` in a double-quoted text; use single quotes for a literal backslash',
  BAD_INDENT: 'the indentation does not fit what stands above; use the same number of spaces for all keys of one map',
  BAD_SCALAR_START: 'a text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line, or a missing quote; a text with `: ` in it needs quotes',
  BLOCK_IN_FLOW: 'a list or map with dashes cannot stand inside {…} or […]; is a closing bracket missing above?',
  KEY_OVER_1024_CHARS: 'this key is too long; is a `:` or a quote missing?',
  MISSING_CHAR: 'a character is missing here: a closing quote, a bracket, a comma or `:` and a space after a key',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line and be followed by `:`',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'tags such as `!name` are not used here; leave it out',
  UNEXPECTED_TOKEN: 'this does not belong here; often a quote, a bracket or a comma is missing just before',
}
