import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '@vonggac/model'

/** Where the demo keeps its data unless told otherwise. */
export const demoDir: string = fileURLToPath(new URL('../../../../.demo', import.meta.url))

const MARK = '.vonggac-demo'

/**
 * Makes the demo's directory, empty unless `keep`. Only a directory that an earlier demo made is ever emptied:
 * throws a `ConfigError` for any other that is not empty.
 */
export function prepareDataDir(dir: string, { keep }: { readonly keep: boolean }): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const entries = readdirSync(dir)
  if (entries.length > 0 && !existsSync(join(dir, MARK))) {
    throw new ConfigError(`${dir} is not empty and was not made by the demo; choose another directory with --data`)
  }
  if (!keep) for (const entry of entries) rmSync(join(dir, entry), { recursive: true, force: true })
  writeFileSync(join(dir, MARK), 'This directory belongs to `vonggac demo`, which empties it when it starts.\n')
}
