import { TransientError } from '@vonggac/model'
import { isUncertain, uncertain } from '../uncertain.ts'

/** Messages that are remembered as partly sent: more than wait at once in the worst storm. */
const MAX_KEYS = 1_000

/** A receiver who has not got the message, and why. */
export interface Refused {
  readonly receiver: string
  readonly error: unknown
}

/**
 * Does something for all receivers of a message at once, and leaves out at a repetition who has it already. `send` gives those who have
 * not got it; when it rejects, nobody has. Rejects when one has not: with a `TransientError` when trying again may help any of them,
 * marked `uncertain` when somebody else has it, or may have.
 * What is remembered is lost with the process: then somebody may get it twice.
 */
export function onceTogether() {
  const done = new Map<string, Set<string>>()
  return async (
    key: string,
    receivers: readonly string[],
    send: (receivers: readonly string[]) => Promise<readonly Refused[]>,
  ): Promise<void> => {
    const has = done.get(key) ?? new Set<string>()
    const wanted = [...new Set(receivers)].filter((receiver) => !has.has(receiver))
    const refused = await send(wanted)
    const without = new Set(refused.map(({ receiver }) => receiver))
    for (const receiver of wanted) if (!without.has(receiver)) has.add(receiver)
    done.delete(key)
    if (refused.length === 0) return
    if (has.size > 0) done.set(key, has)
    const oldest = done.keys().next()
    if (done.size > MAX_KEYS && !oldest.done) done.delete(oldest.value)
    const errors = refused.map(({ error }) => error)
    const first = errors.find((error) => error instanceof TransientError) ?? errors[0]
    throw first instanceof Error && (has.size > 0 || errors.some(isUncertain)) ? uncertain(first) : first
  }
}

/** The same for receivers of whom each is told by something of its own, all of them even when one fails. */
export function onceEach() {
  const once = onceTogether()
  return <T extends { readonly receiver: string }>(
    key: string,
    receivers: readonly T[],
    send: (receiver: T) => Promise<void>,
  ): Promise<void> => {
    const byReceiver = new Map(receivers.map((one) => [one.receiver, one]))
    return once(key, [...byReceiver.keys()], async (wanted) => {
      const refused: Refused[] = []
      for (const receiver of wanted)
        await send(byReceiver.get(receiver)!).catch((error: unknown) => refused.push({ receiver, error }))
      return refused
    })
  }
}
