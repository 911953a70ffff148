import { readFileSync } from 'node:fs'
import { ConfigError, type SecretRef } from '@vonggac/model'

/** Reads a secret that the configuration names. Throws a `ConfigError` that names the place, never the value. */
export function readSecret(ref: SecretRef): string {
  if ('env' in ref) {
    const value = process.env[ref.env]
    if (value === undefined)
      throw new ConfigError(`the environment variable ${ref.env} is not set; the configuration takes a secret from it`)
    return value
  }
  try {
    return readFileSync(ref.file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${ref.file}: the secret cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
