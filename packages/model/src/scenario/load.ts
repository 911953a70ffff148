import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type Loaded, loadConfig, loadLocated, loadTexts } from '../inventory/load.ts'
import { at, problemAt } from '../inventory/located.ts'
import type { Problem } from '../inventory/problem.ts'
import type { Config } from '../inventory/schema.ts'
import { readScenarios, type WrittenScenario } from './read.ts'

/** A scenario and the configuration that it is about. */
export interface Scenario extends WrittenScenario {
  readonly config: Config
}

/** The scenarios of some files, and everything that is wrong with any of them. */
export interface LoadedScenarios {
  readonly scenarios: Scenario[]
  readonly problems: Problem[]
}

/** Larger than this is no scenario. */
const MAX_FILE_BYTES = 4 * 1024 * 1024

/**
 * Reads files of scenarios and the configurations that they name, each of these once. `fallback` is the configuration of a
 * scenario that names none. Never throws, and resolves no secret.
 */
export function loadScenarios(files: readonly string[], fallback?: string): LoadedScenarios {
  const scenarios: Scenario[] = []
  const problems: Problem[] = []
  const known = new Map<string, Loaded>()
  for (const file of files) {
    const text = readText(file)
    if (typeof text !== 'string') {
      problems.push(text)
      continue
    }
    const read = readScenarios(file, text)
    problems.push(...read.problems)
    for (const written of read.scenarios) {
      const { config, problems: wrong } = configOf(written, { fallback, known })
      problems.push(...wrong)
      if (config) scenarios.push({ ...written, config })
    }
  }
  return { scenarios, problems: [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()] }
}

interface Sources {
  readonly fallback: string | undefined
  readonly known: Map<string, Loaded>
}

function configOf(written: WrittenScenario, { fallback, known }: Sources): Loaded {
  const { root, place, files } = written
  const base = dirname(place.file)
  const given = at(root, ['config'])
  const failed = (key: string, message: string): Loaded => ({
    config: undefined,
    problems: [problemAt(root, [key], message)],
  })
  if (given?.kind === 'map') return loadLocated(given)
  if (files) {
    const texts = files.map((name) => ({ name: join(base, name), text: readText(join(base, name)) }))
    const missing = texts.findIndex(({ text }) => typeof text !== 'string')
    if (missing >= 0) return failed('files', `\`${files[missing]}\` cannot be read; paths are relative to this file`)
    return loadTexts(texts.map(({ name, text }) => ({ name, text: String(text) })))
  }
  const text = given?.kind === 'scalar' && typeof given.value === 'string' ? given.value : undefined
  const dir = text === undefined ? fallback : isAbsolute(text) ? text : join(base, text)
  if (dir === undefined)
    return failed('config', 'is missing; expected a directory relative to this file, such as ../../config')
  if (!isDirectory(dir))
    return failed('config', `there is no directory \`${dir}\`; the path is relative to the scenario's file`)
  const loaded = known.get(dir) ?? loadConfig(dir)
  known.set(dir, loaded)
  return loaded
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function readText(file: string): string | Problem {
  const problem = (message: string): Problem => ({ file, line: 1, col: 1, path: '', message })
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return problem('this is no file; give the files of scenarios')
    if (stat.size > MAX_FILE_BYTES) return problem('larger than any scenario; was another file meant?')
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    if (error instanceof TypeError) return problem('not UTF-8 text; save the file in UTF-8')
    const code = (error as NodeJS.ErrnoException).code
    return problem(code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown reason'})`)
  }
}
