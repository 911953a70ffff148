/** A bounded sample of many values that stands for all of them, in whatever order they come. */
export interface ThinnedSamples {
  add(value: number): void
  /** The value that the fraction (0 to 1) of the samples since the last call does not exceed; 0 without any. Begins anew. */
  takePercentile(fraction: number): number
}

/** Keeps between half of `max` and `max` values, evenly spread: whenever there are `max`, every other one goes, and from then on fewer come. */
export function createThinnedSamples(max: number): ThinnedSamples {
  let kept: number[] = []
  let seen = 0
  let every = 1
  return {
    add(value) {
      if (seen++ % every > 0) return
      if (kept.length === max) {
        kept = kept.filter((_, at) => at % 2 === 0)
        every *= 2
        // The value is kept if it would have been had it always been so.
        if ((seen - 1) % every > 0) return
      }
      kept.push(value)
    },
    takePercentile(fraction) {
      const sorted = Float64Array.from(kept).sort()
      kept = []
      seen = 0
      every = 1
      return sorted[Math.ceil(sorted.length * fraction) - 1] ?? 0
    },
  }
}
