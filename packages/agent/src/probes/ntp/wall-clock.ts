import type { Clock } from '@vonggac/model'

/** A clock of whole milliseconds ticks within one; so many readings are many times what that takes, and end where it never ticks. */
const MAX_READINGS = 50_000

/**
 * The wall clock with fractions, Unix ms: the system's gives whole milliseconds only, half of one wrong on the average. Watches
 * it until it ticks, at most a millisecond, and counts on from there by the monotonic clock.
 */
export function fineWallClock({ now, monotonic }: Clock): () => number {
  const first = now()
  let tick = first
  for (let turn = 0; tick === first && turn < MAX_READINGS; turn++) tick = now()
  const offsetMs = tick - monotonic()
  return () => offsetMs + monotonic()
}
