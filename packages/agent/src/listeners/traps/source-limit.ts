/** How much one sender may send, and all together. Pure but for what it remembers, which is bounded. */
export interface SourceLimit {
  /** Whether a datagram of this source is looked at; `first`: it is the first one that is not, of a row. */
  take(source: string, now: number): { readonly ok: boolean; readonly first: boolean }
  readonly sources: number
}

/** More than a province has devices. Beyond it the one that was silent for longest is forgotten. */
const MAX_SOURCES = 4_096
/** Of all sources together: what keeps forged addresses from costing a core, a second and at once. */
const TOTAL_RATE = 2_000
const TOTAL_BURST = 4_000

interface Bucket {
  tokens: number
  /** By the monotonic clock, ms. */
  at: number
  isEmpty: boolean
}

/** A token bucket for each source: `rate` a second for long, `burst` at once. */
export function createSourceLimit({ rate, burst }: { rate: number; burst: number }): SourceLimit {
  const buckets = new Map<string, Bucket>()
  const total: Bucket = { tokens: TOTAL_BURST, at: 0, isEmpty: false }
  return {
    take(source, now) {
      const bucket = buckets.get(source) ?? { tokens: burst, at: now, isEmpty: false }
      buckets.delete(source)
      buckets.set(source, bucket)
      if (buckets.size > MAX_SOURCES) buckets.delete(buckets.keys().next().value!)
      fill(bucket, now, { rate, burst })
      fill(total, now, { rate: TOTAL_RATE, burst: TOTAL_BURST })
      if (bucket.tokens >= 1 && total.tokens >= 1) {
        bucket.tokens--
        total.tokens--
        if (bucket.tokens >= burst / 2) bucket.isEmpty = false
        return { ok: true, first: false }
      }
      const first = !bucket.isEmpty
      bucket.isEmpty = true
      return { ok: false, first }
    },
    get sources() {
      return buckets.size
    },
  }
}

function fill(bucket: Bucket, now: number, { rate, burst }: { rate: number; burst: number }): void {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * rate)
  bucket.at = now
}
