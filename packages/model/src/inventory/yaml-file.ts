import { LineCounter, parseAllDocuments, type YAMLError } from 'yaml'
import { type Located, lineAndColumn, type SourceFile } from './located.ts'
import type { Problem } from './problem.ts'
import { inOurWords } from './yaml-error.ts'
import { Unreadable, YamlReader } from './yaml-reader.ts'

/** A slip shifts what follows it: the first few errors of a file say more than all. */
const MAX_ERRORS = 3

/** Reads one YAML file. `broken`: what it says is not known, `root` is missing. Without `root` and not broken: empty. */
export function parseYamlFile(name: string, text: string): { root?: Located; problems: Problem[]; broken: boolean } {
  const file: SourceFile = { name, lines: new LineCounter() }
  const broken = (...places: { offset: number; message: string }[]) => ({
    problems: places.map(({ offset, message }) => ({ ...lineAndColumn({ file, offset }), path: '', message })),
    broken: true,
  })
  try {
    const documents = parseAllDocuments(text, { lineCounter: file.lines, prettyErrors: false, uniqueKeys: false })
    const errors = documents.flatMap((document) => [...document.errors, ...document.warnings])
    if (errors.length > 0) return broken(...firstOfLines(errors, file).map((error) => inOurWords(error, documents)))
    const [document, second] = documents
    if (second) {
      return broken({
        offset: second.range[0],
        message: 'a second document starts here (`---`); a file holds one: take this line out',
      })
    }
    if (!document?.contents) return { problems: [], broken: false }
    const reader = new YamlReader(file)
    const root = reader.read(document.contents)
    const isEmpty = root.kind === 'scalar' && root.value === null
    return { ...(!isEmpty && { root }), problems: reader.problems(root), broken: false }
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
