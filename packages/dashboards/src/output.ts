import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { GeneratedFile } from './build.ts'

/** Writes the files under `dir`, each whole or not at all. Files that are no longer generated are left to the operator. */
export async function writeDashboards(dir: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, text } of files) {
    const file = join(dir, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }
}

/** What differs between `dir` and what would be generated, a line each; nothing when it is up to date. */
export async function checkDashboards(dir: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const wanted = new Map(files.map(({ path, text }) => [path, text]))
  const present = await listed(dir)
  const differences = await Promise.all(
    [...wanted].map(async ([path, text]) => {
      if (!present.includes(path)) return [`${path}: missing`]
      return (await readFile(join(dir, path), 'utf8')) === text ? [] : [`${path}: differs from what is generated`]
    }),
  )
  const extra = present.filter((path) => !wanted.has(path)).map((path) => `${path}: not generated any more`)
  return [...differences.flat(), ...extra].sort()
}

async function listed(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
