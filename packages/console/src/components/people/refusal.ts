import { ApiError } from '../../api/client.ts'
import type { Words } from '../../i18n/vi.ts'
import { failureText } from '../failure-text.ts'

/** The field that a refusal of the collector is about, as it says it: `name: expected …`. */
export const fieldOf = (error: unknown): string | undefined =>
  error instanceof ApiError && error.status < 500 ? /^(\w+): /.exec(error.message)?.[1] : undefined

/** Why it was refused, in the words of the page where it has some; `undefined`: it was not. */
export function refusalText(error: unknown, words: Words): string | undefined {
  if (error === undefined) return undefined
  if (error instanceof ApiError) {
    const wait = /wait (\d+) s/.exec(error.message)?.[1]
    if (error.status === 429 && wait !== undefined) return words.people.wait(wait)
    const field = fieldOf(error)
    if (field !== undefined) return error.message.slice(field.length + 2)
  }
  return words.actionFailed(failureText(error, words))
}
