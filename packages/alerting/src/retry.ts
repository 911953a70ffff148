import { backoffMs } from '@vonggac/model'
import type { Message } from './contract.ts'

/** Delays between attempts, ms. As long as it is news, a channel that is back is noticed within a minute. */
const NEWS = { firstMs: 1_000, maxMs: 60_000 }
const OLD = { firstMs: 1_000, maxMs: 300_000 }
const NEWS_MS = 3_600_000
/** After how long a message is too old to be worth another attempt: what happened a day ago helps nobody. */
const GIVE_UP_MS = 24 * 3_600_000

/** What is known of a sending that failed at `now`, Unix ms. */
export interface FailedSending {
  readonly message: Message
  /** Attempts before this one. */
  readonly attempts: number
  readonly now: number
  /** What the other side asked for, ms. */
  readonly retryAfterMs?: number | undefined
}

/** When a message that may get through later is tried again, Unix ms; `null`: never. `random` is uniform in [0, 1). */
export function retryTime(
  { message, attempts, now, retryAfterMs }: FailedSending,
  random?: () => number,
): number | null {
  const { openedAt, resolvedAt } = message.incident
  const happenedAt = resolvedAt ?? openedAt
  const at = now + (retryAfterMs ?? backoffMs(attempts, now < happenedAt + NEWS_MS ? NEWS : OLD, random))
  return at > happenedAt + GIVE_UP_MS ? null : at
}
