import { UnreachableError } from '../api/client.ts'
import type { Words } from '../i18n/vi.ts'

/** Why something failed, for people. */
export function failureText(error: unknown, words: Words): string {
  if (error instanceof UnreachableError) return words.unreachable
  return error instanceof Error ? error.message : String(error)
}
