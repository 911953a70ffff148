import type { Clock } from '@vonggac/model'

/** The beat by which this process notices that it is behind, ms: a wake-up costs some 10 µs, 0.2 % of a core. */
const BEAT_MS = 5
/** Later than this is behind, ms. Timers of a healthy loop are a millisecond late or two. */
const BEHIND_MS = 5

/** One watcher's view of how far this process has been behind. Disposing ends it. */
export interface LagWatch extends Disposable {
  /** The worst since it began, ms. */
  readonly worstMs: number
}

/** Tells whether what is read from a socket now may have waited there for our own sake. Shared; beats only while somebody watches. */
export interface LoopLag {
  watch(): LagWatch
  /** `now`: the monotonic clock as just read. */
  isBehind(now: number): boolean
}

/**
 * A beat that is overdue says so even before it is heard: sockets may be read first. Once heard, we stay behind until the next one is
 * in time, since what waited in the sockets is read in between.
 */
export function createLoopLag(clock: Clock): LoopLag {
  const watches = new Set<{ worstMs: number }>()
  let due = 0
  let behind = false
  let cancel = () => {}
  const arm = () => {
    due = clock.monotonic() + BEAT_MS
    cancel = clock.after(BEAT_MS, beat)
  }
  const beat = () => {
    const lateMs = clock.monotonic() - due
    behind = lateMs > BEHIND_MS
    if (behind) for (const watch of watches) watch.worstMs = Math.max(watch.worstMs, lateMs)
    arm()
  }
  return {
    watch() {
      const watch = {
        worstMs: 0,
        [Symbol.dispose]() {
          watches.delete(watch)
          if (watches.size === 0) cancel()
        },
      }
      watches.add(watch)
      if (watches.size === 1) {
        behind = false
        arm()
      }
      return watch
    },
    isBehind: (now) => behind || now - due > BEHIND_MS,
  }
}
