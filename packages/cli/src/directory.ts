import { mkdirSync } from 'node:fs'
import { ConfigError } from '@vonggac/model'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not create it',
  EPERM: 'this user may not create it',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file of this name is in the way',
  ENOTDIR: 'a file is in the way',
  ENOSPC: 'the disk is full',
}

/** Makes a directory and those above it, where they are missing. Throws a `ConfigError` that names it; `option` says how to choose another. */
export function makeDirectory(dir: string, option: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    const why = reasons[code] ?? message
    throw new ConfigError(`the directory ${dir} cannot be made: ${why} (${option} chooses another)`, { cause })
  }
}
