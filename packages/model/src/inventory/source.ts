import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from './problem.ts'

/** A thousand devices take 150 KB, read in half a second; more than this is some other file. */
const MAX_FILE_BYTES = 2 * 1024 * 1024

/** The texts of the directory's own `*.yaml` and `*.yml` files, by name. Files whose names start with a dot are left out: editors make such. */
export function readSources(dir: string): { files: { name: string; text: string }[]; problems: Problem[] } {
  const files: { name: string; text: string }[] = []
  const problems: Problem[] = []
  const say = (file: string, message: string) => void problems.push({ file, line: 1, col: 1, path: '', message })
  const names = listing(dir, say)
  for (const name of names ?? []) {
    const read = readSource(join(dir, name))
    if ('text' in read) files.push({ name: join(dir, name), text: read.text })
    else if (read.problem) say(join(dir, name), read.problem)
  }
  if (names && files.length === 0 && problems.length === 0) {
    say(dir, 'no *.yaml file in this directory; a configuration starts with one such as sites.yaml')
  }
  return { files, problems }
}

/** A file that a configuration is read from, as it was. */
export interface ConfigSource {
  readonly path: string
  readonly bytes: number
  /** Unix ms. */
  readonly modifiedAt: number
}

/** The files that `loadConfig` reads, to be compared with later; those that cannot be read are left out. */
export function configSources(dir: string): ConfigSource[] {
  return (listing(dir, () => {}) ?? []).flatMap((name) => {
    const path = join(dir, name)
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.isFile() ? [{ path, bytes: found.size, modifiedAt: found.mtimeMs }] : []
  })
}

function listing(dir: string, say: (file: string, message: string) => void): string[] | undefined {
  try {
    return readdirSync(dir)
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'no such directory; give the one that holds the *.yaml files',
      ENOTDIR: 'this is a file; give the directory that holds the *.yaml files',
      EACCES: 'no permission to read this directory',
    }
    say(dir, reasons[codeOf(error)] ?? `cannot be read (${codeOf(error)})`)
    return undefined
  }
}

/** The text, or why there is none; neither for a directory. */
function readSource(path: string): { text: string } | { problem: string | undefined } {
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return { problem: undefined }
    if (!stat.isFile()) return { problem: 'this is no regular file' }
    if (stat.size > MAX_FILE_BYTES)
      return {
        problem: `larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, which no configuration is; was another file saved under this name?`,
      }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) }
  } catch (error) {
    if (error instanceof TypeError) return { problem: 'not UTF-8 text; save the file in UTF-8' }
    const reasons: Record<string, string> = {
      ENOENT: 'a link that leads nowhere',
      EACCES: 'no permission to read this file',
    }
    return { problem: reasons[codeOf(error)] ?? `cannot be read (${codeOf(error)})` }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
