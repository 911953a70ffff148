import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '@vonggac/model'
import { makeDirectory } from '../directory.ts'

/** Where the demo keeps its data unless told otherwise. */
export const demoDir: string = fileURLToPath(new URL('../../../../.demo', import.meta.url))

const MARK = '.vonggac-demo'

/**
 * Makes the demo's directory, empty unless `keep`. Only a directory that an earlier demo made is ever emptied:
 * throws a `ConfigError` for any other that is not empty, and for one that this user may not use.
 */
export function prepareDataDir(dir: string, options: { readonly keep: boolean }): void {
  makeDirectory(dir, '--data DIR')
  try {
    prepare(dir, options)
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const { message } = cause as Error
    throw new ConfigError(`${dir} cannot be used: ${message}; choose another directory with --data`, { cause })
  }
}

function prepare(dir: string, { keep }: { readonly keep: boolean }): void {
  const entries = readdirSync(dir)
  if (entries.length > 0 && !existsSync(join(dir, MARK))) {
    throw new ConfigError(`${dir} is not empty and was not made by the demo; choose another directory with --data`)
  }
  chmodSync(dir, 0o700)
  if (!keep) for (const entry of entries) rmSync(join(dir, entry), { recursive: true, force: true })
  writeFileSync(join(dir, MARK), 'This directory belongs to `vonggac demo`, which empties it when it starts.\n')
}
