import { TransientError } from '@vonggac/model'

/** Messages that are remembered as partly sent: more than wait at once in the worst storm. */
const MAX_KEYS = 1_000

/**
 * Does something for each receiver of a message, all of them even when one fails, and leaves out at a repetition who has it already.
 * Rejects when one failed: with a `TransientError` when trying again may help any of them. What is remembered is lost with the
 * process: then somebody may get it twice.
 */
export function onceEach() {
  const done = new Map<string, Set<string>>()
  return async <T extends { readonly receiver: string }>(
    key: string,
    receivers: readonly T[],
    send: (receiver: T) => Promise<void>,
  ): Promise<void> => {
    const has = done.get(key) ?? new Set<string>()
    const failures: unknown[] = []
    for (const each of receivers) {
      if (has.has(each.receiver)) continue
      await send(each).then(
        () => has.add(each.receiver),
        (error: unknown) => failures.push(error),
      )
    }
    done.delete(key)
    if (failures.length === 0) return
    if (has.size > 0) done.set(key, has)
    const oldest = done.keys().next()
    if (done.size > MAX_KEYS && !oldest.done) done.delete(oldest.value)
    throw failures.find((error) => error instanceof TransientError) ?? failures[0]
  }
}
