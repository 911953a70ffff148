import { LineCounter, parseAllDocuments, type YAMLError } from 'yaml'
import { type Located, lineAndColumn, type SourceFile } from './located.ts'
import type { Problem } from './problem.ts'
import { inOurWords } from './yaml-error.ts'
import { Unreadable, YamlReader } from './yaml-reader.ts'

/** A slip shifts what follows it: the first few errors of a file say more than all. */
const MAX_ERRORS = 3

/** Reads one YAML file. `broken`: what it says is not known, `root` is missing. Without `root` and not broken: empty. */
export function parseYamlFile(name: string, text: string): { root?: Located; problems: Problem[]; broken: boolean } {
  const { roots, problems, broken, second } = readDocuments(name, text)
  if (second) {
    const message = 'a second document starts here (`---`); a file holds one: take this line out'
    return { problems: [{ ...second, path: '', message }], broken: true }
  }
  return { ...(roots[0] && { root: roots[0] }), problems, broken }
}

/** Reads a YAML file that may hold several documents (`---`); those that hold nothing are left out. Broken ones are problems. */
export function parseYamlDocuments(name: string, text: string): { roots: Located[]; problems: Problem[] } {
  const { roots, problems } = readDocuments(name, text)
  return { roots, problems }
}

interface ReadDocuments {
  readonly roots: Located[]
  readonly problems: Problem[]
  readonly broken: boolean
  /** Where the second document starts. */
  readonly second?: ReturnType<typeof lineAndColumn>
}

function readDocuments(name: string, text: string): ReadDocuments {
  const file: SourceFile = { name, lines: new LineCounter() }
  const broken = (...places: { offset: number; message: string }[]) => ({
    roots: [],
    problems: places.map(({ offset, message }) => ({ ...lineAndColumn({ file, offset }), path: '', message })),
    broken: true,
  })
  try {
    const documents = parseAllDocuments(text, { lineCounter: file.lines, prettyErrors: false, uniqueKeys: false })
    const errors = documents.flatMap((document) => [...document.errors, ...document.warnings])
    if (errors.length > 0) return broken(...firstOfLines(errors, file).map((error) => inOurWords(error, documents)))
    const problems: Problem[] = []
    const roots = documents.flatMap(({ contents }) => {
      if (!contents) return []
      const reader = new YamlReader(file)
      const root = reader.read(contents)
      problems.push(...reader.problems(root))
      return root.kind === 'scalar' && root.value === null ? [] : [root]
    })
    const second = documents[1] && lineAndColumn({ file, offset: documents[1].range[0] })
    return { roots, problems, broken: false, ...(second && { second }) }
  } catch (cause) {
    if (cause instanceof Unreadable) return broken(cause)
    // The parser calls itself for every level and has no limit of its own: texts like `[[[[[…` end here.
    return broken({
      offset: 0,
      message: cause instanceof RangeError ? 'nested too deeply to be read' : 'this cannot be read as YAML',
    })
  }
}

function firstOfLines(errors: readonly YAMLError[], file: SourceFile): YAMLError[] {
  const lines = new Map<number, YAMLError>()
  for (const error of errors) {
    const { line } = file.lines.linePos(error.pos[0])
    if (!lines.has(line)) lines.set(line, error)
  }
  return [...lines.values()].slice(0, MAX_ERRORS)
}
