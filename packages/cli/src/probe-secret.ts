import { ProbeFailure, type SecretRef } from '@vonggac/model'
import { readSecret } from './secret.ts'

/** Reads a secret for a probe: a missing one is this machine's fault, and concerns only the checks that need it. */
export function probeSecret(ref: SecretRef): string {
  try {
    return readSecret(ref)
  } catch (error) {
    throw new ProbeFailure('local', (error as Error).message, { cause: error })
  }
}
