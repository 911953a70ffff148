import { createSecretKey, type KeyObject } from 'node:crypto'
import { ProbeFailure, type SecretRef } from '@vonggac/model'

/** The key that a configuration names; `undefined` where it names none. Throws `ProbeFailure('local')` for one that is not there or empty. */
export function stampKey(ref: SecretRef | undefined, secret: (ref: SecretRef) => string): KeyObject | undefined {
  if (!ref) return undefined
  const text = secret(ref)
  const place = 'env' in ref ? `the environment variable ${ref.env}` : ref.file
  if (text === '') throw new ProbeFailure('local', `${place} is empty; a key is taken from it`)
  return createSecretKey(text, 'utf8')
}
