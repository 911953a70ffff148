/**
 * Exponential delay with full jitter: between half and all of `firstMs · 2^attempt`, at most `maxMs`.
 * `attempt` counts from 0; `random` is uniform in [0, 1).
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: { firstMs: number; maxMs: number },
  random = Math.random,
): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30))
  return ceiling / 2 + (ceiling / 2) * random()
}
